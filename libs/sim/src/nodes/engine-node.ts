/**
 * An engine host on virtual time around the engine core that ships: its tick loop, its store and
 * account calls, its links. It may be killed, paused, slowed and asked to stop; a supervisor
 * starts it again, as a new run with a new boot nonce.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { type AccountJob, AccountReception } from "@ambon/engine/account-reception";
import { DEFAULT_CADENCE, nextTickAt } from "@ambon/engine/cadence";
import type { PeerFrame } from "@ambon/engine/cluster/peer-frame";
import type { EngineOptions } from "@ambon/engine/context";
import { Engine } from "@ambon/engine/engine";
import type { EngineEffect } from "@ambon/engine/engine-effect";
import type { AdminOrder, InboxRecord, StoreCall, StoreReply } from "@ambon/engine/inbox";
import { playerCodec, upgradedZone } from "@ambon/engine/stored-codecs";
import { COMMANDS } from "@ambon/game/commands/all";
import { hash32, hashText } from "@ambon/kernel/hash";
import { zoneId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import { type Metrics, silentMetrics } from "@ambon/kernel/ports";
import { keyText } from "@ambon/persistence/row-rules";
import type { Cut } from "@ambon/persistence/store";
import type { Checks, Sometimes } from "../checks/checks.ts";
import { checkEnded } from "../checks/final-checks.ts";
import { answerOf, nameOfCall, resultOf } from "../store/store-answers.ts";
import { Process } from "../time/process.ts";
import { frameText, peerText } from "../trace/frame-text.ts";
import { runAccountJob } from "./account-model.ts";
import { SimLinkEnd } from "./link-end.ts";
import type { PeerBus, PeerHandlers, PeerRun } from "./peer-bus.ts";
import type { Surroundings } from "./surroundings.ts";
import { WatchedZones } from "./watched-zones.ts";

const COMMAND_WORDS = COMMANDS.entries.flatMap(({ command }) => [
  command.name,
  ...(command.aliases ?? []),
]);

/** Of a stack, in a report. */
const STACK_LINES = 5;
/** How long a process that has ended in good order takes for its goodbyes. */
const GOODBYE_MS = 200;

export interface EngineRunOptions {
  readonly engine: string;
  readonly boot: number;
  /** Engines of the cluster, itself among them; null = it is the only one and has no leases. */
  readonly cluster: readonly string[] | null;
  readonly leaseMs: number;
  readonly peers: PeerBus;
  /** Host milliseconds that each reading of the tick's clock shows to have passed. */
  readonly slowMs: () => number;
  /** The run has ended by itself. */
  readonly ended: () => void;
}

