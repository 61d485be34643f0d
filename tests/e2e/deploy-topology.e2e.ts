/**
 * What compose starts, as processes of this machine: HAProxy with its deployed file, two gateways
 * with the settings that compose gives them, engine, leasing and Redis. Counting players come
 * through HAProxy's two ports and play on while parts are replaced and lost.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { Cluster } from "../support/cluster.ts";
import { composeFile } from "../support/compose-file.ts";
import { type DeployedGateway, DeployedHaProxy } from "../support/deployed-haproxy.ts";
import type { TestServer } from "../support/server.ts";
import { TallyCompany } from "../support/tally-company.ts";
import { verdictOn } from "../support/tally-verdict.ts";

const PLAYERS = 12;
const LINE_EVERY_MS = 300;
const WITHIN_MS = 60_000;
const CONTENT = { AMBON_CONTENT_DIR: "tests/fixtures/tally-world" };
const GATEWAYS = ["gateway-1", "gateway-2"] as const;

/** What compose says to its gateways, but for what is different here: names, ports, addresses. */
const composeSettings = (): Record<string, string> => {
  const { services } = composeFile({ AMBON_SECRET: "not used here, the cluster has its own" });
  const env = services["gateway-1"]?.environment ?? {};
  const proxy = env.AMBON_PROXY_PROTOCOL;
  assert.equal(proxy, "required");
  return { AMBON_PROXY_PROTOCOL: `${proxy}`, AMBON_TRUSTED_CIDRS: "127.0.0.1/32" };
};

const playersAt = async ({ adminPort }: TestServer): Promise<number> => {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const rows = [...text.matchAll(/^gateway_sessions\{.*\} (\d+)$/gm)];
  return rows.reduce((sum, [, value]) => sum + Number(value), 0);
};

class Story {
  readonly #cluster: Cluster;
  readonly #proxy: DeployedHaProxy;
  readonly #company: TallyCompany;
  readonly #adminPorts: Readonly<Record<string, string>>;

  constructor(cluster: Cluster, proxy: DeployedHaProxy, adminPorts: Record<string, string>) {
    this.#cluster = cluster;
    this.#proxy = proxy;
    this.#adminPorts = adminPorts;
    const doors = { telnet: [proxy.telnetPort], web: [proxy.webPort] };
    this.#company = new TallyCompany(PLAYERS, doors, LINE_EVERY_MS);
  }

  async run(): Promise<void> {
    try {
      await this.#company.arrive(WITHIN_MS);
      for (const name of GATEWAYS) assert.ok((await playersAt(this.#cluster.get(name))) > 0, name);
      this.#company.play();
      await this.#company.settle(WITHIN_MS);
      await this.#nobodyIsClosed("the engine is upgraded", () => this.#cluster.restart("engine-1"));
      await this.#gatewayIsReplaced("gateway-2");
      await this.#nobodyIsClosed("leasing is lost", () => this.#lost("leasing-1"));
      // The last, because an emptied one makes leasing grant nothing new for a minute.
      await this.#nobodyIsClosed("Redis is lost", () => this.#lost("redis"));
      await this.#company.finish(WITHIN_MS);
    } finally {
      this.#company.leave();
    }
    for (const player of this.#company.players) {
      const isCut = player.closes.length > 0;
      const wrong = verdictOn(player.take(), { isCut, beginMs: 0, endMs: 0 });
      assert.deepEqual([player.name, wrong], [player.name, []]);
    }
  }

  async #lost(name: string): Promise<void> {
    await this.#cluster.kill(name);
    await this.#cluster.again(name);
  }

  async #nobodyIsClosed(what: string, happens: () => Promise<void>): Promise<void> {
    const before = this.#closes();
    await happens();
    await this.#company.settle(WITHIN_MS);
    assert.equal(this.#closes(), before, what);
  }

  /** Its own players come again through the other one, and the rest notice nothing. */
  async #gatewayIsReplaced(name: string): Promise<void> {
    const before = this.#closes();
    const own = await playersAt(this.#cluster.get(name));
    await this.#cluster.stop(name);
    await this.#proxy.sees("gateway-1");
    await this.#company.settle(WITHIN_MS);
    assert.equal(this.#closes() - before, own);
    assert.equal(await playersAt(this.#cluster.get("gateway-1")), PLAYERS);
    await this.#cluster.again(name, { AMBON_ADMIN_PORT: this.#adminPorts[name] ?? "0" });
    await this.#proxy.sees(...GATEWAYS);
  }

  #closes(): number {
    return this.#company.players.reduce((sum, { closes }) => sum + closes.length, 0);
  }
}

test("[DP13] behind HAProxy players keep playing while engine, Redis, leasing and a gateway are replaced", async () => {
  const gatewayEnv = { gateway: composeSettings() };
  const options = { gateways: 2, redis: true, env: CONTENT, envOf: gatewayEnv };
  const cluster = await Cluster.place(options);
  try {
    const adminPorts: Record<string, string> = {};
    for (const name of ["leasing-1", "engine-1"]) await cluster.again(name);
    for (const name of GATEWAYS) {
      adminPorts[name] = `${await steadyPort()}`;
      await cluster.again(name, { AMBON_ADMIN_PORT: adminPorts[name] });
    }
    const [first, second] = GATEWAYS.map((name): DeployedGateway => cluster.get(name));
    assert.ok(first !== undefined && second !== undefined);
    await DeployedHaProxy.with([first, second], async (proxy) => {
      await proxy.sees(...GATEWAYS);
      await new Story(cluster, proxy, adminPorts).run();
    });
    await cluster.end();
  } finally {
    await cluster.destroy();
  }
});
