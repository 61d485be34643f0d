/**
 * A zone: a synchronous, deterministic state machine.
 *
 * The protocol of a step. (1) The zone's clock may move as far as the host's clock has moved since
 * the last step. (2) Timers due by then run in (due, sequence) order, each at its own time.
 * (3) Inputs run in (source class, source id, source sequence) order. (4) Prompts and data for
 * those who were touched. Each timer and each input is one event; after `maxEvents` events the
 * rest waits for the next step, and the zone's clock with it.
 *
 * Same snapshot and same inputs make the same state hash on every runtime. A handler that throws
 * is undone and reported; `step` itself never throws.
 */

import { assert } from "@ambon/kernel/assert";
import { decodeCanonical, encodeCanonical, sortedKeys } from "@ambon/kernel/canonical";
import { hashText } from "@ambon/kernel/hash";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import { type Timer, TimerQueue } from "@ambon/kernel/timer-queue";
import { ZoneContext } from "./context.ts";
import type { StepResult } from "./effect.ts";
import type { Input } from "./input.ts";
import { applyInput } from "./inputs.ts";
import { COMMONS } from "./message.ts";
import { tell } from "./output.ts";
import type { PlayerState } from "./player-state.ts";
import { publish } from "./publish.ts";
import { type PlayerEntity, type TimerWhat, ZONE_SCHEMA, type ZoneState } from "./state.ts";
import { readStored, type StoredZone, storedZone } from "./stored-zone.ts";
import { startRolls } from "./systems/groups-roll.ts";
import { adaptToContent } from "./systems/reload.ts";
import { populate } from "./systems/spawn.ts";
import { runTimer } from "./timers.ts";
import type { WorldLibrary } from "./world-library.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export interface ZoneOptions {
  readonly zone: ZoneId;
  readonly epoch: number;
  readonly seed: number;
  readonly nowMs: number;
  /** State of the zone's row as `storedState` gave it; absent = a zone that never ran. */
  readonly stored?: string;
}

export type ZoneContinuation = Pick<ZoneOptions, "nowMs" | "epoch">;

interface SnapshotForm {
  readonly state: ZoneState;
  readonly timers: readonly Timer<TimerWhat>[];
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const compareInputs = (a: Input, b: Input): number =>
  a.source.class - b.source.class ||
  compareText(a.source.id, b.source.id) ||
  a.source.seq - b.source.seq;

const freshState = (options: ZoneOptions, contentHash: string): ZoneState => ({
  schema: ZONE_SCHEMA,
  zone: options.zone,
  epoch: options.epoch,
  seed: options.seed,
  contentHash,
  step: 0,
  clockMs: 0,
  dueMs: 0,
  hostMs: options.nowMs,
  nextUid: 1,
  nextTimer: 1,
  nextMob: 1,
  storeAvailable: true,
  rooms: new Map(),
  players: new Map(),
  mobs: new Map(),
  shops: new Map(),
  trades: new Map(),
  names: new Map(),
  rng: new Map(),
  ledger: { minted: {}, burned: {} },
  placementTimers: new Map(),
  backlog: [],
  audience: 0,
  commons: { groups: new Map(), memberOf: new Map(), invites: new Map() },
});

export class Zone {
  readonly #library: WorldLibrary;
  readonly #timers: TimerQueue<TimerWhat>;
  readonly #z: ZoneContext;
  readonly #state: Mutable<ZoneState>;

  private constructor(
    library: WorldLibrary,
    state: ZoneState,
    timers: readonly Timer<TimerWhat>[],
  ) {
    const world = library.get(state.contentHash);
    assert(world !== undefined, `no content with hash ${state.contentHash} is loaded`);
    this.#library = library;
    this.#timers = new TimerQueue();
    for (const timer of timers) this.#timers.add(timer);
    this.#state = state;
    this.#z = new ZoneContext(world, state, this.#timers);
  }

