/**
 * What goes wrong from outside while the safety phase lasts: each kind of fault that the options
 * have comes at random times with its own mean, does its harm, and undoes it after a while.
 */

import type { Cluster, EngineSlot, GatewaySlot } from "./cluster.ts";
import { LEASING } from "./nodes/lease-service.ts";
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
const LATE_ANSWER_MS = 3000;
const CLOG_EXTRA_MS = 1500;
/** What an engine gets to give its zones away. */
const EMPTY_MS = 10_000;
const CLOCK_STEP_MS = 60_000;
/** A gateway that is renewed lives so long after it has said so. */
const RENEW_MS = 1500;
/** What one reading of a slow host's clock shows, at most. */
const SLOW_MS_MAX = 60;

export class Faults {
  readonly #around: Surroundings;
  readonly #cluster: Cluster;
  readonly #dice: Dice;
  readonly #leaseMs: number;
  #on = true;
  /** Undo what is still broken. */
  #undo = new Set<() => void>();

  constructor(around: Surroundings, cluster: Cluster, options: SimOptions) {
    this.#around = around;
    this.#cluster = cluster;
    this.#dice = around.dice.fork("faults");
    this.#leaseMs = options.leaseMs;
    for (const [fault, seconds] of Object.entries(options.faults) as [Fault, number][]) {
      this.#arm(fault, seconds * SECOND_MS, this.#dice.fork(fault));
    }
  }

  /** No new ones, and the old ones end. */
  heal(): void {
    this.#on = false;
    for (const undo of [...this.#undo]) undo();
    for (const { run } of this.#cluster.gateways) if (run !== null) run.ids.offsetMs = 0;
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
    const { bots, engines, gateways } = this.#cluster;
    const engine = dice.pick(engines);
    const gateway = dice.pick(gateways);
    if (engine === undefined || gateway === undefined) return;
    switch (fault) {
      case "engineCrash":
      case "engineStop":
      case "engineDrain":
      case "engineZombie":
      case "engineEmpty":
      case "zoneMove":
      case "enginePause":
      case "engineSlow":
        return this.#strikeEngine(fault, dice, engine);
      case "gatewayCrash":
        return this.#cluster.crashGateway(gateway);
      case "gatewayRestart":
        return this.#renew(gateway);
      case "gatewayPause":
        return this.#pause(dice, gateway.run);
      case "upgrade":
        return this.#upgrade(dice);
      case "clockStep":
        return this.#stepClock(dice, gateway);
      case "linkReset":
        return gateway.links.get(engine.name)?.reset();
      case "linkDark":
        this.#note(`the link of ${gateway.name} and ${engine.name} goes dark`);
        return gateway.links.get(engine.name)?.goDark();
      case "linkClog":
        return this.#clog(dice, gateway.name, engine.name);
      case "linkOneWay":
        return this.#partition(dice, gateway.name, engine.name);
      case "peerReset":
        return dice.pick([...this.#cluster.peerStreams.values()])?.reset();
      case "peerDark":
        return dice.pick([...this.#cluster.peerStreams.values()])?.goDark();
      case "peerCut": {
        const other = dice.pick(engines);
        if (other === undefined || other === engine) return;
        return this.#partition(dice, engine.name, other.name);
      }
      case "leasingCrash":
        return this.#crashLeasing(dice, gateway);
      case "socketReset":
        return dice.pick(bots)?.connection?.reset();
      case "socketDark":
        return dice.pick(bots)?.connection?.goDark();
      case "storeFar":
        return this.#takeStoreAway(dice, engine.name);
      case "storeAway":
      case "storeStall":
      case "storeMute":
      case "storeFailover":
        return this.#strikeStore(fault, dice);
    }
  }

  #strikeEngine(fault: Fault, dice: Dice, slot: EngineSlot): void {
    const cluster = this.#cluster;
    switch (fault) {
      case "engineCrash":
        return cluster.crashEngine(slot);
      case "engineStop":
        return slot.run?.end("stop");
      case "engineDrain":
        return slot.run?.end("drain");
      case "engineEmpty":
        return this.#empty(slot);
      case "zoneMove": {
        const [zone, to] = [dice.pick(cluster.hosted), dice.pick(cluster.engines)];
        if (zone === undefined || to === undefined || to === slot) return;
        return slot.run?.order({ a: "move", zone, engine: to.name });
      }
      case "engineZombie":
        return this.#zombie(dice, slot);
      case "enginePause":
        return this.#pause(dice, slot.run, this.#leaseMs);
      default:
        slot.slowMs = dice.between(1, SLOW_MS_MAX);
        this.#until(dice.exponential(OUTAGE_MEAN_MS), () => {
          slot.slowMs = 0;
        });
    }
  }

  #strikeStore(fault: Fault, dice: Dice): void {
    const { store } = this.#around;
    if (fault === "storeFailover") store.failOver();
    const healths = { storeStall: "stalled", storeMute: "mute" } as const;
    store.setHealth(fault in healths ? healths[fault as keyof typeof healths] : "away");
    const meanMs = fault === "storeFailover" ? OUTAGE_MEAN_MS / 2 : OUTAGE_MEAN_MS;
    this.#until(dice.exponential(meanMs), () => store.setHealth("well"));
  }

  /** One engine's answers are late, then its calls get lost for longer than a lease, or both. */
  #takeStoreAway(dice: Dice, place: string): void {
    const { store, time } = this.#around;
    const lateMs = dice.permille(700) ? dice.exponential(LATE_ANSWER_MS) : 0;
    const firstMs = dice.exponential(PARTITION_MEAN_MS);
    const lostMs = dice.permille(700) ? dice.between(this.#leaseMs, 3 * this.#leaseMs) : 0;
    store.delayAnswers(place, lateMs);
    time.after(firstMs, () => {
      if (this.#on && lostMs > 0) store.loseCalls(place, true);
    });
    this.#until(firstMs + lostMs, () => {
      store.delayAnswers(place, 0);
      store.loseCalls(place, false);
    });
  }

  /** A gateway is replaced in good order: browsers are told to come again. */
  #renew(slot: GatewaySlot): void {
    const { run } = slot;
    if (run === null || !run.process.isUp) return;
    run.put({ i: "shutdown", reason: "later", message: "This door is renewed." });
    run.process.after(RENEW_MS, () => {
      if (slot.run === run) this.#cluster.crashGateway(slot);
    });
  }

  /** One process after the other is replaced by one of the next version. */
  #upgrade(dice: Dice): void {
    const slot = this.#cluster.upgradeNext();
    if (slot === undefined) return;
    this.#note(`${slot.name} is upgraded`);
    this.#around.sometimes.count("a process was upgraded");
    if ("links" in slot) this.#renew(slot);
    else slot.run?.end(dice.permille(500) ? "drain" : "stop");
  }

