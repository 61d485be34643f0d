/**
 * The engine core: `step(now, inbox, clock) → effects`, synchronous, without a clock or a socket
 * of its own. One tick:
 *
 *   deadlines ─▶ intake (frames to sessions, lines to zones) ─▶ simulate (zones step)
 *             ─▶ emit (effects to players, zones, store) ─▶ cut at the edge ─▶ a batch per gateway
 *
 * Store and account answers are inbox records like everything else. An AssertionError out of here
 * is a programmer's mistake: the host logs it and ends the process.
 */

import { unreachable } from "@ambon/kernel/assert";
import type { ZoneId } from "@ambon/kernel/ids";
import { applyAccountStep } from "./accounts-flow.ts";
import { type ClusterStatus, clusterStatus } from "./cluster/cluster-status.ts";
import { handOffTooLong } from "./cluster/hand-off-out.ts";
import { homeOf } from "./cluster/homes.ts";
import { keepZones, lookForZones } from "./cluster/keep-zones.ts";
import { takePeerFrames, takePeerLink } from "./cluster/take-peers.ts";
import { tellPeers } from "./cluster/tell-peers.ts";
import { continueMoves, moveTooLong } from "./cluster/zone-move-out.ts";
import { EngineContext, type EngineOptions } from "./context.ts";
import { countDown } from "./countdown.ts";
import { absentTooLong, closeTooSlow, graceOver } from "./detach.ts";
import { beginDrain, continueDrain, finishDrain } from "./drain.ts";
import type { EngineEffect } from "./engine-effect.ts";
import type { EngineTimer } from "./engine-timer.ts";
import { type Fullness, fullnessOf } from "./fullness.ts";
import type { InboxRecord } from "./inbox.ts";
import { keepInstances } from "./instances/keep-instances.ts";
import { drainLines, takeFrames, takeLink } from "./intake.ts";
import { takeAdmin } from "./orders.ts";
import { takeContent } from "./reload.ts";
import { saveAtEdge, takeCutResult } from "./save.ts";
import { beginStop, continueStop } from "./shutdown.ts";
import { simulate, type TickClock } from "./simulate.ts";
import { claimZone, continueStart, startEngine } from "./start.ts";

/** Lines are handed to zones only this long into a tick, by the host's clock. */
export const DRAIN_BUDGET_MS = 30;

type Phase = EngineContext["phase"];

const HANDS_OVER_LINES: ReadonlySet<Phase> = new Set(["running", "stopping"]);
/** While it starts, and when a snapshot may have been taken, zones stand still. */
const STEPS_ZONES: ReadonlySet<Phase> = new Set(["running", "stopping", "draining"]);

export class Engine {
  readonly #c: EngineContext;

