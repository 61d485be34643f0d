/** The recorder of one running zone, when recordings are switched on. */

import type { Input } from "@ambon/game/input";
import { type RecordedChunk, ZoneRecorder } from "@ambon/journal/recorder";
import type { RunningZone } from "./running-zone.ts";

export interface RecordingOptions {
  readonly markEverySteps: number;
  readonly segmentBytes: number;
  /** Named in the header, for people. */
  readonly build: string;
  /** Schema version of zone states. */
  readonly schema: number;
}

export class ZoneRecording {
  readonly #recorder: ZoneRecorder;
  #newContent: string | undefined;

  constructor(options: RecordingOptions, zone: string, seed: number, contentHash: string) {
    const { build, schema, markEverySteps, segmentBytes } = options;
    const header = { zone, seed, contentHash, build, schema };
    this.#recorder = new ZoneRecorder({ header, markEverySteps, segmentBytes });
  }

  begin(zone: RunningZone): RecordedChunk {
    return this.#recorder.begin(zone);
  }

  /** Before a step. */
  stepping(nowMs: number, maxEvents: number, inputs: readonly Input[]): void {
    const reload = inputs.findLast((input) => input.body.i === "reload")?.body;
    this.#newContent = reload?.i === "reload" ? reload.contentHash : undefined;
    if (this.#newContent === undefined) this.#recorder.stepping(nowMs, maxEvents, inputs);
  }

  /** After it: what is to be appended. A step that changed the content begins anew. */
  stepped(zone: RunningZone): readonly RecordedChunk[] {
    if (this.#newContent !== undefined) return [this.#recorder.begin(zone, this.#newContent)];
    return this.#recorder.stepped(zone);
  }
}
