/**
 * What the phases of a tick share. One engine has one; it is nobody's to keep outside the engine.
 */

import type { InputBody, RosterEntry, Source } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { Limits } from "@ambon/kernel/limits";
import type { Log, Metrics } from "@ambon/kernel/ports";
import type { Result } from "@ambon/kernel/result";
import { TimerQueue } from "@ambon/kernel/timer-queue";
import { text } from "@ambon/markup/build";
import type { OutputClass } from "@ambon/markup/tree";
import type { AggregateRow } from "@ambon/persistence/store";
import type { WorldDefinition } from "@ambon/world/definition";
import type { AccountDesk } from "./account-desk.ts";
import { Cluster, type ClusterOptions } from "./cluster/cluster.ts";
import type { Countdown } from "./countdown.ts";
import type { DrainSnapshot } from "./drain-snapshot.ts";
import type { EngineEffect } from "./engine-effect.ts";
import type { EngineSession } from "./engine-session.ts";
import type { EngineTimer } from "./engine-timer.ts";
import type { StoreCall, StoreReply } from "./inbox.ts";
import { InstanceBook } from "./instances/instance-book.ts";
import type { Joining } from "./joining.ts";
import { Outbox } from "./outbox.ts";
import type { RecordingOptions } from "./record-zone.ts";
import { byName, Roster } from "./roster.ts";
import type { ZoneFactory } from "./running-zone.ts";
import { Savings } from "./savings.ts";
import { SessionTable } from "./session-table.ts";
import { type ZoneSlot, ZoneTable } from "./zone-table.ts";

export interface EngineOptions {
  /** `engine-1`. */
  readonly engine: string;
  /** The nonce of this run; with the engine's name it is the owner of rows. */
  readonly boot: string;
  readonly limits: Limits;
  /** The world that is loaded now. */
  readonly world: () => WorldDefinition;
  readonly zones: ZoneFactory;
  /** Zones to run, `@commons#1` among them. */
  readonly hosted: readonly ZoneId[];
  /** uint32; zones derive theirs from it. */
  readonly seed: number;
  readonly accounts: AccountDesk;
  /** Reads and upgrades a stored character; the error is for the log. */
  readonly readPlayer: (state: string) => Result<PlayerState, string>;
  /** Upgrades a zone's row, or says why it cannot be read. Without it (tests) it stays as it is. */
  readonly readZone?: (state: string) => Result<string, string>;
  /** 128 random bits as text; the host has the randomness. */
  readonly randomToken: () => string;
  /** A one-way hash: of resume tokens only this is kept. Without it (tests) the token itself. */
  readonly hashToken?: (token: string) => string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly recording: RecordingOptions | null;
  /** Set when there may be other engines. */
  readonly cluster?: ClusterOptions;
}

/** Sources of inputs; see libs/game SOURCE. */
type SourceClass = Source["class"];

export class EngineContext {
  readonly options: EngineOptions;
  readonly owner: string;
  readonly zones = new ZoneTable();
  readonly sessions = new SessionTable();
  readonly roster: Roster<ZoneSlot>;
  readonly outbox: Outbox;
  readonly savings: Savings;
  readonly timers = new TimerQueue<EngineTimer>();
  /** Sockets that wait for their character's row. */
  readonly joining = new Map<PlayerId, Joining>();
  /** Characters between two zones: the state that is to be stored. */
  readonly inTransit = new Map<PlayerId, PlayerState>();
  /** What the last run left; read at the start, forgotten when it is used. */
  drained: DrainSnapshot | undefined;
  /** Zones that are not running yet. */
  readonly unclaimed = new Set<ZoneId>();
  /** What zones were last told of whether class A acts can be made durable. */
  classAccepted = true;
  stoppedTold = false;
  /** Effects of this tick by kind, counted here and told to the metrics once. */
  readonly effectCounts = new Map<string, number>();
  countdown: Countdown | null = null;
  /** `frozen`: drained, and zones stand still until everything is durable. */
  phase: "starting" | "running" | "stopping" | "draining" | "frozen" | "stopped" = "starting";
  /** At the start: how far the rows of the snapshot's sessions are. */
  restore: "untouched" | "claiming" | "claimed" = "untouched";
  /** Rows of its sessions that were claimed, until the sessions are put together. */
  readonly drainedRows = new Map<PlayerId, AggregateRow>();
  /** An end that was ordered meanwhile: it begins when their rows are decided. */
  endAsked: { readonly end: "drain" } | { readonly end: "stop"; readonly reason: string } | null =
    null;
  /** Of the order to stop, for those who come in after it. */
  stopReason = "";
  /** Ticks in which a drain lets travellers arrive. */
  settleTicks = 0;
  drainingSinceMs = 0;
  nowMs = 0;
  effects: EngineEffect[] = [];
  readonly cluster: Cluster | null;
  readonly instances = new InstanceBook();
  /** Waits for cuts to be durable. */
  #durables: { readonly cut: number; readonly then: () => void }[] = [];
  #everybody:
    | {
        readonly here: readonly RosterEntry[];
        readonly version: number;
        readonly all: readonly RosterEntry[];
      }
    | undefined;
  readonly #calls = new Map<number, (reply: StoreReply) => void>();
  #nextCall = 1;
  #nextSource = 1;
  #nextTimer = 1;

