/**
 * An engine host on virtual time around the engine core that ships: its tick loop, its store and
 * account calls, its links. It may be killed, paused, slowed and asked to stop; a supervisor
 * starts it again, as a new run with a new boot nonce.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { type AccountJob, AccountReception } from "@ambon/engine/account-reception";
import { DEFAULT_CADENCE, nextTickAt } from "@ambon/engine/cadence";
import { Engine } from "@ambon/engine/engine";
import type { EngineEffect } from "@ambon/engine/engine-effect";
import type { InboxRecord, StoreCall, StoreReply } from "@ambon/engine/inbox";
import { playerCodec, upgradedZone } from "@ambon/engine/stored-codecs";
import { COMMANDS } from "@ambon/game/commands/all";
import { hash32, hashText } from "@ambon/kernel/hash";
import { zoneId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import { silentMetrics } from "@ambon/kernel/ports";
import type { RowTable } from "@ambon/persistence/row-table";
import type { CutResult } from "@ambon/persistence/store";
import type { Checks } from "../checks/checks.ts";
import { checkEnded } from "../checks/final-checks.ts";
import type { Line } from "../network/connection.ts";
import type { StoreOutcome } from "../store/store-model.ts";
import { Process } from "../time/process.ts";
import { frameText } from "../trace/frame-text.ts";
import { runAccountJob } from "./account-model.ts";
import { FRAME_BYTES } from "./link-door.ts";
import type { Surroundings } from "./surroundings.ts";
import { WatchedZones } from "./watched-zones.ts";

const COMMAND_WORDS = COMMANDS.entries.flatMap(({ command }) => [
  command.name,
  ...(command.aliases ?? []),
]);

export interface EngineRunOptions {
  readonly engine: string;
  readonly boot: number;
  /** Host milliseconds that each reading of the tick's clock shows to have passed. */
  readonly slowMs: () => number;
  /** The run has ended by itself. */
  readonly ended: (why: "fatal" | "stopped") => void;
}

/** One run of an engine, from its start to its end. */
export class EngineRun {
  readonly process: Process;
  readonly owner: string;
  readonly zones: WatchedZones;
  isReady = false;
  readonly #around: Surroundings;
  readonly #checks: Checks;
  readonly #options: EngineRunOptions;
  readonly #engine: Engine;
  readonly #lines = new Map<string, Line<readonly EngineFrame[]>>();
  #inbox: InboxRecord[] = [];
  #timer = 0;
  #dueMs = 0;
  #lastStartMs: number;
  #lastEndMs: number;
  #tokens = 0;
  #ending: "stop" | "drain" = "stop";

