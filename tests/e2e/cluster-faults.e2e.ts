/**
 * Two gateways, an engine, leasing and Redis as real processes; 50 counting players on telnet and
 * WebSocket; every process is killed, frozen and restarted as planned, one after the other, while
 * they play. In the end the store holds what each of them counted. `AMBON_SOAK=1`: many rounds, on
 * each runtime; `AMBON_SEED=n` draws the same moments.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { audit, playersIn, rowsOf } from "../support/chaos-audit.ts";
import { type Cluster, withCluster } from "../support/cluster.ts";
import type { Runtime } from "../support/server.ts";
import { TallyCompany } from "../support/tally-company.ts";
import { type Fault, TallyFaults } from "../support/tally-faults.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const ROUNDS = isSoak ? 10 : 1;
const RUNTIMES: readonly Runtime[] = isSoak ? ["bun", "node", "deno"] : ["bun"];
const SEED = Number(process.env.AMBON_SEED ?? 4711);
const PLAYERS = 50;
const LINE_EVERY_MS = 600;
const ARRIVE_MS = 60_000;
const FINISH_MS = 30_000;
/** A minute, and some for looking. */
const QUARANTINE_MS = 90_000;
/** A dead peer is noticed after 5 s. */
const FROZEN_MS = 7000;
/** Leasing and Redis are waited for by nobody who plays. */
const SHORTLY_FROZEN_MS = 3000;
const CONTENT = { AMBON_CONTENT_DIR: "tests/fixtures/tally-world" };

class Story {
  readonly #cluster: Cluster;
  readonly #company: TallyCompany;
  readonly #faults: TallyFaults;
  #newcomers = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    const gateways = cluster.names("gateway").map((name) => cluster.get(name));
    const telnet = gateways.map(({ telnetPort }) => telnetPort);
    const web = gateways.map(({ webPort }) => webPort);
    this.#company = new TallyCompany(PLAYERS, { telnet, web }, LINE_EVERY_MS);
    this.#faults = new TallyFaults(this.#company, SEED);
  }

  async run(): Promise<void> {
    try {
      await this.#company.arrive(ARRIVE_MS);
      this.#company.play();
      await this.#company.settle(ARRIVE_MS);
      for (let round = 0; round < ROUNDS; round += 1) {
        // The Redis that was emptied grants nothing for a minute: a gateway that is started then
        // could let nobody in.
        await this.#cluster.serves(QUARANTINE_MS);
        await this.#round();
      }
      await this.#company.finish(FINISH_MS);
      this.#faults.finish();
    } finally {
      this.#company.leave();
      console.log(`seed ${SEED}\n${this.#faults.report.join("\n")}`);
      for (const [name, text] of this.#faults.transcripts)
        console.log(`${name} saw last:\n${text}`);
    }
    assert.deepEqual(this.#faults.problems, []);
    await this.#cluster.end();
    await this.#compareWithStore();
  }

  async #round(): Promise<void> {
    const windowMs = DIRTY_AGE_MS_MAX;
    await this.#faults.run(this.#restart("engine-1"));
    await this.#faults.run({ ...this.#kill("engine-1"), windowMs });
    await this.#faults.run(this.#freeze("engine-1", FROZEN_MS));
    await this.#faults.run({ ...this.#kill("gateway-1"), closes: 0 });
    await this.#faults.run({ ...this.#restart("gateway-2"), closes: 1 });
    await this.#faults.run(this.#freeze("gateway-1", FROZEN_MS));
    for (const name of ["leasing-1", "redis"]) {
      await this.#faults.run(this.#freeze(name, SHORTLY_FROZEN_MS));
      await this.#faults.run(this.#restart(name));
      await this.#faults.run(this.#kill(name));
    }
  }

  #restart(name: string): Fault {
    return {
      title: `${name} restarted as planned`,
      act: () => this.#cluster.restart(name),
    };
  }

  #kill(name: string): Fault {
    return {
      title: `${name} killed`,
      act: async (moment) => {
        moment.begins();
        await this.#cluster.kill(name);
        moment.isDone();
        if (!this.#isForPlayers(name)) await this.#newcomer();
        await this.#cluster.again(name);
      },
    };
  }

  #freeze(name: string, ms: number): Fault {
    return {
      title: `${name} frozen for ${ms / 1000} s`,
      act: async (moment) => {
        moment.begins();
        this.#cluster.freeze(name);
        moment.isDone();
        if (!this.#isForPlayers(name)) await this.#newcomer();
        await pause(ms);
        this.#cluster.thaw(name);
      },
    };
  }

  #isForPlayers(name: string): boolean {
    return /^(engine|gateway)/.test(name);
  }

  /** While leasing is away ids last; after Redis was emptied nobody new comes in for a minute. */
  async #newcomer(): Promise<void> {
    this.#newcomers += 1;
    const name = `Newcomer${String.fromCharCode(96 + this.#newcomers)}`;
    const player = await TelnetPlayer.connect(this.#cluster.get("gateway-1").telnetPort);
    const [seen] = await player.expect(/Name: ¶|No new sessions can be opened/);
    if (seen.startsWith("Name")) {
      await player.do(name, /Create \w+\? \(y\/n\): ¶/);
      this.#faults.report.push(`    a newcomer came in`);
    } else this.#faults.report.push(`    a newcomer read: ${seen} …`);
    await player.leave();
  }

  async #compareWithStore(): Promise<void> {
    const store = await YamlStore.open({ directory: this.#cluster.get("engine-1").dataDir });
    try {
      const rows = await rowsOf(store);
      assert.deepEqual(audit(rows).problems, []);
      const gold = new Map(playersIn(rows).map((player) => [player.name, player.gold]));
      const counted = this.#company.players.map(({ name, ledger }) => [name, ledger.gold]);
      assert.deepEqual(
        counted.map(([name]) => [name, gold.get(String(name))]),
        counted,
      );
    } finally {
      await store.close();
    }
  }
}

for (const runtime of RUNTIMES) {
  test(`[CH2, CH3, CH4, CH5, CH6, CH7, CH8] each process is killed, frozen and restarted under 50 players, on ${runtime}`, async () => {
    const runtimes = { gateway: runtime, engine: runtime, leasing: runtime };
    await withCluster({ gateways: 2, redis: true, env: CONTENT, runtimes }, (cluster) =>
      new Story(cluster).run(),
    );
  });
}