  constructor(options: EngineOptions) {
    this.options = options;
    this.owner = `${options.engine}#${options.boot}`;
    this.outbox = new Outbox(options.metrics, () => this.nowMs);
    this.savings = new Savings(this.owner);
    const zoneName = ({ id }: ZoneSlot): string => {
      const template = id.slice(0, id.indexOf("#"));
      return options.world().zones.get(template)?.name ?? template;
    };
    this.roster = new Roster(zoneName, (id) => this.cluster?.rosterChanges.add(id));
    this.cluster = options.cluster === undefined ? null : new Cluster(options.cluster);
  }

  /** Players of the last run are claimed: its snapshot has to be used now. */
  get isRestoring(): boolean {
    return this.restore !== "untouched" && (this.drained?.sessions.length ?? 0) > 0;
  }

  /** Sockets may come in: zones run, and nobody else may have them. */
  get isServing(): boolean {
    return this.phase === "running" && this.cluster?.isFrozen !== true;
  }

  emit(effect: EngineEffect): void {
    this.effects.push(effect);
  }

  /** An input for a zone, taken by its next step. */
  input(slot: ZoneSlot, cls: SourceClass, id: string, body: InputBody): void {
    const seq = this.#nextSource;
    this.#nextSource += 1;
    this.zones.push(slot, { source: { class: cls, id, seq }, body });
  }

  /** Asks the store; `then` runs in the tick that has the answer. */
  call(call: StoreCall, then: (reply: StoreReply) => void): void {
    const id = this.#nextCall;
    this.#nextCall += 1;
    this.#calls.set(id, then);
    this.emit({ x: "store", id, call });
  }

  answered(id: number, reply: StoreReply): void {
    const then = this.#calls.get(id);
    this.#calls.delete(id);
    then?.(reply);
  }

  /** `then` runs at the edge at which everything up to this cut is durable. */
  whenDurable(cut: number, then: () => void): void {
    this.#durables.push({ cut, then });
  }

  /** Everything up to this cut is durable. */
  durable(cut: number): void {
    const due = this.#durables.filter((one) => one.cut <= cut);
    if (due.length === 0) return;
    this.#durables = this.#durables.filter((one) => one.cut > cut);
    for (const { then } of due) then();
  }

  /** Runs something later, in a tick. */
  later(delayMs: number, then: () => void): void {
    this.after(delayMs, { t: "then", then });
  }

  /** Sets an engine timer; answers its number, never 0. */
  after(delayMs: number, what: EngineTimer): number {
    const seq = this.#nextTimer;
    this.#nextTimer += 1;
    this.timers.add({ due: this.nowMs + delayMs, seq, what });
    return seq;
  }

  /** Everybody in the world by name, at other engines too; the same array until it changes. */
  everybody(): readonly RosterEntry[] {
    const here = this.roster.list();
    if (this.cluster === null) return here;
    const { directory } = this.cluster;
    const known = this.#everybody;
    if (known?.here === here && known.version === directory.version) return known.all;
    const all = [...here, ...directory.roster()].sort(byName);
    this.#everybody = { here, version: directory.version, all };
    return all;
  }

  /** One line to one session, from the engine itself. */
  tell(session: EngineSession, cls: OutputClass, line: string): void {
    this.outbox.unicast(session, { f: "output", class: cls, markup: text(line) });
  }

  /** One line to everybody with a socket. */
  tellAll(cls: OutputClass, line: string): void {
    const everybody = [...this.sessions.all()].map((session) => session.playerId);
    this.outbox.multicast(everybody, undefined, (id) => this.sessions.get(id), {
      f: "output",
      class: cls,
      markup: text(line),
    });
  }
}
