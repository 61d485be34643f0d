/**
 * An engine host on virtual time around the engine core that ships: its store and account calls,
 * its links; engine-ticks.ts has its tick loop. It may be killed, paused, slowed and asked to stop;
 * a supervisor starts it again, as a new run with a new boot nonce.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { AccountJob } from "@ambon/engine/account-reception";
import type { PeerFrame } from "@ambon/engine/cluster/peer-frame";
import { Engine } from "@ambon/engine/engine";
import type { EngineEffect } from "@ambon/engine/engine-effect";
import type { AdminOrder, InboxRecord } from "@ambon/engine/inbox";
import type { ZoneId } from "@ambon/kernel/ids";
import type { Checks } from "../checks/checks.ts";
import { checkEnded } from "../checks/final-checks.ts";
import { Process } from "../time/process.ts";
import { frameText, peerText } from "../trace/frame-text.ts";
import { runAccountJob } from "./account-model.ts";
import { Afterwords } from "./afterwords.ts";
import { coreOptions, type EngineRunOptions } from "./engine-core.ts";
import { EngineRows } from "./engine-rows.ts";
import { EngineTicks } from "./engine-ticks.ts";
import { SimLinkEnd } from "./link-end.ts";
import { OffersAgain } from "./offers-again.ts";
import { SimPeerEnd } from "./peer-end.ts";
import type { Surroundings } from "./surroundings.ts";
import { WatchedZones } from "./watched-zones.ts";

/** Of a stack, in a report. */
const STACK_LINES = 5;
/** How long a process that has ended in good order takes for its goodbyes. */
const GOODBYE_MS = 200;

/** One run of an engine, from its start to its end. */
export class EngineRun {
  readonly name: string;
  readonly process: Process;
  readonly owner: string;
  readonly zones: WatchedZones;
  isReady = false;
  readonly #around: Surroundings;
  readonly #checks: Checks;
  readonly #options: EngineRunOptions;
  readonly #engine: Engine;
  readonly links: SimLinkEnd<GatewayFrame, EngineFrame>;
  /** Links to the other engines. */
  readonly peers: SimPeerEnd;
  readonly rows: EngineRows;
  readonly #again: OffersAgain;
  readonly #afterwords: Afterwords;
  readonly #ticks: EngineTicks;
  #ending: "stop" | "drain" = "stop";

  constructor(around: Surroundings, options: EngineRunOptions) {
    const { engine, boot, driftPermille } = options;
    const { time } = around;
    this.#around = around;
    this.#checks = around.checks;
    this.#options = options;
    this.name = engine;
    this.process = new Process(time, `${engine}.${boot}`, driftPermille);
    this.owner = `${engine}#b${boot}`;
    const again = around.dice.fork(`again ${this.process.name}`);
    this.#again = new OffersAgain(this.process, again, options.offersAgain);
    const dice = around.dice.fork(`afterwords ${this.process.name}`);
    this.#afterwords = new Afterwords(dice, options.afterwords);
    this.rows = new EngineRows(around, this.process, this.owner, (record) => this.#feed(record));
    this.zones = new WatchedZones(around, this.owner, () => this.process.ranMs);
    this.#ticks = new EngineTicks(this.process, {
      step: (nowMs, inbox, clock) => this.#step(nowMs, inbox, clock),
      waits: () => this.#engine.waiting,
      slowMs: options.slowMs,
    });
    this.#engine = new Engine(
      coreOptions(around, options, {
        owner: this.owner,
        zones: this.zones,
        logged: (event, fields) => this.#logged(event, fields),
      }),
    );
    this.links = new SimLinkEnd({
      process: this.process,
      place: engine,
      protocol: options.protocol,
      codec: around.codecs.engine,
      onDefect: (error) => this.#checks.wrong("fault", `${this.owner}: ${error}`),
    });
    this.links.hub.receive((gateway, frames) => this.#receive(gateway, frames));
    this.links.hub.watch((gateway, up) => this.#feed({ in: "link", gateway, up }));
    this.#note("start", this.owner);
    this.peers = this.#linkPeers(options.protocol);
    this.#carryOut(this.#engine.start(this.process.nowMs));
    this.#ticks.schedule();
  }

  #linkPeers(protocol: number): SimPeerEnd {
    return new SimPeerEnd(this.#around, {
      process: this.process,
      place: this.name,
      protocol,
      handlers: {
        frames: (from, frames) => this.#hear(from, frames as readonly PeerFrame[]),
        link: (other, up) => {
          this.#note("peers", `${other} ${up ? "up" : "down"}`);
          this.#feed({ in: "peerLink", engine: other, up });
        },
      },
    });
  }

  status(): ReturnType<Engine["status"]> {
    return this.#engine.status();
  }

  /** Zones that it runs now. */
  get running(): ReadonlySet<ZoneId> {
    return new Set(this.#engine.status().zoneIds);
  }

  /** Its zones act. */
  get isServing(): boolean {
    return this.process.isUp && !this.#engine.status().isFrozen;
  }

  /** What waits in it is within its limits. */
  checkBounds(): void {
    const { bounds } = this.#around;
    bounds.look(this.owner, this.#engine.fullness());
    bounds.look(this.owner, this.links.fullness);
    bounds.look(this.owner, this.peers.fullness);
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

  #hear(engine: string, frames: readonly PeerFrame[]): void {
    const text = peerText(frames);
    if (text !== undefined) this.#note("peers", `from ${engine}: ${text}`);
    this.#feed({ in: "peers", engine, frames });
    this.#again.draw(frames, (frame) => {
      this.#note("peers", `from ${engine}: ${peerText([frame]) ?? frame.p}, again`);
      this.#around.sometimes.count("an offer came twice");
      this.#feed({ in: "peers", engine, frames: [frame] });
    });
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
    this.#ticks.feed(record);
  }

  #step(nowMs: number, inbox: readonly InboxRecord[], clock: () => number): void {
    this.#around.durable.beginTick(this.owner);
    this.#guarded(() => this.#carryOut(this.#engine.step(nowMs, inbox, clock)));
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
    const { store, world, sometimes } = this.#around;
    switch (effect.x) {
      case "send":
        return this.#send(effect.gateway, effect.frames);
      case "peers":
        for (const frame of effect.frames) this.rows.offered(frame);
        this.peers.send(effect.engine, effect.frames);
        return;
      case "store":
        return this.rows.ask(effect.id, effect.call);
      case "cut":
        return this.rows.cut(effect.cut);
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
        this.#close(this.#ending === "drain" ? "restart" : "shutdown");
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

  #close(farewell: "restart" | "shutdown"): void {
    this.links.close(farewell);
    this.peers.close(farewell);
  }

  #send(gateway: string, frames: readonly EngineFrame[]): void {
    this.#around.durable.shown(this.owner, gateway, frames);
    const outcome = this.links.hub.send(gateway, frames);
    if (outcome === "sent") {
      const more = this.#afterwords.after(gateway, frames);
      if (more.length > 0) this.links.hub.send(gateway, more);
      return;
    }
    this.#around.sometimes.count(`an engine's batch: ${outcome}`);
    if (outcome === "full") this.links.hub.drop(gateway);
    else this.#feed({ in: "link", gateway, up: false });
  }
}