  constructor(around: Surroundings, options: EngineRunOptions) {
    const { engine, boot } = options;
    const { time, world } = around;
    this.#around = around;
    this.#checks = around.checks;
    this.#options = options;
    this.process = new Process(time, `${engine}.${boot}`);
    this.owner = `${engine}#b${boot}`;
    this.zones = new WatchedZones(around, this.owner, () => this.process.ranMs);
    this.#lastStartMs = time.nowMs;
    this.#lastEndMs = time.nowMs;
    const limits = limitsWith(around.limits);
    const signer = {
      sign: hashText,
      verify: (text: string, given: string) => hashText(text) === given,
    };
    this.#engine = new Engine({
      engine,
      boot: `b${boot}`,
      limits,
      world: () => world.current,
      zones: (start) => this.zones.create(start),
      hosted: [...world.current.zones.keys(), "@commons"].map((id) => zoneId(id, 1)),
      seed: hash32(`${around.seed}/${this.owner}`),
      accounts: new AccountReception({
        limits,
        signer,
        owner: this.owner,
        world: world.current,
        commandWords: COMMAND_WORDS,
        unknownNameHash: "",
        bans: [],
      }),
      readPlayer: playerCodec.decode,
      readZone: upgradedZone,
      randomToken: () => hashText(`${this.owner}/${++this.#tokens}`),
      hashToken: hashText,
      metrics: silentMetrics,
      log: { event: (_level, event, fields) => this.#logged(event, fields) },
      recording: null,
    });
    this.#note("start", this.owner);
    this.#carryOut(this.#engine.start(time.nowMs));
    this.#schedule();
  }

  status(): ReturnType<Engine["status"]> {
    return this.#engine.status();
  }

  /** A gateway's stream is open. An older one of it counts as lost. */
  linked(gateway: string, line: Line<readonly EngineFrame[]>): void {
    if (this.#lines.has(gateway)) this.#feed({ in: "link", gateway, up: false });
    this.#lines.set(gateway, line);
    this.#feed({ in: "link", gateway, up: true });
  }

  unlinked(gateway: string, line: Line<readonly EngineFrame[]>): void {
    if (this.#lines.get(gateway) !== line) return;
    this.#lines.delete(gateway);
    this.#feed({ in: "link", gateway, up: false });
  }

  receive(gateway: string, frames: readonly GatewayFrame[]): void {
    const text = frameText(frames);
    if (text !== undefined) this.#note("frames", `from ${gateway}: ${text}`);
    this.#feed({ in: "frames", gateway, frames });
  }

  /** `drain`: the next run goes on from where this one stands. */
  end(how: "stop" | "drain"): void {
    this.#note("stop", `${how} ${this.owner}`);
    this.#ending = how;
    this.#feed(how === "drain" ? { in: "drain" } : { in: "stop", reason: "simulated" });
  }

  #note(kind: Parameters<Surroundings["trace"]["note"]>[1], what: string): void {
    this.#around.trace.note(this.process.name, kind, what);
  }

  #logged(event: string, fields: unknown): void {
    this.#around.sometimes.count(`log ${event}`);
    if (event === "handler_fault" || event === "player_unreadable") {
      this.#checks.wrong("fault", `${this.owner}: ${event} ${JSON.stringify(fields)}`);
    }
  }

  #feed(record: InboxRecord): void {
    this.#inbox.push(record);
    this.#schedule();
  }

  #schedule(): void {
    if (this.process.isDead) return;
    const { time } = this.#around;
    const dueMs = nextTickAt(DEFAULT_CADENCE, {
      lastStartMs: this.#lastStartMs,
      lastEndMs: this.#lastEndMs,
      waiting: this.#inbox.length > 0 || this.#engine.waiting,
    });
    if (this.#timer !== 0 && this.#dueMs <= dueMs) return;
    this.process.cancel(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = this.process.after(Math.max(0, dueMs - time.nowMs), () => this.#tick());
  }

  #tick(): void {
    const { time } = this.#around;
    this.#timer = 0;
    this.#lastStartMs = time.nowMs;
    const inbox = this.#inbox;
    this.#inbox = [];
    let elapsedMs = 0;
    const clock = (): number => {
      elapsedMs += this.#options.slowMs();
      return elapsedMs;
    };
    this.#around.durable.beginTick(this.owner);
    this.#carryOut(this.#engine.step(time.nowMs, inbox, clock));
    this.#lastEndMs = time.nowMs + elapsedMs;
    this.#schedule();
  }

  #carryOut(effects: readonly EngineEffect[]): void {
    for (const effect of effects) {
      if (this.process.isDead) return;
      this.#one(effect);
    }
  }

  #one(effect: EngineEffect): void {
    const { durable, store, world, sometimes } = this.#around;
    switch (effect.x) {
      case "send":
        return this.#send(effect.gateway, effect.frames);
      case "store":
        return this.#ask(effect.id, effect.call);
      case "cut": {
        const { cut } = effect;
        const edge = durable.edge(this.owner);
        return store.ask(
          this.process,
          `cut ${cut.seq} of ${cut.rows.length}`,
          (rows) => {
            const result = rows.cut(cut);
            this.#around.rowsCut(this.owner, cut, result, edge);
            return result;
          },
          (outcome) => this.#feed({ in: "cut", seq: cut.seq, result: resultOf(outcome) }),
          true,
        );
      }
      case "account":
        return runAccountJob(
          {
            process: this.process,
            store,
            startRoom: world.current.startRoom,
            reply: (result) => this.#feed({ in: "account", result }),
          },
          effect.effect as AccountJob,
        );
      case "ready":
        this.isReady = true;
        return this.#note("ready", this.owner);
      case "stopped":
        this.#note("stopped", this.owner);
        this.#around.sometimes.count(`an engine ended by ${this.#ending}`);
        checkEnded(this.#around, this, this.#ending);
        return this.#options.ended("stopped");
      case "refused":
        this.#checks.wrong("fault", `${this.owner} refuses to start: ${effect.reason}`);
        return;
      case "fatal":
        sometimes.count("engine ended itself: rows had another owner");
        this.#note("fatal", effect.reason);
        return this.#options.ended("fatal");
      case "record":
      case "reload":
      case "shutdown":
        return;
    }
  }

  #ask(id: number, call: StoreCall): void {
    const { store } = this.#around;
    if (!isRowCall(call)) throw new RangeError(`${call.op}: leases are not modelled yet`);
    const what = call.op === "list" ? call.kind : `${call.key.kind} ${call.key.id}`;
    store.ask(
      this.process,
      `${call.op} ${what}`,
      (rows) => answerOf(rows, call),
      (outcome) => {
        const reason = outcome.ok || outcome.unknown ? "no answer" : "refused";
        const reply: StoreReply = outcome.ok ? outcome.value : { ok: false, reason };
        this.#feed({ in: "store", id, reply });
      },
    );
  }

  #send(gateway: string, frames: readonly EngineFrame[]): void {
    this.#around.durable.shown(this.owner, gateway, frames);
    const line = this.#lines.get(gateway);
    if (line?.send(frames, frames.length * FRAME_BYTES) === true) return;
    this.#around.sometimes.count("a batch found no link, or a full one");
    this.#lines.delete(gateway);
    line?.abort("reset");
    this.#feed({ in: "link", gateway, up: false });
  }
}

type RowCall = Extract<StoreCall, { readonly op: "claim" | "read" | "put" | "list" }>;

const isRowCall = (call: StoreCall): call is RowCall => "key" in call || call.op === "list";

const answerOf = (rows: RowTable, call: RowCall): StoreReply => {
  switch (call.op) {
    case "claim": {
      const { key, owner, expected, initialState } = call;
      return { ok: true, op: "claim", claim: rows.claim(key, owner, expected, initialState) };
    }
    case "read":
      return { ok: true, op: "read", row: rows.read(call.key) };
    case "list": {
      const listed = rows.list(call.kind, call.after, call.limit);
      return { ok: true, op: "list", ids: listed.map(({ id: name }) => name) };
    }
    case "put":
      rows.put(call.key, null, call.state);
      return { ok: true, op: "put" };
  }
};

const resultOf = (outcome: StoreOutcome<CutResult>): CutResult => {
  if (outcome.ok) return outcome.value;
  const reason = "simulated";
  return { outcome: outcome.unknown ? "unknown" : "unavailable", reason };
};
