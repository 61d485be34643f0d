/**
 * Seeds that every test run plays: those that once found something, and enough others that each
 * rare branch is reached (BRANCHES). They hold all invariants.
 */

export interface KeptSeed {
  readonly seed: number;
  readonly why: string;
}

export const KEPT_SEEDS: readonly KeptSeed[] = [
  { seed: 6, why: "an engine's own late claim fences it" },
  { seed: 36, why: "lines refused in a flood, the refusals lost with their socket" },
  { seed: 40, why: "lines typed between link and answer overtook the unacknowledged ones" },
  { seed: 43, why: "the same with a link that was reset" },
  { seed: 54, why: "resumed sessions while a cut is unknown" },
  { seed: 94, why: "a flood while the gateway stands still" },
  { seed: 107, why: "an engine that is killed while it stands still" },
  { seed: 150, why: "a line refused at one gateway and taken at the next" },
  { seed: 178, why: "delayed lines refused after a resume had counted them" },
  ...[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12].map((seed) => ({ seed, why: "breadth" })),
];

/** What the kept seeds together must reach, and how often at least. */
export const BRANCHES: Readonly<Record<string, number>> = {
  "an engine crashed": 5,
  "a gateway crashed": 5,
  "a session was resumed": 50,
  "a resume was refused": 3,
  "a player was told what is undone": 5,
  "a line was refused": 20,
  "a reader stopped": 3,
  "cut saved": 500,
  "cut fenced": 2,
  "log cut_failed": 20,
  "log store_away": 10,
  "log store_back": 10,
  "log engine_restored": 3,
  "bye quit": 5,
  "bye shutdown": 5,
};