  /** A zone that starts: populated from content, or from its stored row. */
  static create(library: WorldLibrary, options: ZoneOptions): Zone {
    const state = freshState(options, library.current.contentHash);
    const zone = new Zone(library, state, []);
    if (options.stored !== undefined) readStored(zone.#z, options.stored);
    populate(zone.#z, options.stored !== undefined);
    if (zone.id === COMMONS) startRolls(zone.#z);
    zone.#z.mutations.commit();
    return zone;
  }

  /** The zone as it was in a snapshot, on the clock of the host that made it (replay). */
  static restore(library: WorldLibrary, bytes: Uint8Array): Zone {
    const form = decodeCanonical(new TextDecoder().decode(bytes)) as SnapshotForm;
    assert(form.state.schema === ZONE_SCHEMA, `snapshot schema ${form.state.schema}`);
    return new Zone(library, form.state, form.timers);
  }

  /**
   * The zone of a snapshot goes on under another owner: on the clock of this host, under its epoch,
   * and in the world that is loaded now, whichever it was before.
   */
  static continue(library: WorldLibrary, bytes: Uint8Array, next: ZoneContinuation): Zone {
    const form = decodeCanonical(new TextDecoder().decode(bytes)) as SnapshotForm;
    assert(form.state.schema === ZONE_SCHEMA, `snapshot schema ${form.state.schema}`);
    const { contentHash } = library.current;
    const { nowMs: hostMs, epoch } = next;
    // An instance that was not taken up before the snapshot has ended nowhere yet: it has it all.
    const backlog = form.state.backlog.filter(({ body }) => body.i !== "absorb");
    const state = { ...form.state, contentHash, hostMs, epoch, backlog };
    const zone = new Zone(library, state, form.timers);
    if (form.state.contentHash !== contentHash) adaptToContent(zone.#z);
    if (zone.id === COMMONS) startRolls(zone.#z);
    zone.#z.mutations.commit();
    return zone;
  }

  get id(): ZoneId {
    return this.#state.zone;
  }

  /** True when a step at `nowMs` would do anything at all. */
  hasWork(nowMs: number): boolean {
    if (this.#state.backlog.length > 0) return true;
    const due = this.nextDueMs();
    return due !== undefined && due <= nowMs;
  }

  /** Host time of the next timer. */
  nextDueMs(): number | undefined {
    const due = this.#timers.nextDue();
    return due === undefined ? undefined : this.#state.hostMs + (due - this.#state.dueMs);
  }

  step(nowMs: number, inputs: readonly Input[], maxEvents: number): StepResult {
    const z = this.#z;
    const state = this.#state;
    z.effects = [];
    state.step += 1;
    state.dueMs += Math.max(0, nowMs - state.hostMs);
    state.hostMs = Math.max(state.hostMs, nowMs);
    let events = this.#runTimers(maxEvents);
    const waiting = [...state.backlog, ...[...inputs].sort(compareInputs)];
    let index = 0;
    for (; index < waiting.length && events < maxEvents; index += 1) {
      events += 1;
      this.#apply(waiting[index] as Input, events);
    }
    state.backlog = waiting.slice(index);
    this.#guarded(events, "publish", undefined, () => publish(z));
    this.#emitDirty();
    const due = this.#timers.nextDue();
    const late = due !== undefined && due <= state.dueMs ? 1 : 0;
    return {
      effects: z.effects,
      pending: state.backlog.length + late,
      nextDueMs: this.nextDueMs(),
    };
  }

  #runTimers(maxEvents: number): number {
    const state = this.#state;
    let events = 0;
    while (events < maxEvents) {
      const timer = this.#timers.takeDue(state.dueMs);
      if (timer === undefined) {
        state.clockMs = state.dueMs;
        return events;
      }
      events += 1;
      state.clockMs = Math.max(state.clockMs, timer.due);
      this.#guarded(events, timer.what.k, undefined, () => runTimer(this.#z, timer.what));
    }
    return events;
  }

  #apply(input: Input, index: number): void {
    if (input.body.i === "reload") this.#switchContent(input.body.contentHash);
    applyInput(this.#z, input, (who, run) => this.#guarded(index, input.body.i, who, run));
  }

  #switchContent(contentHash: string): void {
    const world = this.#library.get(contentHash);
    if (world === undefined) return;
    const old = { world: this.#z.world, contentHash: this.#state.contentHash };
    this.#z.world = world;
    this.#state.contentHash = contentHash;
    if (this.#guarded(0, "reload", undefined, () => adaptToContent(this.#z))) return;
    this.#z.world = old.world;
    this.#state.contentHash = old.contentHash;
  }

  /** Runs a handler; a throw is undone and reported, the player gets an apology: false. */
  #guarded(index: number, what: string, who: PlayerEntity | undefined, run: () => void): boolean {
    const z = this.#z;
    const error = z.guard(run);
    if (error === undefined) return true;
    const at = `${this.#state.zone}:${this.#state.step}:${index}`;
    z.emit({ e: "fault", at, what, error: describe(error) });
    if (who !== undefined && z.player(who.state.id) === who) {
      const apology = `Something went wrong with that, and it was undone. (Reference ${at})`;
      z.guard(() => tell(z, who, "error", apology));
    }
    return false;
  }

  #emitDirty(): void {
    const z = this.#z;
    for (const id of z.dirtyPlayers) {
      if (z.player(id) !== undefined) z.emit({ e: "dirty", kind: "player", id });
    }
    if (z.zoneIsDirty) z.emit({ e: "dirty", kind: "zone", id: this.#state.zone });
    z.dirtyPlayers.clear();
    z.zoneIsDirty = false;
  }

  /** Everything: `restore` continues from it exactly. */
  snapshot(): Uint8Array {
    return new TextEncoder().encode(this.#canonical());
  }

  /** 16 hex digits over the whole state; equal on every runtime for equal histories. */
  hash(): string {
    return hashText(this.#canonical());
  }

  #canonical(): string {
    return encodeCanonical({ state: this.#state, timers: this.#timers.toArray() });
  }

  /** The player's aggregate as of now; the caller must not keep it past the next step. */
  playerState(id: PlayerId): PlayerState | undefined {
    return this.#z.player(id)?.state;
  }

  /** Ids in order. */
  players(): readonly PlayerId[] {
    return sortedKeys(this.#state.players);
  }

  /** The zone's own row: ground, doors, stock, ledger, groups. */
  storedState(): StoredZone {
    return storedZone(this.#z);
  }

  /** For tests and tools that look into a zone; nobody may write to it. */
  get state(): ZoneState {
    return this.#state;
  }
}

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const where =
    error.stack
      ?.split("\n")
      .find((text) => text.includes("/libs/"))
      ?.trim() ?? "";
  return `${error.name}: ${error.message} ${where}`.trim();
};
