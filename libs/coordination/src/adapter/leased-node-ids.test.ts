/** A gateway and the leasing service, over real sockets. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { silentLog } from "@ambon/kernel/ports";
import { freePort } from "@ambon/testing/adapter/free-port";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { RpcClient } from "@ambon/wire/adapter/rpc-client";
import { startRpcServer } from "@ambon/wire/adapter/rpc-server";
import { LeaseService } from "@ambon/wire/gen/ambon/leasing/v1/leasing_pb";
import { openHeaders } from "@ambon/wire/rpc-proof";
import type { DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { LEASE_TERMS } from "../lease.ts";
import { Ear, SECRET, type Service, startGateway, startService } from "../testing/lease-rig.ts";
import { type Scratch, scratch } from "../testing/scratch.ts";
import { LedgerFile } from "./lease-ledger.ts";
import { LEASE_MESSAGE_BYTES, LEASING_PEER, leaseRoutes, methodPath } from "./lease-service.ts";
import { type LeaseStore, LeaseStoreAwayError } from "./lease-store.ts";
import { ownNodeIds } from "./leased-node-ids.ts";
import { MemoryLeaseStore } from "./memory-lease-store.ts";

const homes: Scratch[] = [];
const closers: (() => Promise<void>)[] = [];

after(async () => {
  for (const close of closers.reverse()) await close();
  for (const home of homes) await home.remove();
});

const memory = async (terms = LEASE_TERMS): Promise<LeaseStore> => {
  const home = await scratch();
  homes.push(home);
  const ledger = await LedgerFile.open(home.directory);
  const clock = { nowMs: () => Date.now() };
  return MemoryLeaseStore.open({ terms, clock, ledger, log: silentLog });
};

const serving = async (store: LeaseStore, options = {}): Promise<Service> => {
  const service = await startService(store, options);
  closers.push(() => service.close());
  return service;
};

const asking = (...of: Parameters<typeof startGateway>) => {
  const gateway = startGateway(...of);
  closers.push(() => gateway.ids.close());
  return gateway;
};

/** No service listens there. */
const nowhere = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

test("[NL60] a gateway that starts has ids soon, and says until then why there are none", async () => {
  const { url } = await serving(await memory());
  const { ids, ear } = asking([url]);
  assert.equal(ids.next(Date.now()), undefined);
  assert.equal(ids.held(), false);
  assert.equal(ids.problem(), `No node id is leased yet: ${url} is being asked.`);
  await ear.until("gateway_lease_held 1");
  assert.equal(ids.problem(), undefined);
  const [first = "", second = ""] = [ids.next(Date.now()), ids.next(Date.now())];
  assert.match(first, /^\d{10,19}$/);
  assert.ok(BigInt(second) > BigInt(first));
  assert.deepEqual(
    ear.heard.filter((words) => words.startsWith("lease")),
    ["lease_held 0"],
  );
});

test("[NL60] it renews by itself, and gives the lease back at the end", async () => {
  const store = await memory({ ...LEASE_TERMS, ttlMs: 300 });
  const service = await serving(store);
  const { ids, ear } = startGateway([service.url]);
  await service.ear.until("leasing_calls_total renew granted", 3);
  assert.equal(ear.heard.filter((words) => words.startsWith("lease_held")).length, 1);
  assert.equal((await store.status()).held, 1);
  await ids.close();
  assert.ok(service.ear.heard.includes("leasing_calls_total release released"));
  assert.equal((await store.status()).held, 0);
  assert.equal(ids.next(Date.now()), undefined);
});

test("[NL61] of several services the next one is asked when one does not answer", async () => {
  const { url } = await serving(await memory());
  const dead = await nowhere();
  const { ids, ear } = asking([dead, url]);
  await ear.until("gateway_lease_held 1");
  assert.ok(ids.held());
  assert.match(ear.heard.find((words) => words.startsWith("lease_refused")) ?? "", /unreachable/);
});

test("[NL61] while none answers that is said once, and it is asked on", async () => {
  const dead = await nowhere();
  const { ids, ear } = asking([dead]);
  await ear.until("gateway_lease_held 0", 6);
  const problem = ids.problem() ?? "";
  assert.ok(problem.startsWith(`No node id is leased, so nobody new can play: ${dead} does not`));
  assert.match(problem, /\(.*ECONNREFUSED.*\)\. See that leasing runs\.$/);
  assert.equal(ear.heard.filter((words) => words.startsWith("lease_refused")).length, 1);
});

test("[NL62] a gateway with another secret gets nothing, and neither end learns why by itself", async () => {
  const service = await serving(await memory());
  const { ids, ear } = asking([service.url], { secret: "the secret of somebody else" });
  await ear.until("lease_refused unreachable");
  assert.match(ids.problem() ?? "", /not signed with a secret of this cluster/);
  assert.ok(service.ear.heard.includes("link_opens_refused_total unknownKey"));
  assert.deepEqual(
    service.ear.heard.filter((words) => words.startsWith("leasing_calls")),
    [],
  );
});