  constructor(options: EngineOptions) {
    this.#c = new EngineContext(options);
    options.accounts.useHomes((player) => homeOf(this.#c, player));
  }

  /** Begins to claim zones; logins are let in when the effect `ready` has come. */
  start(nowMs: number): readonly EngineEffect[] {
    this.#c.nowMs = nowMs;
    startEngine(this.#c);
    return this.#taken();
  }

  /**
   * One tick. `nowMs` never goes back; `clock` gives host milliseconds since the tick began and
   * only decides how much is done, never what.
   */
  step(nowMs: number, inbox: readonly InboxRecord[], clock: TickClock): readonly EngineEffect[] {
    const c = this.#c;
    c.nowMs = Math.max(c.nowMs, nowMs);
    keepZones(c);
    for (let due = c.timers.takeDue(c.nowMs); due; due = c.timers.takeDue(c.nowMs)) {
      this.#runTimer(due.what);
    }
    for (const record of inbox) this.#take(record);
    if (c.cluster?.isFrozen !== true) this.#simulate(clock);
    continueStart(c);
    continueStop(c);
    continueMoves(c);
    continueDrain(c);
    saveAtEdge(c);
    finishDrain(c);
    closeTooSlow(c);
    c.outbox.flush((gateway, frames) => c.emit({ x: "send", gateway, frames }));
    tellPeers(c);
    this.#measure();
    return this.#taken();
  }

  #simulate(clock: TickClock): void {
    const c = this.#c;
    if (HANDS_OVER_LINES.has(c.phase)) drainLines(c, () => clock() < DRAIN_BUDGET_MS);
    if (STEPS_ZONES.has(c.phase)) simulate(c, clock);
  }

  /** True when the next tick should not wait for the regular beat. */
  get waiting(): boolean {
    return this.#c.sessions.hasReady || this.#c.zones.hasReady;
  }

  /** For operators and tests; nobody keeps it. */
  status(): {
    readonly phase: EngineContext["phase"];
    readonly zones: number;
    readonly zoneIds: readonly ZoneId[];
    /** The lease may be over: zones stand still. */
    readonly isFrozen: boolean;
    readonly players: number;
    readonly linkDead: number;
    readonly storeAvailable: boolean;
    /** Undefined: it is the only one. */
    readonly cluster: ClusterStatus | undefined;
  } {
    const { phase, zones, sessions, savings, cluster } = this.#c;
    return {
      phase,
      zones: zones.size,
      zoneIds: [...zones.all()].map(({ id }) => id),
      isFrozen: cluster?.isFrozen === true,
      players: sessions.size,
      linkDead: sessions.linkDead,
      storeAvailable: savings.available,
      cluster: cluster === null ? undefined : clusterStatus(this.#c, cluster),
    };
  }

  /** What waits in the fullest places, against the limits of their names. */
  fullness(): Fullness {
    return fullnessOf(this.#c);
  }

  /** State hashes of all zones, by zone id: for tests and recordings. */
  zoneHashes(): ReadonlyMap<string, string> {
    return new Map([...this.#c.zones.all()].map(({ id, zone }) => [id, zone.hash()]));
  }

  #take(record: InboxRecord): void {
    const c = this.#c;
    switch (record.in) {
      case "frames":
        return takeFrames(c, record.gateway, record.frames);
      case "link":
        return takeLink(c, record.gateway, record.up);
      case "store":
        return c.answered(record.id, record.reply);
      case "cut":
        return takeCutResult(c, record.seq, record.result);
      case "account":
        return applyAccountStep(c, c.options.accounts.result(c.nowMs, record.result));
      case "admin":
        return takeAdmin(c, record.order);
      case "content":
        return takeContent(c, record);
      case "stop":
        return beginStop(c, record.reason);
      case "peerLink":
        return takePeerLink(c, record.engine, record.up);
      case "peers":
        return takePeerFrames(c, record.engine, record.frames);
      case "drain":
        return beginDrain(c);
      default:
        unreachable(record);
    }
  }

  #runTimer(timer: EngineTimer): void {
    switch (timer.t) {
      case "then":
        return timer.then();
      case "handOff":
        return handOffTooLong(this.#c, timer.player);
      case "zoneMove":
        return moveTooLong(this.#c, timer.zone);
      case "claims":
        return lookForZones(this.#c);
      case "instances":
        return keepInstances(this.#c);
      case "absent":
        return absentTooLong(this.#c, timer.player, timer.generation);
      case "grace":
        return graceOver(this.#c, timer.player, timer.generation);
      case "countdown":
        return countDown(this.#c);
      case "start":
        return startEngine(this.#c);
      case "claimZone":
        return claimZone(this.#c, timer.zone);
      default:
        unreachable(timer);
    }
  }

  #measure(): void {
    const { sessions, roster, options } = this.#c;
    const { metrics } = options;
    metrics.count("engine_ticks_total");
    for (const [kind, count] of this.#c.effectCounts) {
      metrics.count("engine_effects_total", count, { kind });
    }
    this.#c.effectCounts.clear();
    metrics.gauge("engine_inbox_depth", sessions.waitingLines);
    metrics.gauge("engine_sessions", sessions.size - sessions.linkDead, { state: "playing" });
    metrics.gauge("engine_sessions", sessions.linkDead, { state: "linkdead" });
    metrics.gauge("engine_players", roster.size);
  }

  #taken(): readonly EngineEffect[] {
    const { effects } = this.#c;
    this.#c.effects = [];
    return effects;
  }
}
