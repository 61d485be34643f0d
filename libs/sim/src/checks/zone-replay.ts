/**
 * I11: one zone of each seed is recorded as it runs, and its recording is played again. Each run of
 * the zone is a recording of its own; the newest is kept, up to STEPS_MAX of its steps.
 */

import type { RunningZone, ZoneStart } from "@ambon/engine/running-zone";
import type { Input } from "@ambon/game/input";
import { ZONE_SCHEMA } from "@ambon/game/state";
import type { WorldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import { type RecordedChunk, ZoneRecorder } from "@ambon/journal/recorder";
import { decodeRecording } from "@ambon/journal/recording";
import { type ReplayReport, replay } from "@ambon/journal/replay";
import type { ZoneId } from "@ambon/kernel/ids";
import { concatBytes } from "@ambon/telnet/bytes";
import type { Checks } from "./checks.ts";

const STEPS_MAX = 2000;
const MARK_EVERY_STEPS = 20;
const SEGMENT_BYTES = 64 * 1024 * 1024;

/** What a zone that is recorded is shown before and after each of its steps. */
export interface StepWatch {
  stepping(nowMs: number, inputs: readonly Input[], max: number): void;
  stepped(zone: RunningZone): void;
}

export class ZoneReplay {
  readonly #world: WorldLibrary;
  readonly #zone: ZoneId;
  #bytes: Uint8Array[] = [];
  #newest: StepWatch | undefined;

  constructor(world: WorldLibrary, zone: ZoneId) {
    this.#world = world;
    this.#zone = zone;
  }

  /** A run of a zone begins; undefined when that zone is not recorded. */
  begin(start: ZoneStart, zone: RunningZone): StepWatch | undefined {
    if (start.zone !== this.#zone) return undefined;
    const { contentHash } = this.#world.current;
    const { seed } = start;
    const recorder = new ZoneRecorder({
      header: { zone: start.zone, seed, contentHash, build: "sim", schema: ZONE_SCHEMA },
      markEverySteps: MARK_EVERY_STEPS,
      segmentBytes: SEGMENT_BYTES,
    });
    this.#bytes = [];
    this.#keep([recorder.begin(zone)]);
    let steps = 0;
    // A run that was replaced may go on for a while: it is not what is kept.
    const isKept = (): boolean => this.#newest === watch && steps < STEPS_MAX;
    const watch: StepWatch = {
      stepping: (nowMs, inputs, max) => {
        if (isKept()) recorder.stepping(nowMs, max, inputs);
      },
      stepped: (stepped) => {
        if (!isKept()) return;
        steps += 1;
        this.#keep(recorder.stepped(stepped));
      },
    };
    this.#newest = watch;
    return watch;
  }

  /** Plays what was recorded. */
  check(checks: Checks): ReplayReport | undefined {
    if (this.#newest === undefined) return undefined;
    const decoded = decodeRecording(concatBytes(this.#bytes));
    if (!decoded.ok) {
      checks.wrong("I11", `${this.#zone}: ${decoded.error.message}`);
      return undefined;
    }
    const report = replay(decoded.value, (_header, snapshot) => this.#restored(snapshot));
    const { outcome, divergence, note } = report;
    if (outcome !== "same") {
      const where = divergence === null ? note : `step ${divergence.step} has another hash`;
      checks.wrong("I11", `the recording of ${this.#zone} is ${outcome}: ${where}`);
    }
    return report;
  }

  #restored(snapshot: Uint8Array) {
    const zone = Zone.restore(this.#world, snapshot);
    return {
      step: (nowMs: number, inputs: readonly unknown[], max: number) =>
        zone.step(nowMs, inputs as readonly Input[], max),
      hash: () => zone.hash(),
    };
  }

  #keep(chunks: readonly RecordedChunk[]): void {
    for (const { bytes } of chunks) this.#bytes.push(bytes);
  }
}