test("[NL62] a gateway whose clock is far off is told so", async () => {
  const service = await serving(await memory());
  const { ids, ear } = asking([service.url], { offsetMs: 60_000 });
  await ear.until("lease_refused unreachable");
  assert.match(ids.problem() ?? "", /set the clocks of both machines/);
});

test("[NL63] an answer of somebody without the secret is none", async () => {
  const real = await serving(await memory());
  // Lets everybody in, and proves itself with a secret of its own.
  const keys = new HmacKeys("a secret of a stranger");
  const store = await memory();
  const door = {
    admit: (method: string) => ({ method, target: LEASING_PEER, peer: "gateway-1", nonce: "n" }),
  };
  const { metrics, log } = real.ear;
  const server = await startRpcServer({
    host: "127.0.0.1",
    port: 0,
    messageBytes: LEASE_MESSAGE_BYTES,
    routes: leaseRoutes({ store, door, keys, metrics, log }),
  });
  closers.push(() => server.close());
  const { ids, ear } = asking([`http://127.0.0.1:${server.port}`]);
  await ear.until("lease_refused unreachable");
  assert.match(ids.problem() ?? "", /who answered does not know the secret/);
  assert.equal(ids.held(), false);
});

/** A call with headers of the test's own choice. */
const call = async (
  url: string,
  headers: Readonly<Record<string, string>>,
  holder = "a-holder-of-a-test",
): Promise<Code | "answered"> => {
  const client = new RpcClient({ url, messageBytes: LEASE_MESSAGE_BYTES });
  try {
    await createClient(LeaseService, client.transport).acquire({ holder }, { headers });
    return "answered";
  } catch (error) {
    assert.ok(error instanceof ConnectError, String(error));
    return error.code;
  } finally {
    client.close();
  }
};

const signed = (nonce: string, method: DescMethod = LeaseService.method.acquire) =>
  openHeaders(
    { method: methodPath(method), target: LEASING_PEER, peer: "gateway-1", nonce },
    Date.now(),
    new HmacKeys(SECRET),
  );

test("[NL62] a call counts once, for its own method, and with its proof", async () => {
  const { url, ear } = await serving(await memory());
  const headers = signed("nonce-1");
  assert.equal(await call(url, headers), "answered");
  assert.equal(await call(url, headers), Code.Unauthenticated);
  assert.equal(await call(url, {}), Code.Unauthenticated);
  const release = signed("nonce-2", LeaseService.method.release);
  assert.equal(await call(url, release), Code.Unauthenticated);
  const reasons = ear.heard.filter((words) => words.startsWith("link_opens_refused"));
  assert.deepEqual(
    reasons.map((words) => words.split(" ")[1]),
    ["replayed", "unsigned", "forged"],
  );
});

test("[NL64] calls that make no sense are refused before they reach the store", async () => {
  const store = await memory();
  const { url, ear } = await serving(store);
  for (const [index, holder] of ["", "short", "with a space", "x".repeat(65)].entries()) {
    assert.equal(await call(url, signed(`nonce-${index}`), holder), Code.InvalidArgument);
  }
  assert.equal(ear.heard.filter((words) => words.endsWith("acquire invalid")).length, 4);
  assert.equal((await store.status()).held, 0);
});

test("[NL64] while the store is away callers are told so", async () => {
  const away = (): Promise<never> => Promise.reject(new LeaseStoreAwayError("it is gone"));
  const store = { acquire: away, renew: away, release: away, status: away, close: away };
  const { url, ear } = await serving(store);
  assert.equal(await call(url, signed("nonce-1")), Code.Unavailable);
  assert.ok(ear.heard.includes("leasing_calls_total acquire storeAway"));
  const { ids, ear: gateway } = asking([url]);
  await gateway.until("lease_refused unreachable");
  assert.match(ids.problem() ?? "", /the lease store does not answer: it is gone/);
});

test("[NL75] runs of a process with a store of its own mint no id twice, wherever the clock goes", async () => {
  const home = await scratch();
  homes.push(home);
  const wallMs = Date.now();
  const minted = new Set<string>();
  for (const backMs of [0, 3_600_000, 0]) {
    const clock = { nowMs: () => wallMs - backMs };
    const ledger = await LedgerFile.open(home.directory);
    const store = await MemoryLeaseStore.open({
      terms: LEASE_TERMS,
      clock,
      ledger,
      log: silentLog,
    });
    const ear = new Ear();
    const ids = ownNodeIds("The directory", store, { clock, metrics: ear.metrics, log: ear.log });
    assert.equal(ids.problem(), "No node id is leased yet: The directory is being asked.");
    await ear.until("gateway_lease_held 1");
    for (let times = 0; times < 5000; times += 1) {
      const id = ids.next(clock.nowMs());
      assert.ok(id !== undefined && !minted.has(id));
      minted.add(id);
    }
    // The first run ends as in a crash: it gives nothing back.
    if (backMs > 0) await ids.close();
    else closers.push(() => ids.close());
    await store.close();
  }
});
