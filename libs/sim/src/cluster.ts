/**
 * All processes of a simulation and what keeps them running: supervisors that start again what
 * ended, the dialling of links, and the players' way to some gateway.
 */

import type { Bot } from "./clients/bot.ts";
import { Connection } from "./network/connection.ts";
import { EngineRun } from "./nodes/engine-node.ts";
import { GatewayRun, type Opened, type Player } from "./nodes/gateway-node.ts";
import { LINK_CAPACITY_BYTES, type LinkConnection, watchBeats } from "./nodes/link-door.ts";
import type { Surroundings } from "./nodes/surroundings.ts";
import type { Dice } from "./time/dice.ts";

export const ENGINE = "engine";
const ENGINE_RESTART_MS = 800;
const GATEWAY_RESTART_MS = 800;
const REDIAL_MIN_MS = 100;
const REDIAL_MAX_MS = 2000;

export interface GatewaySlot {
  readonly name: string;
  run: GatewayRun | null;
  link: LinkConnection | null;
  dark: boolean;
  redialMs: number;
}

export class Cluster {
  readonly gateways: readonly GatewaySlot[];
  readonly bots: Bot[] = [];
  engine: EngineRun | null = null;
  /** Owner → when that run ended, and how long it had run by then, pauses left out. */
  readonly ended = new Map<string, { readonly atMs: number; readonly ranMs: number }>();
  /** How slow the engine's host is: milliseconds per reading of its clock. */
  slowMs = 0;
  /** No engine is started: the simulation is about to end. */
  closing = false;
  readonly #around: Surroundings;
  readonly #dice: Dice;
  #boots = 0;
  #nodes = 0;

  constructor(around: Surroundings, gateways: number) {
    this.#around = around;
    this.#dice = around.dice.fork("cluster");
    this.gateways = Array.from({ length: gateways }, (_none, index) => ({
      name: `g${index + 1}`,
      run: null,
      link: null,
      dark: false,
      redialMs: REDIAL_MIN_MS,
    }));
    this.#startEngine();
    for (const slot of this.gateways) this.#startGateway(slot);
  }

  /** Kills the engine: nothing of it is left but what the store has. */
  crashEngine(): void {
    const { engine } = this;
    if (engine === null) return;
    this.#around.trace.note(engine.process.name, "crash", engine.owner);
    this.#around.sometimes.count("an engine crashed");
    this.#engineEnded(engine);
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

  #startEngine(): void {
    if (this.closing) return;
    this.#boots += 1;
    const run: EngineRun = new EngineRun(this.#around, {
      engine: ENGINE,
      boot: this.#boots,
      slowMs: () => this.slowMs,
      ended: () => this.#engineEnded(run),
    });
    this.engine = run;
  }

  /**
   * The engine stands still and is taken for dead: another run is started in its place. When it
   * wakes up it is the old one, and does not know.
   */
  replaceEngine(): EngineRun | null {
    const { engine } = this;
    if (engine === null) return null;
    engine.process.pause();
    this.#noteEnd(engine);
    this.engine = null;
    this.#startLater();
    return engine;
  }

  #engineEnded(run: EngineRun): void {
    run.process.kill();
    this.#noteEnd(run);
    if (this.engine !== run) return;
    this.engine = null;
    this.#startLater();
  }

  #noteEnd(run: EngineRun): void {
    if (this.ended.has(run.owner)) return;
    this.ended.set(run.owner, { atMs: this.#around.time.nowMs, ranMs: run.process.ranMs });
  }

  #startLater(): void {
    this.#later(this.#dice.exponential(ENGINE_RESTART_MS) + 50, () => this.#startEngine());
  }

  #startGateway(slot: GatewaySlot): void {
    this.#nodes += 1;
    const options = { gateway: slot.name, boot: this.#nodes, node: this.#nodes };
    slot.run = new GatewayRun(this.#around, options);
    slot.link = null;
    this.#dial(slot, slot.run);
  }

  #dial(slot: GatewaySlot, run: GatewayRun): void {
    if (slot.run !== run || run.process.isDead || slot.link !== null) return;
    const { network } = this.#around;
    const there = network.route(slot.name, ENGINE);
    const back = network.route(ENGINE, slot.name);
    run.process.after(there.delayMs() + back.delayMs(), () => {
      if (slot.run !== run || slot.link !== null) return;
      const { engine } = this;
      if (engine?.process.isUp !== true || there.blocked || back.blocked) this.#redial(slot, run);
      else this.#link(slot, run, engine);
    });
  }

  #redial(slot: GatewaySlot, run: GatewayRun): void {
    const { redialMs } = slot;
    slot.redialMs = Math.min(REDIAL_MAX_MS, redialMs * 2);
    run.process.after(redialMs + this.#dice.below(redialMs), () => this.#dial(slot, run));
  }

  #link(slot: GatewaySlot, run: GatewayRun, engine: EngineRun): void {
    const { network, trace, dice } = this.#around;
    slot.redialMs = REDIAL_MIN_MS;
    slot.dark = false;
    const link: LinkConnection = new Connection(
      network,
      dice.fork(`link ${run.process.name} ${engine.process.name} ${network.time.nowMs}`),
      {
        process: run.process,
        place: slot.name,
        receive: (frames) => run.receive(frames),
        closed: (why) => {
          if (slot.link !== link) return;
          slot.link = null;
          run.unlinked(why);
          this.#redial(slot, run);
        },
      },
      {
        process: engine.process,
        place: ENGINE,
        receive: (frames) => engine.receive(slot.name, frames),
        closed: () => engine.unlinked(slot.name, link.right),
      },
      LINK_CAPACITY_BYTES,
    );
    slot.link = link;
    trace.note(run.process.name, "link", `up to ${engine.owner}`);
    const gatewayEnd = { process: run.process, place: slot.name };
    const engineEnd = { process: engine.process, place: ENGINE };
    const isDark = (): boolean => slot.link === link && slot.dark;
    watchBeats(network, gatewayEnd, engineEnd, { isOpen: () => link.leftOpen, isDark }, () =>
      link.left.abort("silent"),
    );
    watchBeats(network, engineEnd, gatewayEnd, { isOpen: () => link.rightOpen, isDark }, () =>
      link.right.abort("silent"),
    );
    engine.linked(slot.name, link.right);
    run.linked(link.left);
  }

  #later(delayMs: number, what: () => void): void {
    this.#around.time.after(delayMs, what);
  }
}
