/**
 * A world in virtual time: one lease store, some processes that hold leases, and a network between
 * them that loses, doubles and delays. Clocks step, drift and stand still; processes are paused and
 * replaced; the store is emptied, or goes back to what it was. Every id that anybody mints is
 * checked: it is new, and above the last one of its process.
 */

import assert from "node:assert/strict";
import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { LeaseAnswer, LeaseClaim, LeaseTerms } from "../lease.ts";
import { type HolderEffect, type HolderInput, LeaseHolder } from "../lease-holder.ts";
import { LeaseTable, type LeaseTableState, VIRGIN_TABLE } from "../lease-table.ts";

/** What tests break, to see that the world notices. */
export type Mutant = "noQuarantine" | "clockForgotten" | "twoRunsOneHolder";

export interface WorldOptions {
  readonly seed: number;
  readonly processes: number;
  readonly terms: LeaseTerms;
  /** Of a hundred messages. */
  readonly lost: number;
  readonly doubled: number;
  readonly delayMsMax: number;
  readonly mutant?: Mutant | undefined;
}

interface Delivery {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

interface Wall {
  readonly baseMs: number;
  readonly sinceMs: number;
  /** 1000 = as fast as true time, 0 = it stands still. */
  readonly rate: number;
}

interface Process {
  holder: LeaseHolder;
  name: string;
  inbox: HolderInput[];
  lastId: bigint;
  paused: boolean;
  wall: Wall;
}

const START_MS = 1_800_000_000_000;
const KEPT_STATES = 20;
const EVENTS_MAX = 20_000;
const HEALTHY = { lost: 0, doubled: 0, delayMsMax: 20 };

export class LeaseWorld {
  readonly processes: Process[];
  readonly #seen = new Map<string, number>();
  readonly #options: WorldOptions;
  readonly #prng: PrngState;
  readonly #ids = new Set<bigint>();
  #nowMs = START_MS;
  #order = 0;
  #runs = 0;
  #table: LeaseTable;
  #earlier: LeaseTableState[] = [];
  /** What the leasing process remembers of the store's clock. */
  #latestMs = 0;
  #storeOffsetMs = 0;
  #isHealed = false;
  #network: Delivery[] = [];

  constructor(options: WorldOptions) {
    this.#options = options;
    this.#prng = seedPrng(options.seed);
    this.#table = new LeaseTable(options.terms);
    const wall = { baseMs: START_MS, sinceMs: START_MS, rate: 1000 };
    this.processes = Array.from({ length: options.processes }, () => ({
      ...this.#newRun(),
      paused: false,
      wall,
    }));
  }

  /** How often a thing has happened, for tests that want to have seen it. */
  count(what: string): number {
    return this.#seen.get(what) ?? 0;
  }

  /** Lets true time go on; everything due happens in order, and everybody mints now and then. */
  run(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let events = 0; events < EVENTS_MAX; events += 1) {
      const wakes = this.processes.map((one) => (one.paused ? Infinity : one.holder.wakeAtMs));
      const next = Math.min(endMs, this.#network[0]?.atMs ?? Infinity, ...wakes);
      this.#nowMs = Math.max(this.#nowMs, next);
      const due = this.#network.filter(({ atMs }) => atMs <= this.#nowMs);
      this.#network = this.#network.filter(({ atMs }) => atMs > this.#nowMs);
      for (const { run } of due) run();
      for (const process of this.processes) this.#turn(process);
      if (next >= endMs) return;
    }
    assert.fail("the world does not come to rest");
  }

  mint(index: number, times: number): void {
    const process = this.#at(index);
    for (let count = 0; count < times && !process.paused; count += 1) this.#mintOne(process);
  }

