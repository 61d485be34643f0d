/**
 * The zones this engine runs and which of them have something to do. A zone with inputs is in the
 * ready list, one with timers in a heap; an idle zone is in neither and costs nothing.
 */

import type { Input } from "@ambon/game/input";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import { templateOf } from "@ambon/kernel/ids";
import { TimerQueue } from "@ambon/kernel/timer-queue";
import type { EngineSession } from "./engine-session.ts";
import { HeardIds } from "./heard-ids.ts";
import type { ZoneRecording } from "./record-zone.ts";
import { COMMONS_TEMPLATE, type RunningZone } from "./running-zone.ts";
import { EVENTS_MAX } from "./time-share.ts";

export interface ZoneSlot {
  readonly id: ZoneId;
  readonly zone: RunningZone;
  /** Under which its row is ours. */
  epoch: number;
  /** `leaving`: nobody comes in; `still`: it is not stepped. Both on the way to another engine. */
  state: "running" | "leaving" | "still";
  /** An instance that is not needed any more: it empties, and nobody comes in. */
  isClosing: boolean;
  /** It goes on from the snapshot of a drained run, its players in it. */
  readonly isRestored: boolean;
  readonly recording: ZoneRecording | null;
  /** Inputs of the next step. */
  inputs: Input[];
  ready: boolean;
  /** Sequence number of its timer in the heap; 0 = none. */
  timer: number;
  maxEvents: number;
  dilated: boolean;
  /** Players of the roster who belong here, also those who are on their way in. */
  population: number;
  /** Sessions whose line was handed over and may not have been applied yet. */
  readonly unapplied: Set<EngineSession>;
  /** Players on their way in, whose state the zone does not have yet. */
  readonly arriving: Set<PlayerId>;
  /** Messages it was given. */
  readonly heard: HeardIds;
}

/** Takes arrivals. */
export const isOpen = ({ state, isClosing }: ZoneSlot): boolean =>
  state === "running" && !isClosing;

export const isCommons = (zone: ZoneId): boolean => templateOf(zone) === COMMONS_TEMPLATE;

/** The kind of a zone's row. */
export const kindOf = (zone: ZoneId): "zone" | "document" =>
  isCommons(zone) ? "document" : "zone";

export class ZoneTable {
  readonly #slots = new Map<ZoneId, ZoneSlot>();
  readonly #timers = new TimerQueue<ZoneSlot>();
  #ready: ZoneSlot[] = [];
  #nextTimer = 1;

  add(start: Pick<ZoneSlot, "id" | "zone" | "epoch" | "isRestored" | "recording">): ZoneSlot {
    const slot: ZoneSlot = {
      ...start,
      state: "running",
      isClosing: false,
      inputs: [],
      ready: false,
      timer: 0,
      maxEvents: EVENTS_MAX,
      dilated: false,
      population: 0,
      unapplied: new Set(),
      arriving: new Set(),
      heard: new HeardIds(),
    };
    this.#slots.set(slot.id, slot);
    this.arm(slot, slot.zone.nextDueMs());
    return slot;
  }

  /** The zone is another engine's: what waited for it here is void. */
  remove(slot: ZoneSlot): void {
    if (slot.timer !== 0) this.#timers.cancel(slot.timer);
    slot.timer = 0;
    slot.inputs = [];
    slot.state = "still";
    this.#slots.delete(slot.id);
    this.#ready = this.#ready.filter((one) => one !== slot);
  }

  get size(): number {
    return this.#slots.size;
  }

  /** True when a zone waits for the next tick. */
  get hasReady(): boolean {
    return this.#ready.some(({ state }) => state !== "still");
  }

  get(id: ZoneId): ZoneSlot | undefined {
    return this.#slots.get(id);
  }

  all(): Iterable<ZoneSlot> {
    return this.#slots.values();
  }

  push(slot: ZoneSlot, input: Input): void {
    slot.inputs.push(input);
    this.wake(slot);
  }

  /** The zone is stepped in the next tick whatever its timers say. */
  wake(slot: ZoneSlot): void {
    if (slot.ready) return;
    slot.ready = true;
    this.#ready.push(slot);
  }

  /** Sets when the zone is to be stepped next by itself; undefined = only by input. */
  arm(slot: ZoneSlot, dueMs: number | undefined): void {
    if (slot.timer !== 0) this.#timers.cancel(slot.timer);
    slot.timer = 0;
    if (dueMs === undefined) return;
    slot.timer = this.#nextTimer;
    this.#timers.add({ due: dueMs, seq: this.#nextTimer, what: slot });
    this.#nextTimer += 1;
  }

  /** Takes the zones that have something to do now, each once. */
  takeDue(nowMs: number): ZoneSlot[] {
    for (let timer = this.#timers.takeDue(nowMs); timer; timer = this.#timers.takeDue(nowMs)) {
      timer.what.timer = 0;
      this.wake(timer.what);
    }
    const due = this.#ready.filter(({ state }) => state !== "still");
    // Who stands still keeps what waits, until the zone goes on.
    this.#ready = this.#ready.filter(({ state }) => state === "still");
    for (const slot of due) slot.ready = false;
    return due;
  }
}
