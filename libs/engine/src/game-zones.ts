/** The zones of the game, made as the engine asks for them. */

import type { WorldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import type { ZoneFactory } from "./running-zone.ts";

export const gameZones =
  (library: WorldLibrary): ZoneFactory =>
  (start) => {
    if (start.snapshot === undefined) return Zone.create(library, start);
    return Zone.continue(library, new TextEncoder().encode(start.snapshot), start);
  };