  /** Whether each of them could mint now. */
  allCanMint(): boolean {
    return this.processes.every((one) => one.holder.canMint(this.#wallMs(one)));
  }

  stepWall(index: number, byMs: number): void {
    this.#setWall(this.#at(index), byMs);
  }

  driftWall(index: number, rate: number): void {
    this.#setWall(this.#at(index), 0, rate);
  }

  stepStore(byMs: number): void {
    this.#storeOffsetMs += byMs;
  }

  setPaused(index: number, paused: boolean): void {
    this.#at(index).paused = paused;
  }

  /** The process dies and another one takes its place. */
  replace(index: number): void {
    const process = this.#at(index);
    const { name } = process;
    Object.assign(process, this.#newRun());
    if (this.#options.mutant === "twoRunsOneHolder") process.name = name;
  }

  /** The store loses everything; the leasing process knows that it had been used. */
  emptyStore(): void {
    this.#resetTo(VIRGIN_TABLE);
  }

  /** The store comes up with what it had some changes ago, and the leasing process sees that. */
  rollBackStore(changes: number): void {
    const state = this.#earlier[Math.max(0, this.#earlier.length - 1 - changes)];
    if (state !== undefined) this.#resetTo(state);
  }

  /** All clocks are right, nobody is paused, the network does what it should. */
  heal(): void {
    this.#storeOffsetMs = 0;
    this.#isHealed = true;
    for (const process of this.processes) {
      process.paused = false;
      process.wall = { baseMs: this.#nowMs, sinceMs: this.#nowMs, rate: 1000 };
    }
  }

  #resetTo(state: LeaseTableState): void {
    const { mutant, terms } = this.#options;
    const clockMs = mutant === "clockForgotten" ? state.clockMs : this.#latestMs;
    this.#table = new LeaseTable(terms, { ...state, clockMs });
    this.#earlier = [];
    if (mutant !== "noQuarantine") this.#table.forgotten(this.#storeMs());
  }

  #at(index: number): Process {
    return this.processes[index % this.processes.length] as Process;
  }

  #newRun(): Pick<Process, "holder" | "name" | "inbox" | "lastId"> {
    this.#runs += 1;
    const holder = new LeaseHolder(below(this.#prng, 0x100000000));
    return { holder, name: `run-${this.#runs}`, inbox: [], lastId: -1n };
  }

  #storeMs(): number {
    return this.#nowMs + this.#storeOffsetMs;
  }

  #wallMs({ wall }: Process): number {
    return wall.baseMs + Math.floor(((this.#nowMs - wall.sinceMs) * wall.rate) / 1000);
  }

  #setWall(process: Process, byMs: number, rate = process.wall.rate): void {
    const baseMs = Math.max(0, this.#wallMs(process) + byMs);
    process.wall = { baseMs, sinceMs: this.#nowMs, rate };
  }

  #turn(process: Process): void {
    if (process.paused) return;
    const { holder, inbox } = process;
    process.inbox = [];
    for (const effect of holder.step(this.#nowMs, inbox)) this.#perform(process, effect);
    this.#mintOne(process);
  }

  #mintOne(process: Process): void {
    const id = process.holder.mint(this.#wallMs(process));
    this.#note(id === undefined ? `no id: ${process.holder.state}` : "minted");
    if (id === undefined) return;
    assert.ok(!this.#ids.has(id), `the id ${id} was minted twice, now by ${process.name}`);
    this.#ids.add(id);
    assert.ok(id > process.lastId, `${process.name} minted ${id} after ${process.lastId}`);
    process.lastId = id;
  }

  #perform(process: Process, effect: HolderEffect): void {
    if (effect.e === "held" || effect.e === "lost") {
      this.#note(effect.e === "held" ? "held" : `lost: ${effect.reason}`);
      return;
    }
    const { holder, name } = process;
    this.#send(() => {
      const answer = this.#serve(name, effect);
      if (answer === undefined || effect.e === "release") return;
      this.#send(() => {
        // Sockets of a process that is gone lead nowhere.
        if (process.holder !== holder) return;
        process.inbox.push({ i: "answer", request: effect.request, answer });
      });
    });
  }

  #serve(
    holder: string,
    effect: { readonly e: "acquire" } | { readonly e: "renew" | "release"; claim: LeaseClaim },
  ): LeaseAnswer | undefined {
    const now = this.#storeMs();
    const table = this.#table;
    const before = table.state();
    this.#earlier = [...this.#earlier.slice(1 - KEPT_STATES), before];
    let answer: LeaseAnswer | undefined;
    if (effect.e === "acquire") answer = table.acquire(now, holder);
    else if (effect.e === "renew") answer = table.renew(now, effect.claim);
    else table.release(now, effect.claim);
    this.#latestMs = table.status(now).clockMs;
    if (answer !== undefined) this.#note(`${effect.e}: ${answer.outcome}`);
    if (effect.e === "renew" && answer?.outcome === "granted") {
      const had = before.records.some(({ floorMs }) => floorMs === effect.claim.fence);
      if (!had) this.#note("adopted");
    }
    return answer;
  }

  #send(run: () => void): void {
    const { lost, doubled, delayMsMax } = this.#isHealed ? HEALTHY : this.#options;
    if (below(this.#prng, 100) < lost) return;
    const times = below(this.#prng, 100) < doubled ? 2 : 1;
    for (let copy = 0; copy < times; copy += 1) {
      this.#order += 1;
      const atMs = this.#nowMs + below(this.#prng, delayMsMax + 1);
      this.#network.push({ atMs, order: this.#order, run });
    }
    this.#network.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
  }

  #note(what: string): void {
    this.#seen.set(what, this.count(what) + 1);
  }
}
