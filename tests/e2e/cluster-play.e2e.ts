/**
 * Leasing, engine and gateway as processes of their own: they start in any order, on any runtime,
 * over streams and over Redis, with certificates; say what is missing; and end in order.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";
import { CLUSTER_SECRET, Cluster, type ClusterOptions, withCluster } from "../support/cluster.ts";
import { runFile } from "../support/run-program.ts";
import { newDirectory, type Runtime } from "../support/server.ts";
import { TallyCompany } from "../support/tally-company.ts";
import { NOTHING } from "../support/tally-ledger.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const CONTENT = { AMBON_CONTENT_DIR: "tests/fixtures/tally-world" };
const WITHIN_MS = 30_000;
const LINE_EVERY_MS = 50;

/** One on telnet and one in a browser make characters, and play until each line is answered. */
const playAShortWhile = async (cluster: Cluster): Promise<void> => {
  const gateways = cluster.names("gateway").map((name) => cluster.get(name));
  const telnet = gateways.map(({ telnetPort }) => telnetPort);
  const company = new TallyCompany(
    2,
    { telnet, web: gateways.map(({ webPort }) => webPort) },
    LINE_EVERY_MS,
  );
  try {
    await company.arrive(WITHIN_MS);
    company.play();
    for (let times = 0; times < 3; times += 1) await company.settle(WITHIN_MS);
    await company.finish(WITHIN_MS);
    for (const player of company.players) {
      const { name, seat, closes, news } = player;
      assert.deepEqual(
        [name, seat.kind, player.take(), closes, [...news]],
        [name, seat.kind, NOTHING, [], []],
      );
    }
  } finally {
    company.leave();
  }
};

const story = async (options: ClusterOptions): Promise<void> => {
  await withCluster({ ...options, env: { ...CONTENT, ...options.env } }, async (cluster) => {
    await playAShortWhile(cluster);
    await cluster.end();
  });
};

for (const [gateway, engine] of [
  ["bun", "bun"],
  ["node", "node"],
  ["deno", "deno"],
  ["bun", "node"],
  ["node", "bun"],
] satisfies [Runtime, Runtime][]) {
  test(`[CH10] telnet and browser play through a gateway on ${gateway} on an engine on ${engine}`, async () => {
    await story({ runtimes: { gateway, engine, leasing: gateway } });
  });
}

test("[CH12] the same over Redis, where engines are known by name alone", async () => {
  const redisOnly = { AMBON_BUS: "redis" };
  await story({ redis: true, env: redisOnly, envOf: { gateway: { AMBON_ENGINES: "engine-1" } } });
});

test("[CH13] the same with certificates; without one a gateway is not let in, and says so", async () => {
  await inDirectory(async (directory) => {
    const { certFile, keyFile } = makeCertificate(directory, "inside");
    const stranger = makeCertificate(directory, "stranger");
    const tls = {
      AMBON_LINK_TLS_CERT: certFile,
      AMBON_LINK_TLS_KEY: keyFile,
      AMBON_LINK_TLS_CA: certFile,
    };
    await withCluster({ scheme: "https", env: { ...CONTENT, ...tls } }, async (cluster) => {
      await playAShortWhile(cluster);
      await cluster.stop("gateway-1");
      const other = {
        AMBON_LINK_TLS_CERT: stranger.certFile,
        AMBON_LINK_TLS_KEY: stranger.keyFile,
      };
      await cluster.again("gateway-1", other);
      const { adminPort } = cluster.get("gateway-1");
      const ready = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
      assert.equal(ready.status, 503);
      assert.match(await ready.text(), /^No engine is linked\./);
      await cluster.end();
    });
  });
});

test("[CH14] a gateway that is there before its engine and leasing says what it waits for", async () => {
  const cluster = await Cluster.place({ env: CONTENT });
  try {
    await cluster.again("gateway-1");
    const gateway = cluster.get("gateway-1");
    const readyz = async (): Promise<string> =>
      (await fetch(`http://127.0.0.1:${gateway.adminPort}/readyz`)).text();
    assert.match(await readyz(), /^No engine is linked\./);
    const early = await TelnetPlayer.connect(gateway.telnetPort);
    await early.expect(/No new sessions can be opened just now\. Please try again in a minute\.\n/);
    await early.closes();

    await cluster.again("leasing-1");
    await gateway.heard("lease_held");
    const waiting = await TelnetPlayer.connect(gateway.telnetPort);
    await waiting.expect(/The world cannot be reached just now\. Please wait/);
    await cluster.again("engine-1");
    await gateway.serves();
    await waiting.expect(/Name: ¶/);
    await playAShortWhile(cluster);
    await cluster.end();
  } finally {
    await cluster.destroy();
  }
});

