import assert from "node:assert/strict";
import test from "node:test";
import { hashText } from "@ambon/kernel/hash";
import { type RecordedChunk, ZoneRecorder } from "./recorder.ts";
import { decodeRecording, type Recording } from "./recording.ts";
import { type ReplayZone, replay } from "./replay.ts";

/** A zone whose whole state is a text of what happened to it. */
class Tape implements ReplayZone {
  #text: string;
  readonly #quirk: string;

  constructor(text: string, quirk = "never") {
    this.#text = text;
    this.#quirk = quirk;
  }

  step(nowMs: number, inputs: readonly unknown[], maxEvents: number): void {
    const seen = inputs.map((input) => (input === this.#quirk ? "?" : input));
    this.#text += `|${nowMs},${maxEvents},${JSON.stringify(seen)}`;
  }

  hash(): string {
    return hashText(this.#text);
  }

  snapshot(): Uint8Array {
    return new TextEncoder().encode(this.#text);
  }
}

const restored = (bytes: Uint8Array, quirk?: string): Tape =>
  new Tape(new TextDecoder().decode(bytes), quirk);

const recorder = (markEverySteps: number, segmentBytes = 1_000_000): ZoneRecorder =>
  new ZoneRecorder({
    header: { zone: "town#1", seed: 7, contentHash: "c1", build: "test", schema: 1 },
    markEverySteps,
    segmentBytes,
  });

/** Segments of a tape that was stepped once for each word. */
const record = (machine: ZoneRecorder, words: readonly string[]): Uint8Array[] => {
  const tape = new Tape("start");
  const chunks: RecordedChunk[] = [machine.begin(tape)];
  words.forEach((word, index) => {
    machine.stepping(index * 10, 50, [word]);
    tape.step(index * 10, [word], 50);
    chunks.push(...machine.stepped(tape));
  });
  const segments: number[][] = [];
  for (const chunk of chunks) {
    if (chunk.fresh) segments.push([]);
    segments.at(-1)?.push(...chunk.bytes);
  }
  return segments.map((segment) => Uint8Array.from(segment));
};

const read = (bytes: Uint8Array | undefined): Recording => {
  const decoded = decodeRecording(bytes ?? new Uint8Array());
  assert.ok(decoded.ok);
  return decoded.value;
};

const WORDS = ["a", "b", "c", "d", "e", "f", "g"];

test("[JR5] each step is written with its arguments, and a mark after every second", () => {
  const [bytes] = record(recorder(2), ["a", "b", "c"]);
  const { entries } = read(bytes);
  assert.deepEqual(
    entries.map((entry) => (entry.kind === "step" ? entry : entry.kind)),
    [
      "snapshot",
      { kind: "step", nowMs: 0, maxEvents: 50, inputs: ["a"] },
      { kind: "step", nowMs: 10, maxEvents: 50, inputs: ["b"] },
      "mark",
      { kind: "step", nowMs: 20, maxEvents: 50, inputs: ["c"] },
    ],
  );
});

test("[JR6] an untouched recording gives the recorded hash at every mark", () => {
  const [bytes] = record(recorder(1), WORDS);
  const seen: number[] = [];
  const report = replay(
    read(bytes),
    (_header, snapshot) => restored(snapshot),
    (step) => seen.push(step),
  );
  assert.equal(report.outcome, "same");
  assert.equal(report.steps, WORDS.length);
  assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7]);
  assert.equal(report.startHash, hashText("start"));
});

test("[JR7] the first step that comes to another state is named with both hashes", () => {
  const [bytes] = record(recorder(1), WORDS);
  const report = replay(read(bytes), (_header, snapshot) => restored(snapshot, "d"));
  assert.equal(report.outcome, "diverged");
  assert.equal(report.divergence?.step, 4);
  assert.equal(report.divergence?.lastGood, 3);
  assert.notEqual(report.divergence?.recorded, report.divergence?.replayed);
});

test("[JR7] between sparse marks the report gives the last that agreed", () => {
  const [bytes] = record(recorder(3), WORDS);
  const report = replay(read(bytes), (_header, snapshot) => restored(snapshot, "d"));
  assert.equal(report.divergence?.step, 6);
  assert.equal(report.divergence?.lastGood, 3);
});

test("[JR4] a full segment is followed by one that stands by itself", () => {
  const segments = record(recorder(4, 200), WORDS);
  assert.ok(segments.length > 1);
  let steps = 0;
  for (const segment of segments) {
    const report = replay(read(segment), (_header, snapshot) => restored(snapshot));
    assert.equal(report.outcome, "same");
    steps += report.steps;
  }
  assert.equal(steps, WORDS.length);
});

test("[JR4] new content begins a segment with the new hash", () => {
  const machine = recorder(1);
  const tape = new Tape("x");
  assert.equal(read(machine.begin(tape).bytes).header.contentHash, "c1");
  const chunk = machine.begin(tape, "c2");
  assert.equal(chunk.fresh, true);
  assert.equal(read(chunk.bytes).header.contentHash, "c2");
});

test("[JR8] a hole ends the replay before it, and the note says where", () => {
  const [bytes] = record(recorder(1), WORDS);
  assert.ok(bytes);
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  const report = replay(read(bytes), (_header, snapshot) => restored(snapshot));
  assert.equal(report.outcome, "same");
  assert.ok(report.steps > 0 && report.steps < WORDS.length);
  assert.match(report.note, /damaged at byte/);
});

test("[JR8] without a whole snapshot nothing is replayed", () => {
  const [bytes] = record(recorder(1), WORDS);
  assert.ok(bytes);
  const { header, entries } = read(bytes);
  const report = replay({ header, entries: entries.slice(1), damage: [] }, (_header, snapshot) =>
    restored(snapshot),
  );
  assert.equal(report.outcome, "unusable");
});
