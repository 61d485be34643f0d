/** A zone of the ring's world with one room full of people, stepped without engine or sockets. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Effect } from "@ambon/game/effect";
import { type InputBody, type RosterEntry, SOURCE } from "@ambon/game/input";
import { newPlayerState } from "@ambon/game/player-state";
import { newSessionPart } from "@ambon/game/session-part";
import { Zone } from "@ambon/game/zone";
import { type PlayerId, playerId, zoneId } from "@ambon/kernel/ids";
import { readContent } from "@ambon/world/adapter/read-content";
import type { WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { writeRingWorld } from "../ring.ts";

const MAX_EVENTS = 10_000;
const FIRST_ID = 1000;

const ringWorld = (): WorldDefinition => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-micro-"));
  try {
    writeRingWorld(directory);
    const result = loadWorld(readContent(directory));
    if (!isLoaded(result)) throw new Error("The ring's world does not load.");
    return result.world;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** Letters only, all different. */
const nameOf = (number: number): string => {
  const letter = (digit: number): string => String.fromCharCode(97 + (digit % 26));
  return `Bot${letter(number)}${letter(Math.floor(number / 26))}`;
};

export class Crowd {
  readonly zone: Zone;
  readonly first: PlayerId = playerId(String(FIRST_ID));
  #nowMs = 0;
  #seq = 0;

  constructor(people: number) {
    const world = ringWorld();
    const library = { current: world, get: () => world };
    this.zone = Zone.create(library, { zone: zoneId("ring", 1), epoch: 1, seed: 1, nowMs: 0 });
    for (let number = 0; number < people; number += 1) this.#arrive(number, world.startRoom);
  }

  step(body: InputBody): readonly Effect[] {
    this.#seq += 1;
    this.#nowMs += 1;
    const source = { class: SOURCE.session, id: this.first, seq: this.#seq };
    return this.zone.step(this.#nowMs, [{ source, body }], MAX_EVENTS).effects;
  }

  /** The first of the crowd types a line. */
  types(text: string): readonly Effect[] {
    return this.step({ i: "line", player: this.first, text, inputSeq: this.#seq });
  }

  #arrive(number: number, room: string): void {
    const id = playerId(String(FIRST_ID + number));
    const state = {
      ...newPlayerState({
        id,
        name: nameOf(number),
        race: "human",
        class: "fighter",
        startRoom: room,
        screenReader: false,
      }),
    };
    this.step({ i: "arrive", state, session: newSessionPart(), room, from: null });
  }
}

export const rosterOf = (people: number): readonly RosterEntry[] =>
  Array.from({ length: people }, (_, number) => ({
    name: nameOf((number * 7) % people),
    level: 1 + (number % 9),
    race: "human",
    class: "fighter",
    zone: "The Ring",
    afk: number % 10 === 0,
    staff: false,
  }));