test("[CH16] an order to end the game puts everybody out; the gateway stays for the next engine", async () => {
  await withCluster({ env: CONTENT }, async (cluster) => {
    const [engine, gateway] = [cluster.get("engine-1"), cluster.get("gateway-1")];
    const player = await TelnetPlayer.connect(gateway.telnetPort);
    await player.create("Nyra");
    const words = ["admin", "shutdown", "0", "new", "roof"];
    const env = { AMBON_ADMIN_PORT: `${engine.adminPort}`, AMBON_SECRET: CLUSTER_SECRET };
    const { code } = await runFile("apps/cli/src/main.ts", words, engine.dataDir, { env });
    assert.equal(code, 0);
    await player.expect(/The game is shutting down \(new roof\)\. See you soon!\n/);
    await player.closes();
    await engine.endsWell();
    const waiting = await TelnetPlayer.connect(gateway.telnetPort);
    await waiting.expect(/The world cannot be reached just now/);
    await cluster.again("engine-1");
    await waiting.login("Nyra");
    await cluster.end();
  });
});

const refusal = async (
  role: "engine" | "gateway",
  env: Readonly<Record<string, string>>,
): Promise<string> => {
  const directory = newDirectory();
  try {
    const main = `apps/${role}/src/main.ts`;
    const { code, out, err } = await runFile(main, [], join(directory, "data"), { env });
    assert.deepEqual([code, out], [1, ""], err);
    const told = err.split("\n").filter((line) => !line.startsWith("{"));
    assert.ok(!told.some((line) => /^\s+at |\bError:/.test(line)), `a stack trace:\n${err}`);
    return told.join("\n").trimEnd();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const SECRET = { AMBON_SECRET: CLUSTER_SECRET };
const ENGINES = { AMBON_ENGINES: "engine-1=http://127.0.0.1:5000" };
const LEASING = { AMBON_LEASING_URL: "http://127.0.0.1:5100" };

for (const [what, role, env, told] of [
  ["no secret", "engine", { AMBON_LINK_PORT: "0" }, /^AMBON_SECRET is not set\./],
  ["no secret", "gateway", { ...ENGINES, ...LEASING }, /^AMBON_SECRET is not set\./],
  [
    "a secret of a guide",
    "engine",
    { AMBON_LINK_PORT: "0", AMBON_SECRET: "change-me-change-me" },
    /^AMBON_SECRET \(not shown\) is too easy to guess\./,
  ],
  ["no link port", "engine", SECRET, /^AMBON_LINK_PORT is not set: .*Set it to a port, like 5000/],
  [
    "no engines",
    "gateway",
    { ...SECRET, ...LEASING },
    /^AMBON_ENGINES is not set: .*like engine-1=/,
  ],
  [
    "engines that cannot be read",
    "gateway",
    { ...SECRET, ...LEASING, AMBON_ENGINES: "engine-1" },
    /^AMBON_ENGINES: "engine-1": it must be id=http:\/\/host:port/,
  ],
  [
    "no leasing",
    "gateway",
    { ...SECRET, ...ENGINES },
    /^AMBON_LEASING_URL is not set: .*like http/,
  ],
  [
    "a certificate that is not there",
    "gateway",
    {
      ...SECRET,
      ...ENGINES,
      ...LEASING,
      AMBON_LINK_TLS_CERT: "/none.pem",
      AMBON_LINK_TLS_KEY: "/none.key",
    },
    /^AMBON_LINK_TLS_CERT cannot be read: \/none\.pem: /,
  ],
] as const) {
  test(`[CH15] the ${role} with ${what} refuses in a sentence that says what to do`, async () => {
    assert.match(await refusal(role, env), told);
  });
}

for (const [role, key, env] of [
  ["engine", "AMBON_LINK_PORT", SECRET],
  ["gateway", "AMBON_TELNET_PORT", { ...SECRET, ...ENGINES, ...LEASING }],
  ["gateway", "AMBON_WEB_PORT", { ...SECRET, ...ENGINES, ...LEASING }],
] as const) {
  test(`[CH15] ${key} of the ${role}, when it is taken, is named`, async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address = taken.address();
    const port = String(typeof address === "object" ? address?.port : "");
    try {
      const told = await refusal(role, { ...env, [key]: port });
      assert.match(told, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is in use .* set ${key} to`));
    } finally {
      await new Promise((resolve) => taken.close(resolve));
    }
  });
}
