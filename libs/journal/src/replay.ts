/**
 * Runs a recording again and compares the state hashes. The same snapshot and the same inputs
 * must give the same hash at every mark, on every runtime.
 */

import type { Recording, RecordingHeader } from "./recording.ts";

export interface ReplayZone {
  step(nowMs: number, inputs: readonly unknown[], maxEvents: number): unknown;
  hash(): string;
}

/** Makes a zone from a recorded snapshot; throws when the snapshot is of no use to it. */
export type ReplayFactory = (header: RecordingHeader, snapshot: Uint8Array) => ReplayZone;

export interface Divergence {
  /** The first mark that differs: the step of the recording, from 1. */
  readonly step: number;
  /** The last step known to agree; 0 = the snapshot. */
  readonly lastGood: number;
  readonly recorded: string;
  readonly replayed: string;
}

export interface ReplayReport {
  readonly outcome: "same" | "diverged" | "unusable";
  readonly steps: number;
  readonly marks: number;
  readonly startHash: string;
  readonly finalHash: string;
  readonly divergence: Divergence | null;
  /** A sentence when the recording ended early or could not be used; "" otherwise. */
  readonly note: string;
}

const unusable = (note: string): ReplayReport => ({
  outcome: "unusable",
  steps: 0,
  marks: 0,
  startHash: "",
  finalHash: "",
  divergence: null,
  note,
});

/** `onMark` sees each mark as it is passed, for printing. */
export const replay = (
  recording: Recording,
  factory: ReplayFactory,
  onMark: (step: number, hash: string) => void = () => undefined,
): ReplayReport => {
  const [first, ...entries] = recording.entries;
  const torn = recording.damage[0];
  if (first?.kind !== "snapshot" || torn?.before === 0) {
    return unusable("The recording does not begin with a whole snapshot.");
  }
  const zone = factory(recording.header, first.bytes);
  const startHash = zone.hash();
  let steps = 0;
  let marks = 0;
  let lastGood = 0;
  let divergence: Divergence | null = null;
  // What follows a hole cannot be compared: steps are missing.
  const usable = torn === undefined ? entries : entries.slice(0, torn.before - 1);
  for (const entry of usable) {
    if (entry.kind === "step") {
      zone.step(entry.nowMs, entry.inputs, entry.maxEvents);
      steps += 1;
    } else if (entry.kind === "mark") {
      const replayed = zone.hash();
      marks += 1;
      onMark(entry.step, replayed);
      if (replayed !== entry.stateHash) {
        divergence = { step: entry.step, lastGood, recorded: entry.stateHash, replayed };
        break;
      }
      lastGood = entry.step;
    }
  }
  const note =
    torn === undefined
      ? ""
      : `Replayed up to step ${steps}: the file is damaged at byte ${torn.offset}.`;
  const outcome = divergence === null ? "same" : "diverged";
  return { outcome, steps, marks, startHash, finalHash: zone.hash(), divergence, note };
};