  /** The wall clock of a gateway's host jumps, and stays there. */
  #stepClock(dice: Dice, slot: GatewaySlot): void {
    if (slot.run === null) return;
    const ms = dice.exponential(CLOCK_STEP_MS);
    slot.run.ids.offsetMs += dice.permille(500) ? ms : -ms;
    this.#note(`the clock of ${slot.name} is off by ${slot.run.ids.offsetMs} ms`);
  }

  /** The leasing service is gone for a while, or stands still, or cannot be reached from here. */
  #crashLeasing(dice: Dice, slot: GatewaySlot): void {
    const { leasing } = this.#cluster;
    const kind = dice.below(3);
    if (kind === 0) {
      const kept = dice.permille(300) ? "nothing" : dice.permille(300) ? "old" : "everything";
      return leasing.crash(kept, dice.exponential(OUTAGE_MEAN_MS) + 1);
    }
    if (kind === 1) return this.#pause(dice, leasing);
    this.#partition(dice, slot.name, LEASING);
  }

  /** For a while; where there is a lease, half of the time for up to twice as long as that. */
  #pause(dice: Dice, run: { readonly process: Process } | null, leaseMs = 0): void {
    const stopped = run?.process;
    if (stopped === undefined || !stopped.isUp) return;
    const ms =
      leaseMs > 0 && dice.permille(500)
        ? dice.between(leaseMs, 2 * leaseMs)
        : Math.min(PAUSE_MAX_MS, dice.exponential(PAUSE_MEAN_MS));
    this.#around.trace.note(stopped.name, "pause", `for ${ms} ms`);
    stopped.pause();
    this.#until(ms, () => {
      this.#around.trace.note(stopped.name, "resume", "");
      stopped.resume();
    });
  }

  /** All its zones go to others, then it is stopped; at the latest when faults end. */
  #empty({ run }: EngineSlot): void {
    if (run === null || this.#cluster.engines.length < 2) return;
    run.order({ a: "drain" });
    this.#until(EMPTY_MS, () => run.process.after(0, () => run.end("stop")));
  }

  /**
   * An engine that is replaced while it stands still wakes up later. Only where engines have their
   * names by lease: one that is alone is to be gone before the next one starts.
   */
  #zombie(dice: Dice, slot: EngineSlot): void {
    if (this.#cluster.engines.length < 2) return;
    const old = this.#cluster.replaceEngine(slot);
    if (old === null) return;
    const ms = Math.min(PAUSE_MAX_MS, dice.exponential(PAUSE_MEAN_MS));
    this.#around.trace.note(old.process.name, "pause", `for ${ms} ms, and is replaced`);
    this.#until(ms, () => {
      this.#around.trace.note(old.process.name, "resume", "as a zombie");
      this.#around.sometimes.count("an engine woke up after it had been replaced");
      old.process.resume();
    });
  }

  #clog(dice: Dice, one: string, other: string): void {
    const [from, to] = dice.permille(500) ? [one, other] : [other, one];
    const route = this.#around.network.route(from, to);
    route.extraMs = dice.exponential(CLOG_EXTRA_MS);
    this.#note(`${from} to ${to} takes ${route.extraMs} ms more`);
    this.#until(dice.exponential(PARTITION_MEAN_MS), () => {
      route.extraMs = 0;
    });
  }

  /** One direction, or both. */
  #partition(dice: Dice, one: string, other: string): void {
    const [from, to] = dice.permille(500) ? [one, other] : [other, one];
    const routes = [this.#around.network.route(from, to)];
    if (dice.permille(500)) routes.push(this.#around.network.route(to, from));
    for (const route of routes) route.blocked = true;
    this.#note(`${from} to ${to} is cut${routes.length === 2 ? " both ways" : ""}`);
    this.#until(dice.exponential(PARTITION_MEAN_MS), () => {
      for (const route of routes) route.open();
      this.#note(`${from} to ${to} is open`);
    });
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
