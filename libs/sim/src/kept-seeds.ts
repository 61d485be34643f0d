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
  { seed: 22, why: "a run that was replaced takes rows from its successor" },
  { seed: 37, why: "a resume claims a player who is being handed over" },
  { seed: 68, why: "a row that is given back is claimed by a hand-off before that is known" },
  { seed: 60_105, why: "a zone that was claimed once more has no lease when its engine crashes" },
  { seed: 60_373, why: "a renewal that does not know the new epoch of a zone" },
  { seed: 102_299, why: "a row is given back while its claim for an offer has no answer" },
  { seed: 102_535, why: "a move that is given up wakes a session that is being handed over" },
  { seed: 31_102, why: "an instance that is ordered again while the store is away" },
  { seed: 31_237, why: "a move that is given up lets output go that waits for a cut" },
  { seed: 770_297, why: "an engine that is being emptied when the faults end" },
  { seed: 100_841, why: "575 lines typed while a socket was dark" },
  ...[480, 488].map((seed) => ({ seed, why: "readers that stop, and little room for output" })),
  ...[23, 33, 47, 78, 108, 132].map((seed) => ({ seed, why: "several engines" })),
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
  // Several engines.
  "a hand-off was committed": 100,
  "a hand-off was aborted": 10,
  "an offer came twice": 10,
  "an unknown claim had been carried out": 5,
  "an unknown claim had not been carried out": 5,
  "a zone move was committed": 10,
  "a zone move was aborted": 5,
  "a zone failed over": 5,
  "log zones_frozen": 20,
  "log zones_thawed": 20,
  "an engine lost its zones": 3,
  "a frame of an earlier engine": 10,
  "a bond of engines ended: away": 5,
  "log instance_merged": 2,
  "an engine woke up after it had been replaced": 5,
  // Sessions and ids.
  "a resume had a gap": 3,
  "more waited than was kept": 3,
  "a clock was beyond the ceiling of its lease": 5,
  "there was no lease to mint by": 5,
  "a node id was lost: refused": 3,
  "a character was asked for that is not there": 3,
  "a process was upgraded": 5,
};
