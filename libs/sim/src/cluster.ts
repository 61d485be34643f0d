/**
 * All processes of a simulation and what keeps them running: supervisors that start again what
 * ended, the dialling of links, and the players' way to some gateway.
 */

import { PROTOCOL_VERSION } from "@ambon/bus/frames";
import { Redial } from "@ambon/bus/link/redial";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { Bot } from "./clients/bot.ts";
import { dial, type LinkStreams } from "./nodes/dial.ts";
import { EngineRun } from "./nodes/engine-node.ts";
import { GatewayRun, type Opened, type Player } from "./nodes/gateway-node.ts";
import { LeaseService } from "./nodes/lease-service.ts";
import type { Surroundings } from "./nodes/surroundings.ts";
import type { SimOptions } from "./options.ts";
import type { Dice } from "./time/dice.ts";
import type { Process } from "./time/process.ts";

/** What everybody speaks who was not upgraded. */
const OLD = PROTOCOL_VERSION;
const ENGINE_RESTART_MS = 800;
const GATEWAY_RESTART_MS = 800;

export interface GatewaySlot {
  readonly name: string;
  run: GatewayRun | null;
  /** Of the links that its next run speaks. */
  protocol: number;
  /** Streams of its newest links, by engine. */
  readonly links: Map<string, LinkStreams>;
}

export interface EngineSlot {
  readonly name: string;
  run: EngineRun | null;
  /** Of the links that its next run speaks. */
  protocol: number;
  /** How slow its host is: milliseconds per reading of its clock. */
  slowMs: number;
}

export class Cluster {
  readonly gateways: readonly GatewaySlot[];
  readonly engines: readonly EngineSlot[];
  readonly bots: Bot[] = [];
  readonly leasing: LeaseService;
  /** The newest stream between each two engines. */
  readonly peerStreams = new Map<string, LinkStreams>();
  /** Owner → when that run ended, and how long it had run by then, pauses left out. */
  readonly ended = new Map<string, { readonly atMs: number; readonly ranMs: number }>();
  /** Runs of engines by owner, also those that were replaced. */
  readonly runs = new Map<string, EngineRun>();
  /** No engine is started: the simulation is about to end. */
  closing = false;
  readonly #around: Surroundings;
  readonly #options: SimOptions;
  readonly #dice: Dice;
  #boots = 0;
  #gatewayBoots = 0;

  constructor(around: Surroundings, options: SimOptions) {
    this.#around = around;
    this.#options = options;
    this.#dice = around.dice.fork("cluster");
    this.leasing = new LeaseService(around);
    const names = (letter: string, count: number): string[] =>
      Array.from({ length: count }, (_none, index) => `${letter}${index + 1}`);
    this.engines = names("e", options.engines).map((name) => ({
      name,
      run: null,
      protocol: OLD,
      slowMs: 0,
    }));
    this.gateways = names("g", options.gateways).map((name) => ({
      name,
      run: null,
      protocol: OLD,
      links: new Map(),
    }));
    for (const slot of this.engines) this.#startEngine(slot);
    for (const slot of this.gateways) this.#startGateway(slot);
  }

  /** The next process that is to be of the newer version: engines first; undefined = all are. */
  upgradeNext(): EngineSlot | GatewaySlot | undefined {
    const slot = [...this.engines, ...this.gateways].find(({ protocol }) => protocol === OLD);
    if (slot !== undefined) slot.protocol = OLD + 1;
    return slot;
  }

