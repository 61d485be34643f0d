/**
 * How stored states of earlier releases become states of this one: pure functions, one per schema
 * number, run in order when a row is read.
 *
 * To change the shape of a stored state: raise the schema number, append the function that makes
 * the new shape of the old one, change the shape in `player-shape.ts` or `zone-shape.ts`, and add
 * what the game writes now as `fixtures/<what>-<schema>.json`. Fixtures and functions of released
 * schemas are never changed again: there are stores that hold them.
 */

/** Index n makes schema n + 2 of schema n + 1. */
export type Upgrades = readonly ((
  old: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>)[];

export const PLAYER_UPGRADES: Upgrades = [];

/** Of zones, and of the documents of `@commons`, which is a zone. */
export const STORED_ZONE_UPGRADES: Upgrades = [
  // Groups were not stored: there are none.
  (old) => ({ ...old, groups: [] }),
];
