/**
 * Writes down what happens to one zone: every call of its step function with its arguments, and
 * now and then the state hash after it. The bytes go to whoever keeps them (adapter/).
 *
 * A segment is a file that stands by itself: header, snapshot, steps. A new one is begun when the
 * old one is full and when the zone's content changes; the step that changes content is in
 * neither, because no single definition could replay it.
 */

import { encodeEntry, encodeHeader, RECORDING_FORMAT, type RecordingHeader } from "./recording.ts";

/** What the recorder asks of the zone, at a step's edge. */
export interface RecordedZone {
  snapshot(): Uint8Array;
  hash(): string;
}

export interface RecorderOptions {
  readonly header: Omit<RecordingHeader, "format">;
  /** A state hash after each so many steps; 1 finds the exact step that diverges. */
  readonly markEverySteps: number;
  /** A new segment is begun once this one holds so many bytes. */
  readonly segmentBytes: number;
}

/** Bytes to append; `fresh` = they begin a new segment. */
export interface RecordedChunk {
  readonly fresh: boolean;
  readonly bytes: Uint8Array;
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
};

export class ZoneRecorder {
  readonly #options: RecorderOptions;
  #contentHash: string;
  #step: Uint8Array = new Uint8Array();
  #steps = 0;
  #bytes = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#contentHash = options.header.contentHash;
  }

  /** Begins a segment with the zone's state as it is now. */
  begin(zone: RecordedZone, contentHash = this.#contentHash): RecordedChunk {
    this.#contentHash = contentHash;
    this.#steps = 0;
    const header = { ...this.#options.header, contentHash, format: RECORDING_FORMAT };
    const bytes = joined([
      encodeHeader(header),
      encodeEntry({ kind: "snapshot", bytes: zone.snapshot() }),
    ]);
    this.#bytes = bytes.length;
    return { fresh: true, bytes };
  }

  /**
   * Before the zone makes a step with these arguments: they are encoded now, because the zone may
   * take over what is in them.
   */
  stepping(nowMs: number, maxEvents: number, inputs: readonly unknown[]): void {
    this.#step = encodeEntry({ kind: "step", nowMs, maxEvents, inputs });
  }

  /** After it: the step, its mark when one is due, and a new segment when this one is full. */
  stepped(zone: RecordedZone): readonly RecordedChunk[] {
    this.#steps += 1;
    const parts = [this.#step];
    const full = this.#bytes >= this.#options.segmentBytes;
    if (full || this.#steps % this.#options.markEverySteps === 0) {
      parts.push(encodeEntry({ kind: "mark", step: this.#steps, stateHash: zone.hash() }));
    }
    const bytes = joined(parts);
    this.#bytes += bytes.length;
    const chunk = { fresh: false, bytes };
    return full ? [chunk, this.begin(zone)] : [chunk];
  }
}
