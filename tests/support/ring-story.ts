/**
 * Counting players walk around the ring of tests/fixtures/tally-ring, over several engines, and
 * carry pebbles along, while engines and what stands behind them are lost. In the end each is in
 * one engine, and the store holds what each has counted, and all gold and pebbles that there ever
 * were.
 */

import assert from "node:assert/strict";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { audit, playersIn, rowsOf, thingsBrought } from "./chaos-audit.ts";
import type { Cluster } from "./cluster.ts";
import { statusOf } from "./engine-status.ts";
import { RingFaults, TAKEN_OVER_MS_MAX } from "./ring-faults.ts";
import { TallyCompany } from "./tally-company.ts";
import { type Fault, TallyFaults } from "./tally-faults.ts";
import { quantile } from "./tally-walk.ts";

export const RING = { AMBON_CONTENT_DIR: "tests/fixtures/tally-ring" };
/** After Redis was emptied leasing grants nothing for a minute; and some for looking. */
const QUARANTINE_MS = 90_000;
const ARRIVE_MS = 60_000;
const FINISH_MS = 30_000;

export interface RingOptions {
  readonly players: number;
  readonly lineEveryMs: number;
  readonly seed: number;
}

export class RingStory {
  readonly ring: RingFaults;
  readonly #company: TallyCompany;
  readonly #faults: TallyFaults;
  readonly #cluster: Cluster;
  readonly #options: RingOptions;

  constructor(cluster: Cluster, options: RingOptions) {
    this.#cluster = cluster;
    this.#options = options;
    const gateways = cluster.names("gateway").map((name) => cluster.get(name));
    const telnet = gateways.map(({ telnetPort }) => telnetPort);
    const web = gateways.map(({ webPort }) => webPort);
    this.#company = new TallyCompany(options.players, { telnet, web }, options.lineEveryMs, true);
    this.#faults = new TallyFaults(this.#company, options.seed);
    this.ring = new RingFaults(cluster, (line) => void this.#faults.report.push(line));
  }

  /** What happened, fault by fault. */
  get report(): string {
    return this.#faults.report.join("\n");
  }

  /** Everybody plays, `act` happens, everybody is quiet; then the store is looked at. */
  async run(act: () => Promise<void>): Promise<void> {
    const company = this.#company;
    try {
      await this.ring.runsIn(this.#cluster.names("engine"), TAKEN_OVER_MS_MAX);
      await company.arrive(ARRIVE_MS);
      company.play();
      await company.settle(ARRIVE_MS);
      await act();
      await company.finish(FINISH_MS);
      this.#faults.finish();
      this.#faults.report.push(await this.ring.handOffs(), ...this.#figures());
      await this.#countPlayers();
    } finally {
      company.leave();
      const { problems, transcripts } = this.#faults;
      console.log([`seed ${this.#options.seed}`, this.report, ...problems].join("\n"));
      for (const [name, text] of transcripts) console.log(`${name} saw last:\n${text}`);
    }
    assert.deepEqual(this.#faults.problems, []);
    await this.#cluster.end();
    console.log(await this.#compareWithStore());
  }

  /** One fault, when everything stands, and the verdict on it. */
  async face(fault: Fault): Promise<void> {
    await this.#cluster.serves(QUARANTINE_MS);
    await this.#faults.run(fault);
  }

  /** Nobody is in two engines, or in none. */
  async #countPlayers(): Promise<void> {
    const names = this.#cluster.names("engine");
    const counts = await Promise.all(
      names.map(async (name) => (await statusOf(this.#cluster.get(name))).players),
    );
    const all = counts.reduce((sum, count) => sum + count, 0);
    assert.equal(all, this.#company.players.length, `${names.join(" ")} have ${counts.join(" ")}`);
  }

  #figures(): readonly string[] {
    const walks = this.#company.players.flatMap(({ walk }) => (walk === null ? [] : [walk]));
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

  /** What the rows hold, as a sentence. */
  async #compareWithStore(): Promise<string> {
    const store = await PostgresStore.open({
      url: this.#cluster.databaseUrl,
      applicationName: "the test",
      metrics: silentMetrics,
      log: silentLog,
    });
    try {
      const rows = await rowsOf(store);
      const { problems, things } = audit(rows);
      assert.deepEqual(problems, []);
      const brought = thingsBrought(rows);
      assert.ok(brought > 0, "nobody carried anything over a border");
      const gold = new Map(playersIn(rows).map((player) => [player.name, player.gold]));
      const counted = this.#company.players.map(({ name, ledger }) => [name, ledger.gold]);
      const stored = counted.map(([name]) => [name, gold.get(String(name))]);
      assert.deepEqual(stored, counted);
      const held = `${counted.length} players as they counted, ${things} things`;
      return `in the store: ${held}, ${brought} of them in a zone that they did not come from`;
    } finally {
      await store.close();
    }
  }
}
