/**
 * The host of one engine: timers, store, hasher and buses around the synchronous core.
 *
 * Everything asynchronous happens here and comes back to the core as an inbox record. An error out
 * of the core is a broken invariant: it is logged and the process ends; the next start continues
 * from the last cut. Errors of the store are operating errors and go to the core as results.
 */

import { createHash } from "node:crypto";
import type { InboundBus, OutboundBus } from "@ambon/bus/bus";
import type { EngineFrame } from "@ambon/bus/frames";
import type { InterEngineBus } from "@ambon/bus/inter-engine-bus";
import type { RecordedChunk } from "@ambon/journal/recorder";
import { assert } from "@ambon/kernel/assert";
import { OperatorError } from "@ambon/kernel/operator-error";
import {
  type AggregateStore,
  type Cut,
  type CutResult,
  StoreUnavailableError,
} from "@ambon/persistence/store";
import type { ZoneLeases } from "@ambon/persistence/zone-leases";
import type { AccountEffect, AccountResult } from "../account-desk.ts";
import { type CadenceOptions, DEFAULT_CADENCE, isLate } from "../cadence.ts";
import type { PeerFrame } from "../cluster/peer-frame.ts";
import type { EngineOptions } from "../context.ts";
import { Engine } from "../engine.ts";
import type { EngineEffect } from "../engine-effect.ts";
import type { AdminOrder, InboxRecord, StoreCall, StoreReply } from "../inbox.ts";
import { type HostTime, systemTime } from "./host-time.ts";
import { TickLoop } from "./tick-loop.ts";

/** Frames that may wait for a tick; a gateway or engine that goes beyond it is treated as lost. */
export const INBOX_FRAMES_MAX = 500_000;
/** How long `stop` waits for everything to be saved. */
export const STOP_MS = 10_000;

/** The engine cannot run with what is stored; the message is for the operator. */
export class EngineRefusedError extends OperatorError {
  override readonly name = "EngineRefusedError";
}

export interface ContentOutcome {
  readonly ok: boolean;
  readonly contentHash: string;
  /** A sentence for the staff member who asked. */
  readonly text: string;
}

export interface EngineHostOptions {
  readonly engine: EngineOptions;
  readonly store: AggregateStore;
  /** Of the same store; needed when there may be other engines. */
  readonly leases?: ZoneLeases;
  /** To other engines. */
  readonly peers?: InterEngineBus;
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** Carries out what the account service asks: hashes and its own calls to the store. */
  readonly account: (effect: AccountEffect) => Promise<AccountResult>;
  /** Loads the content again; the library is changed when it says ok. */
  readonly reload: () => Promise<ContentOutcome>;
  readonly recordings: { write(zone: string, chunk: RecordedChunk): void } | null;
  /** The game wants to end: the application calls `stop` and exits. */
  readonly onShutdown: (reason: string) => void;
  /** The process must end now. */
  readonly crash: (reason: string) => void;
  readonly cadence?: CadenceOptions;
  readonly time?: HostTime;
}

const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

type CutResultRecord = Extract<InboxRecord, { in: "cut" }>;

export class EngineHost {
  readonly #options: EngineHostOptions;
  readonly #engine: Engine;
  readonly #time: HostTime;
  readonly #cadence: CadenceOptions;
  readonly #loop: TickLoop;
  #inbox: InboxRecord[] = [];
  #inboxFrames = 0;
  #crashed = false;
  #ready: () => void = () => undefined;
  #refused: (reason: string) => void = () => undefined;
  #stopped: () => void = () => undefined;

