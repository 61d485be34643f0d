/**
 * What goes wrong from outside while the safety phase lasts: each kind of fault that the options
 * have comes at random times with its own mean, does its harm, and undoes it after a while.
 */

import type { Cluster, GatewaySlot } from "./cluster.ts";
import { ENGINE } from "./cluster.ts";
import type { Surroundings } from "./nodes/surroundings.ts";
import type { Fault, SimOptions } from "./options.ts";
import type { Dice } from "./time/dice.ts";
import type { Process } from "./time/process.ts";

const SECOND_MS = 1000;
/** Longest pause: twice the longest lease. */
const PAUSE_MEAN_MS = 6000;
const PAUSE_MAX_MS = 20_000;
const OUTAGE_MEAN_MS = 5000;
const PARTITION_MEAN_MS = 5000;
const CLOG_EXTRA_MS = 1500;
/** What one reading of a slow host's clock shows, at most. */
const SLOW_MS_MAX = 60;

export class Faults {
  readonly #around: Surroundings;
  readonly #cluster: Cluster;
  readonly #dice: Dice;
  #on = true;
  /** Undo what is still broken. */
  #undo = new Set<() => void>();

  constructor(around: Surroundings, cluster: Cluster, options: SimOptions) {
    this.#around = around;
    this.#cluster = cluster;
    this.#dice = around.dice.fork("faults");
    for (const [fault, seconds] of Object.entries(options.faults) as [Fault, number][]) {
      this.#arm(fault, seconds * SECOND_MS, this.#dice.fork(fault));
    }
  }

  /** No new ones, and the old ones end. */
  heal(): void {
    this.#on = false;
    for (const undo of [...this.#undo]) undo();
    this.#around.network.heal();
    this.#around.store.heal();
  }

  #arm(fault: Fault, meanMs: number, dice: Dice): void {
    this.#around.time.after(dice.exponential(meanMs) + 1, () => {
      if (!this.#on) return;
      this.#around.sometimes.count(`fault ${fault}`);
      this.#strike(fault, dice);
      this.#arm(fault, meanMs, dice);
    });
  }

  #strike(fault: Fault, dice: Dice): void {
    const cluster = this.#cluster;
    const { store } = this.#around;
    const slot = dice.pick(cluster.gateways);
    switch (fault) {
      case "engineCrash":
        return cluster.crashEngine();
      case "engineStop":
        return cluster.engine?.end("stop");
      case "engineDrain":
        return cluster.engine?.end("drain");
      case "engineZombie":
        return this.#zombie(dice);
      case "enginePause":
        return this.#pause(dice, cluster.engine);
      case "engineSlow":
        cluster.slowMs = dice.between(1, SLOW_MS_MAX);
        return this.#until(dice.exponential(OUTAGE_MEAN_MS), () => {
          cluster.slowMs = 0;
        });
      case "gatewayCrash":
        return slot === undefined ? undefined : cluster.crashGateway(slot);
      case "gatewayPause":
        return this.#pause(dice, slot?.run ?? null);
      case "linkReset":
        return slot?.link?.reset();
      case "linkDark":
        return this.#darken(slot);
      case "linkClog":
        return this.#clog(dice, slot);
      case "linkOneWay":
        return this.#partition(dice, slot);
      case "socketReset":
        return dice.pick(cluster.bots)?.connection?.reset();
      case "socketDark":
        return dice.pick(cluster.bots)?.connection?.goDark();
      case "storeAway":
      case "storeStall":
        store.setHealth(fault === "storeAway" ? "away" : "stalled");
        return this.#until(dice.exponential(OUTAGE_MEAN_MS), () => store.setHealth("well"));
      case "storeFailover":
        store.failOver();
        store.setHealth("away");
        return this.#until(dice.exponential(OUTAGE_MEAN_MS / 2), () => store.setHealth("well"));
    }
  }

  #pause(dice: Dice, run: { readonly process: Process } | null): void {
    const stopped = run?.process;
    if (stopped === undefined || !stopped.isUp) return;
    const ms = Math.min(PAUSE_MAX_MS, dice.exponential(PAUSE_MEAN_MS));
    this.#around.trace.note(stopped.name, "pause", `for ${ms} ms`);
    stopped.pause();
    this.#until(ms, () => {
      this.#around.trace.note(stopped.name, "resume", "");
      stopped.resume();
    });
  }

  /** An engine that is replaced while it stands still wakes up later. */
  #zombie(dice: Dice): void {
    const old = this.#cluster.replaceEngine();
    if (old === null) return;
    const ms = Math.min(PAUSE_MAX_MS, dice.exponential(PAUSE_MEAN_MS));
    this.#around.trace.note(old.process.name, "pause", `for ${ms} ms, and is replaced`);
    this.#until(ms, () => {
      this.#around.trace.note(old.process.name, "resume", "as a zombie");
      this.#around.sometimes.count("an engine woke up after it had been replaced");
      old.process.resume();
    });
  }

  #darken(slot: GatewaySlot | undefined): void {
    if (slot === undefined || slot.link === null) return;
    this.#note(`${slot.name} link goes dark`);
    slot.dark = true;
    slot.link.goDark();
  }

  #clog(dice: Dice, slot: GatewaySlot | undefined): void {
    if (slot === undefined) return;
    const [from, to] = this.#way(dice, slot);
    const route = this.#around.network.route(from, to);
    route.extraMs = dice.exponential(CLOG_EXTRA_MS);
    this.#note(`${from} to ${to} takes ${route.extraMs} ms more`);
    this.#until(dice.exponential(PARTITION_MEAN_MS), () => {
      route.extraMs = 0;
    });
  }

  /** One direction, or both. */
  #partition(dice: Dice, slot: GatewaySlot | undefined): void {
    if (slot === undefined) return;
    const [from, to] = this.#way(dice, slot);
    const routes = [this.#around.network.route(from, to)];
    if (dice.permille(500)) routes.push(this.#around.network.route(to, from));
    for (const route of routes) route.blocked = true;
    this.#note(`${from} to ${to} is cut${routes.length === 2 ? " both ways" : ""}`);
    this.#until(dice.exponential(PARTITION_MEAN_MS), () => {
      for (const route of routes) route.open();
      this.#note(`${from} to ${to} is open`);
    });
  }

  #way(dice: Dice, slot: GatewaySlot): readonly [string, string] {
    return dice.permille(500) ? [slot.name, ENGINE] : [ENGINE, slot.name];
  }

  #until(delayMs: number, undo: () => void): void {
    const once = (): void => {
      if (this.#undo.delete(once)) undo();
    };
    this.#undo.add(once);
    this.#around.time.after(delayMs + 1, once);
  }

  #note(what: string): void {
    this.#around.trace.note("network", "route", what);
  }
}
