/**
 * Leasing as real processes: two of them on one Redis, killed, frozen and emptied one after the
 * other, while gateways' ends mint ids all the time.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { LEASES_KEY } from "@ambon/coordination/adapter/redis-lease-store";
import { LEASE_TERMS } from "@ambon/coordination/lease";
import { Redis } from "ioredis";
import { Cluster, type ClusterOptions } from "../support/cluster.ts";
import { Minters } from "../support/minters.ts";
import { runFile } from "../support/run-program.ts";
import { newDirectory, type TestServer } from "../support/server.ts";

const urlOf = (server: TestServer): string => `http://127.0.0.1:${server.linkPort}`;

const ready = async ({ adminPort }: TestServer): Promise<[status: number, said: string]> => {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  return [answer.status, await answer.text()];
};

interface Stage {
  readonly cluster: Cluster;
  readonly minters: Minters;
  readonly urls: readonly string[];
}

const story = async (
  options: ClusterOptions,
  tell: (stage: Stage) => Promise<void>,
): Promise<void> => {
  const cluster = await Cluster.start({ engines: 0, gateways: 0, ...options });
  const minters = new Minters();
  try {
    const urls = cluster.names("leasing").map((name) => urlOf(cluster.get(name)));
    await tell({ cluster, minters, urls });
    minters.assertUnique();
    await minters.close();
    cluster.redis?.thaw();
    await cluster.end();
  } finally {
    await minters.close();
    await cluster.destroy();
  }
};

const PAIR = { leasings: 2, redis: true } as const;

test("[NL70] two leasing processes on one Redis are one; either may be killed", async () => {
  await story(PAIR, async ({ cluster, minters, urls }) => {
    const first = minters.add(20, urls);
    await minters.allHeld();
    minters.assertUnique();
    await cluster.kill("leasing-1");
    // Renewals of all go to the other one, and so do newcomers.
    minters.add(10, urls);
    await minters.allHeld();
    await minters.granted(first, 2);
    await cluster.again("leasing-1");
    await cluster.kill("leasing-2");
    minters.add(10, urls);
    await minters.allHeld();
    assert.equal(minters.gaps, 0);
    assert.equal(minters.nodes().length, 40);
    await cluster.again("leasing-2");
  });
});

test("[NL71] a Redis that dies and comes back empty costs newcomers a wait, and holders nothing", async () => {
  await story(PAIR, async ({ cluster, minters, urls }) => {
    const first = minters.add(5, urls);
    await minters.allHeld();
    await cluster.kill("redis");
    for (const name of cluster.names("leasing")) {
      await cluster.get(name).heard("leasing_store_away");
      const [status, said] = await ready(cluster.get(name));
      assert.equal(status, 503);
      assert.match(said, /^The lease store does not answer: /);
    }
    await cluster.again("redis");
    // Each looks for itself, and tells what it saw in the order in which it saw it.
    for (const name of cluster.names("leasing")) {
      await cluster.get(name).heard("leasing_quarantined");
    }
    const [newcomer] = minters.add(1, urls);
    await newcomer?.ear.until("lease_refused quarantined");
    assert.match(newcomer?.ids.problem() ?? "", /may have forgotten its leases.*for \d+ s more/);
    assert.match((await ready(cluster.get("leasing-2")))[1], /nothing new is granted for \d+ s/);
    // The holders' leases are taken up by the store that has forgotten them.
    await minters.granted(first, 2);
    assert.equal(minters.gaps, 0);
    await passQuarantine(cluster.redis?.url ?? "");
    await minters.allHeld();
    await cluster.get("leasing-1").heard("leasing_quarantine_over");
    await cluster.serves();
  });
});

/** Puts the store's clock ahead, so that nobody has to wait for a minute. */
const passQuarantine = async (url: string): Promise<void> => {
  const redis = new Redis(url);
  try {
    await redis.hset(LEASES_KEY, "clock", Date.now() + LEASE_TERMS.windowMs);
  } finally {
    redis.disconnect();
  }
};

test("[NL72] a frozen leasing process is passed over, and a frozen Redis is waited for", async () => {
  await story(PAIR, async ({ cluster, minters, urls }) => {
    const first = minters.add(4, urls);
    await minters.allHeld();
    cluster.freeze("leasing-1");
    minters.add(4, urls);
    await minters.allHeld();
    await minters.granted(first, 2);
    cluster.thaw("leasing-1");
    cluster.freeze("redis");
    await cluster.get("leasing-2").heard("leasing_store_away");
    const [late] = minters.add(1, urls);
    await late?.ear.until("lease_refused unreachable");
    assert.equal(minters.gaps, 0);
    cluster.thaw("redis");
    await cluster.get("leasing-2").heard("leasing_store_back");
    await minters.allHeld();
    assert.equal(minters.gaps, 0);
  });
});

for (const runtime of ["bun", "node", "deno"] as const) {
  test(`[NL73] leases in memory outlive a kill of their process (${runtime})`, async () => {
    await story({ runtimes: { leasing: runtime } }, async ({ cluster, minters, urls }) => {
      const first = minters.add(3, urls);
      await minters.allHeld();
      await cluster.kill("leasing-1");
      await cluster.again("leasing-1");
      await cluster.serves();
      minters.add(3, urls);
      await minters.allHeld();
      await minters.granted(first, 2);
      assert.equal(minters.gaps, 0);
      assert.deepEqual([...minters.nodes()].sort(), [0n, 1n, 2n, 3n, 4n, 5n]);
    });
  });
}

test("[NL74] what leasing cannot start with is one sentence that says what to do", async () => {
  const main = "apps/leasing/src/main.ts";
  const secret = { AMBON_SECRET: "4b9e-otter-quay-71ac-slate-0d" };
  const refusal = async (dataDir: string, env: Readonly<Record<string, string>>) => {
    const { code, err } = await runFile(main, [], dataDir, { env });
    assert.equal(code, 1, err);
    return err.split("\n").find((line) => line !== "" && !line.startsWith("{"));
  };
  const dataDir = newDirectory();
  assert.match((await refusal(dataDir, {})) ?? "", /^AMBON_SECRET is not set\./);
  assert.match((await refusal(dataDir, secret)) ?? "", /^AMBON_LINK_PORT is not set: leasing/);
  await story({}, async ({ cluster }) => {
    const running = cluster.get("leasing-1");
    const sameDirectory = await refusal(running.dataDir, { ...secret, AMBON_LINK_PORT: "0" });
    assert.match(sameDirectory ?? "", /is in use by another server process/);
    const samePort = { ...secret, AMBON_LINK_PORT: `${running.linkPort}` };
    assert.match(
      (await refusal(dataDir, samePort)) ?? "",
      /is in use by another program.*LINK_PORT/,
    );
  });
});
