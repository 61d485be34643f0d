/**
 * Counting players walk around the ring of tests/fixtures/tally-ring, over several engines, while
 * engines and what stands behind them are lost. In the end the store holds what each has counted,
 * and all gold that there ever was.
 */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { audit, playersIn, rowsOf } from "./chaos-audit.ts";
import type { Cluster } from "./cluster.ts";
import { percentilesOf } from "./scraped-histogram.ts";
import type { TestServer } from "./server.ts";
import { TallyCompany } from "./tally-company.ts";
import { type Fault, TallyFaults } from "./tally-faults.ts";
import { quantile } from "./tally-walk.ts";

export const RING = { AMBON_CONTENT_DIR: "tests/fixtures/tally-ring" };
export const RING_ZONES = ["@commons#1", "dawn#1", "midnight#1", "noon#1"];
/** The zones of a lost engine run elsewhere after so long: its lease, and some. */
export const TAKEN_OVER_MS_MAX = 15_000;
/** Longer than a lease and what it takes to see that it is over. */
const BEYOND_LEASE_MS = 14_000;
/** An invariant broke: the engine found out that it was replaced. */
const REPLACED_CODE = 70;
const ARRIVE_MS = 60_000;
const FINISH_MS = 30_000;
const LOOK_MS = 50;

export interface RingOptions {
  readonly players: number;
  readonly lineEveryMs: number;
  readonly seed: number;
}

export class RingStory {
  readonly company: TallyCompany;
  readonly faults: TallyFaults;
  readonly #cluster: Cluster;
  readonly #options: RingOptions;

  constructor(cluster: Cluster, options: RingOptions) {
    this.#cluster = cluster;
    this.#options = options;
    const gateways = cluster.names("gateway").map((name) => cluster.get(name));
    const telnet = gateways.map(({ telnetPort }) => telnetPort);
    const web = gateways.map(({ webPort }) => webPort);
    this.company = new TallyCompany(options.players, { telnet, web }, options.lineEveryMs, true);
    this.faults = new TallyFaults(this.company, options.seed);
  }

  /** Everybody plays, `faults` happen, everybody is quiet; then the store is looked at. */
  async run(faults: (story: RingStory) => Promise<void>): Promise<void> {
    const { company } = this;
    try {
      await company.arrive(ARRIVE_MS);
      company.play();
      await company.settle(ARRIVE_MS);
      await faults(this);
      await company.finish(FINISH_MS);
      this.faults.report.push(...this.#figures());
    } finally {
      company.leave();
      console.log(`seed ${this.#options.seed}\n${this.faults.report.join("\n")}`);
    }
    assert.deepEqual(this.faults.problems, []);
    await this.#cluster.end();
    await this.#compareWithStore();
  }

  /** They only walk, for so long; the engines' own figures of it are told. */
  walk(ms: number): Fault {
    return {
      title: `walked for ${ms / 1000} s`,
      act: async () => {
        await pause(ms);
        const engines = this.#cluster.names("engine").map((name) => this.#cluster.get(name));
        this.faults.report.push(`    ${await percentilesOf(engines, "handoff_seconds")}`);
      },
    };
  }

  /** kill -9; the others take over, and it comes back afterwards. */
  kill(name: string): Fault {
    return {
      title: `${name} killed`,
      windowMs: DIRTY_AGE_MS_MAX,
      act: async (now) => {
        now();
        await this.#cluster.kill(name);
        await this.#takenOverFrom(name);
        await this.#cluster.again(name);
      },
    };
  }

  /** SIGSTOP until others have its zones: when it wakes up it ends itself. */
  freezeTooLong(name: string): Fault {
    return {
      title: `${name} frozen beyond its lease`,
      windowMs: DIRTY_AGE_MS_MAX,
      act: async (now) => {
        const server = this.#cluster.get(name);
        now();
        this.#cluster.freeze(name);
        await Promise.all([this.#takenOverFrom(name), pause(BEYOND_LEASE_MS)]);
        this.#cluster.thaw(name);
        assert.deepEqual(await server.ended, { code: REPLACED_CODE, signal: null }, server.log());
        await this.#cluster.again(name);
      },
    };
  }

  /** SIGTERM, and started again: its zones and sessions go on where they were. */
  restart(name: string): Fault {
    return { title: `${name} restarted as planned`, act: () => this.#cluster.restart(name) };
  }

  /** Resolves when each zone is run by one of these engines, and by one alone. */
  async runsIn(names: readonly string[], withinMs: number): Promise<void> {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      const running = (await Promise.all(names.map((name) => zonesOf(this.#cluster.get(name)))))
        .flat()
        .sort();
      if (running.join(" ") === RING_ZONES.join(" ")) return;
      assert.ok(performance.now() < untilMs, `only ${running.join(" ")} run in ${names.join(" ")}`);
      await pause(LOOK_MS);
    }
  }

  async #takenOverFrom(name: string): Promise<void> {
    const others = this.#cluster.names("engine").filter((one) => one !== name);
    const startMs = performance.now();
    await this.runsIn(others, TAKEN_OVER_MS_MAX);
    const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
    this.faults.report.push(`    ${others.join(" and ")} run all zones after ${seconds} s`);
  }

  #figures(): readonly string[] {
    const walks = this.company.players.flatMap(({ walk }) => (walk === null ? [] : [walk]));
    const of = (kind: "border" | "inside"): string => {
      const waitsMs = walks.flatMap((walk) => walk.waitsMs[kind]);
      const [half, most, all] = [0.5, 0.99, 1].map((share) => quantile(waitsMs, share).toFixed(0));
      return `${waitsMs.length} steps, p50 ${half} ms, p99 ${most} ms, max ${all} ms`;
    };
    const turned = walks.reduce((sum, { turnedBack }) => sum + turnedBack, 0);
    return [
      `across a border: ${of("border")}; ${turned} turned back`,
      `within a zone: ${of("inside")}`,
    ];
  }

  async #compareWithStore(): Promise<void> {
    const store = await PostgresStore.open({
      url: this.#cluster.databaseUrl,
      applicationName: "the test",
      metrics: silentMetrics,
      log: silentLog,
    });
    try {
      const rows = await rowsOf(store);
      assert.deepEqual(audit(rows).problems, []);
      const gold = new Map(playersIn(rows).map((player) => [player.name, player.gold]));
      const counted = this.company.players.map(({ name, ledger }) => [name, ledger.gold]);
      const stored = counted.map(([name]) => [name, gold.get(String(name))]);
      assert.deepEqual(stored, counted);
    } finally {
      await store.close();
    }
  }
}

/** The zones that an engine runs; none when it does not answer. */
export const zonesOf = async ({ adminPort }: TestServer): Promise<readonly string[]> => {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`).catch(() => undefined);
  const zones = /^zones: (.*)$/m.exec((await answer?.text()) ?? "")?.[1] ?? "none";
  return zones === "none" ? [] : zones.split(" ");
};
