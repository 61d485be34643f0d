/** How the rows of the game are read and written: today's schema, its upgrades and its shape. */

import { PLAYER_SHAPE } from "@ambon/game/player-shape";
import type { PlayerState } from "@ambon/game/player-state";
import { PLAYER_UPGRADES, STORED_ZONE_UPGRADES } from "@ambon/game/state-upgrades";
import type { StoredZone } from "@ambon/game/stored-zone";
import { STORED_ZONE_SHAPE } from "@ambon/game/zone-shape";
import type { Result } from "@ambon/kernel/result";
import { schemaCodec } from "@ambon/persistence/state-upgrade";
import type { StateCodec } from "@ambon/persistence/stored-player";

export const playerCodec: StateCodec<PlayerState> = schemaCodec(PLAYER_UPGRADES, PLAYER_SHAPE);

/** Of zones and of the documents of `@commons`. */
export const zoneCodec: StateCodec<StoredZone> = schemaCodec(
  STORED_ZONE_UPGRADES,
  STORED_ZONE_SHAPE,
);

/** The row of a zone as a text of today's schema. */
export const upgradedZone = (text: string): Result<string, string> => {
  const read = zoneCodec.decode(text);
  return read.ok ? { ok: true, value: zoneCodec.encode(read.value) } : read;
};