  /** Zones of the world, and its documents. */
  get hosted(): ZoneId[] {
    return [...this.#around.world.current.zones.keys(), "@commons"].map((id) => zoneId(id, 1));
  }

  /** Engines that run and were not replaced. */
  get running(): EngineRun[] {
    return this.engines.flatMap(({ run }) => run ?? []);
  }

  /** Engines that were replaced and go on all the same. */
  get replaced(): EngineRun[] {
    const { running } = this;
    return [...this.runs.values()].filter((run) => run.process.isUp && !running.includes(run));
  }

  /** Kills an engine: nothing of it is left but what the store has. */
  crashEngine({ run }: EngineSlot): void {
    if (run === null) return;
    this.#around.trace.note(run.process.name, "crash", run.owner);
    this.#around.sometimes.count("an engine crashed");
    this.#engineEnded(run);
  }

  crashGateway(slot: GatewaySlot): void {
    const { run } = slot;
    if (run === null) return;
    this.#around.trace.note(run.process.name, "crash", "gateway");
    this.#around.sometimes.count("a gateway crashed");
    slot.run = null;
    run.process.kill();
    this.#later(this.#dice.exponential(GATEWAY_RESTART_MS) + 50, () => this.#startGateway(slot));
  }

  /**
   * An engine stands still and is taken for dead: another run is started in its place. When it
   * wakes up it is the old one, and does not know.
   */
  replaceEngine(slot: EngineSlot): EngineRun | null {
    const { run } = slot;
    if (run === null) return null;
    run.process.pause();
    this.#noteEnd(run);
    slot.run = null;
    this.#startLater(slot);
    return run;
  }

  /** A way in for a player's program, over any gateway that is up. */
  connect(
    client: Player,
    transport: "telnet" | "websocket",
    address: string,
    dice: Dice,
  ): Opened | undefined {
    const up = this.gateways.filter(({ run }) => run?.process.isUp === true);
    return dice.pick(up)?.run?.open(client, transport, address);
  }

  #startEngine(slot: EngineSlot): void {
    if (this.closing) return;
    this.#boots += 1;
    const run: EngineRun = new EngineRun(this.#around, {
      engine: slot.name,
      boot: this.#boots,
      protocol: slot.protocol,
      driftPermille: this.#driftOf(slot.name),
      cluster: this.#options.engines > 1 ? this.engines.map(({ name }) => name) : null,
      findsOthers: this.#options.enginesFindOthers,
      leaseMs: this.#options.leaseMs,
      offersAgain: this.#options.twists.offersAgain,
      afterwords: this.#options.twists.afterwords,
      slowMs: () => slot.slowMs,
      ended: () => this.#engineEnded(run),
    });
    this.runs.set(run.owner, run);
    slot.run = run;
    this.#dialOthers(run);
  }

  /** Of two engines the one whose name is lower dials. */
  #dialOthers({ name, peers }: EngineRun): void {
    for (const { name: other } of this.engines) {
      if (other <= name) continue;
      dial(this.#around, {
        place: name,
        from: peers,
        to: other,
        answering: () => this.#runOf(other)?.peers,
        redial: this.#redial(peers.process, other),
        opened: (stream) => void this.peerStreams.set(`${name}-${other}`, stream),
      });
    }
  }

  #runOf(engine: string): EngineRun | undefined {
    return this.engines.find(({ name }) => name === engine)?.run ?? undefined;
  }

  #redial(from: Process, to: string): Redial {
    const dice = this.#around.dice.fork(`redial ${from.name} ${to}`);
    return new Redial(() => dice.below(1000) / 1000);
  }

  /** The clock of a host stays as wrong as it is. */
  #driftOf(host: string): number {
    const { drift } = this.#options.twists;
    return drift === 0 ? 0 : this.#around.dice.fork(`drift ${host}`).between(-drift, drift);
  }

  #engineEnded(run: EngineRun): void {
    run.process.kill();
    this.#noteEnd(run);
    const slot = this.engines.find((one) => one.run === run);
    if (slot === undefined) return;
    slot.run = null;
    this.#startLater(slot);
  }

  #noteEnd(run: EngineRun): void {
    if (this.ended.has(run.owner)) return;
    this.ended.set(run.owner, { atMs: this.#around.time.nowMs, ranMs: run.process.ranMs });
  }

  #startLater(slot: EngineSlot): void {
    const delayMs = this.#dice.exponential(ENGINE_RESTART_MS) + 50;
    this.#later(delayMs, () => this.#startEngine(slot));
  }

  /** It knows one engine at first, and learns the others from those. */
  #startGateway(slot: GatewaySlot): void {
    this.#gatewayBoots += 1;
    const known = new Set<string>();
    const learn = (engine: string): void => {
      if (known.has(engine)) return;
      known.add(engine);
      dial(this.#around, {
        place: slot.name,
        from: run,
        to: engine,
        answering: () => this.#runOf(engine),
        redial: this.#redial(run.process, engine),
        opened: (stream) => void slot.links.set(engine, stream),
      });
    };
    const run = new GatewayRun(this.#around, {
      gateway: slot.name,
      boot: this.#gatewayBoots,
      protocol: slot.protocol,
      driftPermille: this.#driftOf(slot.name),
      leases: this.leasing,
      learn,
    });
    slot.run = run;
    slot.links.clear();
    const first = this.#dice.below(this.engines.length);
    this.engines.forEach(({ name }, index) => {
      if (index === first || this.#options.gatewaysKnowAll) learn(name);
    });
  }

  #later(delayMs: number, what: () => void): void {
    this.#around.time.after(delayMs, what);
  }
}