  constructor(options: EngineHostOptions) {
    this.#options = options;
    this.#engine = new Engine({ ...options.engine, hashToken });
    this.#time = options.time ?? systemTime();
    this.#cadence = options.cadence ?? DEFAULT_CADENCE;
    this.#loop = new TickLoop({
      time: this.#time,
      cadence: this.#cadence,
      waiting: () => this.#inbox.length > 0 || this.#engine.waiting,
      tick: (startMs) => this.#tick(startMs),
    });
  }

  /**
   * Claims the zones and begins to tick; resolves when logins are let in. Rejects with
   * EngineRefusedError when a zone's row cannot be read.
   */
  start(): Promise<void> {
    const ready = new Promise<void>((done, fail) => {
      this.#ready = done;
      this.#refused = (reason) => {
        this.#loop.stop();
        fail(new EngineRefusedError(reason));
      };
    });
    this.#options.inbound.watch((gateway, up) => this.link(gateway, up));
    this.#options.inbound.receive((gateway, frames) => {
      if (this.#hasRoomFor(frames)) this.#feed({ in: "frames", gateway, frames });
      else this.#options.outbound.drop(gateway);
    });
    const { peers } = this.#options;
    peers?.receive((engine, frames) => {
      if (!this.#hasRoomFor(frames)) return "full";
      this.#feed({ in: "peers", engine, frames: frames as readonly PeerFrame[] });
      return undefined;
    });
    peers?.watch((engine, up) => this.#feed({ in: "peerLink", engine, up }));
    this.#guarded(() => this.#carryOut(this.#engine.start(Math.floor(this.#time.now()))));
    this.#loop.start();
    return ready;
  }

  /**
   * Everybody is told, taken out and saved. Resolves true when all of it is durable, false when
   * that took longer than STOP_MS.
   */
  stop(reason: string): Promise<boolean> {
    return this.#goDown({ in: "stop", reason });
  }

  /**
   * Everything is saved and left as it stands for the next run, which goes on from there; gateways
   * keep their sockets. Resolves as `stop` does.
   */
  drain(): Promise<boolean> {
    return this.#goDown({ in: "drain" });
  }

  async #goDown(how: InboxRecord): Promise<boolean> {
    if (this.#crashed) return false;
    const saved = await new Promise<boolean>((done) => {
      const deadline = this.#time.later(STOP_MS, () => done(false));
      this.#stopped = () => {
        deadline.cancel();
        done(true);
      };
      this.#feed(how);
    });
    this.#loop.stop();
    this.#options.engine.log.event(saved ? "info" : "error", "engine_stopped", { saved });
    return saved;
  }

  /** Who rows of this run belong to. */
  get owner(): string {
    const { engine, boot } = this.#options.engine;
    return `${engine}#${boot}`;
  }

  /** A gateway's link came or went. */
  link(gateway: string, up: boolean): void {
    this.#feed({ in: "link", gateway, up });
  }

  admin(order: AdminOrder): void {
    this.#feed({ in: "admin", order });
  }

  status(): ReturnType<Engine["status"]> {
    return this.#engine.status();
  }

  #hasRoomFor(frames: readonly unknown[]): boolean {
    this.#inboxFrames += frames.length;
    return this.#inboxFrames <= INBOX_FRAMES_MAX;
  }

  #feed(record: InboxRecord): void {
    this.#inbox.push(record);
    this.#loop.nudge();
  }

  #tick(startMs: number): void {
    const inbox = this.#inbox;
    this.#inbox = [];
    this.#inboxFrames = 0;
    const clock = (): number => this.#time.now() - startMs;
    this.#guarded(() => this.#carryOut(this.#engine.step(Math.floor(startMs), inbox, clock)));
    const endMs = this.#time.now();
    const { metrics } = this.#options.engine;
    metrics.observe("engine_tick_duration_seconds", (endMs - startMs) / 1000);
    if (isLate(this.#cadence, startMs, endMs)) metrics.count("engine_ticks_late_total");
  }

  #guarded(run: () => void): void {
    if (this.#crashed) return;
    try {
      run();
    } catch (error) {
      this.#crash(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  #crash(reason: string): void {
    if (this.#crashed) return;
    this.#crashed = true;
    this.#loop.stop();
    this.#options.engine.log.event("error", "engine_crashed", { reason });
    this.#options.crash(reason);
  }

  #carryOut(effects: readonly EngineEffect[]): void {
    for (const effect of effects) this.#one(effect);
  }

  #one(effect: EngineEffect): void {
    switch (effect.x) {
      case "send":
        return this.#send(effect.gateway, effect.frames);
      case "peers":
        this.#options.peers?.send(effect.engine, effect.frames);
        return;
      case "store":
        return this.#after(this.#store(effect.call), (reply) => ({
          in: "store",
          id: effect.id,
          reply,
        }));
      case "cut":
        return this.#after(this.#cut(effect.cut), (record) => record);
      case "account":
        return this.#after(this.#options.account(effect.effect), (result) => ({
          in: "account",
          result,
        }));
      case "record":
        return this.#options.recordings?.write(effect.zone, effect.chunk);
      case "reload":
        return this.#reload(effect);
      case "shutdown":
        return this.#options.onShutdown(effect.reason);
      case "ready":
        return this.#ready();
      case "stopped":
        return this.#stopped();
      case "refused":
        return this.#refused(effect.reason);
      case "fatal":
        return this.#crash(effect.reason);
    }
  }

  /** The result of an asynchronous call comes back as a record; it may not fail unexpectedly. */
  #after<T>(work: Promise<T>, record: (value: T) => InboxRecord): void {
    work.then(
      (value) => this.#feed(record(value)),
      (error: unknown) => this.#crash(error instanceof Error ? `${error.stack}` : String(error)),
    );
  }

  #send(gateway: string, frames: readonly EngineFrame[]): void {
    const outcome = this.#options.outbound.send(gateway, frames);
    if (outcome === "sent") return;
    this.#options.engine.metrics.count("engine_batches_lost_total", 1, { outcome });
    if (outcome === "full") this.#options.outbound.drop(gateway);
    else this.link(gateway, false);
  }

  async #store(call: StoreCall): Promise<StoreReply> {
    const { store } = this.#options;
    try {
      switch (call.op) {
        case "claim": {
          const { key, owner, expected, initialState } = call;
          const claim = await store.claim(key, owner, expected, initialState);
          return { ok: true, op: "claim", claim };
        }
        case "take":
          return { ok: true, op: "take", result: await this.#leases().take(call.order) };
        case "renew": {
          const held = await this.#leases().renew(call.owner, call.ttlMs);
          return { ok: true, op: "renew", held };
        }
        case "lapsed":
          return { ok: true, op: "lapsed", lapsed: await this.#leases().hasLapsed(call.owner) };
        case "read":
          return { ok: true, op: "read", row: await store.read(call.key) };
        case "list": {
          const rows = await store.list(call.kind, call.after, call.limit);
          return { ok: true, op: "list", ids: rows.map(({ id }) => id) };
        }
        case "put":
          await store.put(call.key, null, call.state);
          return { ok: true, op: "put" };
      }
    } catch (error) {
      if (error instanceof StoreUnavailableError) return { ok: false, reason: error.message };
      throw error;
    }
  }

  #leases(): ZoneLeases {
    const { leases } = this.#options;
    assert(leases !== undefined, "an engine of several needs a store with leases");
    return leases;
  }

  async #cut(cut: Cut): Promise<CutResultRecord> {
    const startMs = this.#time.now();
    const result = await this.#cutResult(cut);
    const { metrics } = this.#options.engine;
    metrics.observe("persistence_cut_duration_seconds", (this.#time.now() - startMs) / 1000);
    return { in: "cut", seq: cut.seq, result };
  }

  async #cutResult(cut: Cut): Promise<CutResult> {
    try {
      return await this.#options.store.cut(cut);
    } catch (error) {
      if (error instanceof StoreUnavailableError) {
        return { outcome: "unavailable", reason: error.message };
      }
      throw error;
    }
  }

  #reload({ player, engine }: Extract<EngineEffect, { x: "reload" }>): void {
    this.#after(this.#options.reload(), (outcome) => ({
      in: "content",
      player,
      engine,
      ...outcome,
    }));
  }
}