/** One run of an engine, from its start to its end. */
export class EngineRun implements PeerRun {
  readonly name: string;
  readonly process: Process;
  readonly handlers: PeerHandlers = {
    frames: (engine, frames) => {
      const text = peerText(frames as readonly PeerFrame[]);
      if (text !== undefined) this.#note("peers", `from ${engine}: ${text}`);
      this.#feed({ in: "peers", engine, frames: frames as readonly PeerFrame[] });
    },
    link: (engine, up) => {
      this.#note("peers", `${engine} ${up ? "up" : "down"}`);
      this.#feed({ in: "peerLink", engine, up });
    },
  };
  readonly owner: string;
  readonly zones: WatchedZones;
  isReady = false;
  /** Rows that it has written and not offered to others since → the epoch under which it did. */
  readonly saved = new Map<string, number>();
  readonly #around: Surroundings;
  readonly #checks: Checks;
  readonly #options: EngineRunOptions;
  readonly #engine: Engine;
  readonly links: SimLinkEnd<GatewayFrame, EngineFrame>;
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
    this.name = engine;
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
      metrics: countingSome(around.sometimes),
      log: { event: (_level, event, fields) => this.#logged(event, fields) },
      recording: null,
      ...clusterOf(options),
    });
    this.links = new SimLinkEnd({
      time,
      process: this.process,
      place: engine,
      codec: around.codecs.engine,
      onDefect: (error) => this.#checks.wrong("fault", `${this.owner}: ${error}`),
    });
    this.links.hub.receive((gateway, frames) => this.#receive(gateway, frames));
    this.links.hub.watch((gateway, up) => this.#feed({ in: "link", gateway, up }));
    this.#note("start", this.owner);
    options.peers.join(this);
    this.#carryOut(this.#engine.start(time.nowMs));
    this.#schedule();
  }

  status(): ReturnType<Engine["status"]> {
    return this.#engine.status();
  }

  /** Zones that it runs now. */
  get running(): ReadonlySet<string> {
    return new Set(this.#engine.zoneHashes().keys());
  }

  /** A staff order from outside. */
  order(order: AdminOrder): void {
    this.#note("order", JSON.stringify(order));
    this.#feed({ in: "admin", order });
  }

  /** `drain`: the next run goes on from where this one stands. */
  end(how: "stop" | "drain"): void {
    this.#note("stop", `${how} ${this.owner}`);
    const { phase } = this.#engine.status();
    // A later order changes nothing for one that is past it.
    if (phase !== "stopping" && phase !== "stopped") this.#ending = how;
    this.#feed(how === "drain" ? { in: "drain" } : { in: "stop", reason: "simulated" });
  }

  #receive(gateway: string, frames: readonly GatewayFrame[]): void {
    const text = frameText(frames);
    if (text !== undefined) this.#note("frames", `from ${gateway}: ${text}`);
    this.#feed({ in: "frames", gateway, frames });
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
    this.#guarded(() => this.#carryOut(this.#engine.step(time.nowMs, inbox, clock)));
    this.#lastEndMs = time.nowMs + elapsedMs;
    this.#schedule();
  }

  /** An error out of the core is a broken promise of its own. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
      const at = stack.split("\n").slice(1, STACK_LINES).join(" ").replaceAll(/\s+/g, " ");
      this.#checks.wrong("fault", `${this.owner}: ${message} ${at}`);
    }
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
      case "peers":
        for (const frame of effect.frames) this.#noteOffered(frame);
        this.#options.peers.send(this, effect.engine, effect.frames);
        return;
      case "store":
        return this.#ask(effect.id, effect.call);
      case "cut":
        return this.#cut(effect.cut, durable.edge(this.owner));
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
        this.links.close(this.#ending === "drain" ? "restart" : "shutdown");
        this.process.after(GOODBYE_MS, () => this.#options.ended());
        return;
      case "refused":
        this.#checks.wrong("fault", `${this.owner} refuses to start: ${effect.reason}`);
        return;
      case "fatal":
        sometimes.count("engine ended itself: rows had another owner");
        this.#note("fatal", effect.reason);
        return this.#options.ended();
      case "record":
      case "reload":
      case "shutdown":
        return;
    }
  }

  /** Whoever it is offered to takes it, or it is taken back under another epoch. */
  #noteOffered(frame: PeerFrame): void {
    const forget = (id: string): void => void this.saved.delete(keyText({ kind: "player", id }));
    if (frame.p === "offer") forget(frame.offer.player);
    if (frame.p === "zone") for (const { playerId } of frame.offer.sessions) forget(playerId);
  }

  #cut(cut: Cut, edge: number): void {
    const { store, rowsCut } = this.#around;
    store.ask(
      this.process,
      `cut ${cut.seq} of ${cut.rows.length}`,
      (rows) => {
        const result = rows.cut(cut);
        rowsCut(this.owner, cut, result, edge);
        if (result.outcome !== "saved") return result;
        for (const row of cut.rows) this.saved.set(keyText(row), row.epoch);
        return result;
      },
      (outcome) => this.#feed({ in: "cut", seq: cut.seq, result: resultOf(outcome) }),
      true,
    );
  }

  #ask(id: number, call: StoreCall): void {
    const { store } = this.#around;
    store.ask(
      this.process,
      nameOfCall(call),
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
    const outcome = this.links.hub.send(gateway, frames);
    if (outcome === "sent") return;
    this.#around.sometimes.count(`an engine's batch: ${outcome}`);
    if (outcome === "full") this.links.hub.drop(gateway);
    else this.#feed({ in: "link", gateway, up: false });
  }
}

/** Of the engine's own counters those that tell which branch was taken. */
const countingSome = (sometimes: Sometimes): Metrics => ({
  ...silentMetrics,
  count: (name, amount = 1, labels = {}) => {
    if (name === "handoff_total") sometimes.count(`a hand-off was ${labels.outcome}`, amount);
    if (name === "lease_lost_total") sometimes.count("an engine lost its zones", amount);
  },
});

const clusterOf = ({
  engine,
  cluster,
  leaseMs,
}: EngineRunOptions): Pick<EngineOptions, "cluster"> =>
  cluster === null
    ? {}
    : {
        cluster: {
          url: `sim://${engine}`,
          leaseMs,
          expected: cluster.filter((name) => name !== engine),
        },
      };
