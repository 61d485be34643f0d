// Goal: an operator orders at one engine what the others do too, and reads where it is done.

import assert from "node:assert/strict";
import { test } from "node:test";
import { annaInTown } from "@ambon/engine/testing/anna-crosses";
import { TOWN } from "@ambon/engine/testing/test-engine";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import { adminCalls } from "./admin-calls.ts";

const AUTH = { passwordHash: "", failures: 0, lockedUntilMs: 0 };
const ANNA = { kind: "player", id: "1" } as const;

/** Anna plays at e1; orders go to e2. The store that operators see has her row too. */
const asked = async () => {
  const cluster = annaInTown();
  const { state, owner } = cluster.store.row("player/1");
  assert.match(owner ?? "", /^e1#/);
  const store = new MemoryStore();
  await store.createPlayer({ name: "Anna", auth: AUTH, stateFor: () => state });
  await store.claim(ANNA, owner ?? "", null);
  const e2 = cluster.engine("e2");
  const ordered = Promise.withResolvers<void>();
  const calls = adminCalls(
    {
      owner: cluster.store.row("zone/b#1").owner ?? "",
      status: () => e2.engine.status(),
      admin: (order) => {
        e2.feed({ in: "admin", order });
        ordered.resolve();
      },
    },
    store,
  );
  const call = async (path: string, body: object = {}): Promise<unknown> => calls[path]?.(body);
  /** e2 was asked, and tells e1. */
  const told = async (): Promise<void> => {
    await ordered.promise;
    cluster.ticks(4);
  };
  /** e1 saves her. */
  const save = async (staff: boolean, release: boolean): Promise<void> => {
    const { epoch, version } = (await store.read(ANNA)) ?? { epoch: 0, version: 0 };
    const saved = encodeCanonical({ ...JSON.parse(state), staff });
    const row = { ...ANNA, epoch, version: version + 1, state: saved };
    const rows = [release ? { ...row, release } : row];
    assert.equal((await store.cut({ seq: 1, owner: owner ?? "", rows })).outcome, "saved");
  };
  return { cluster, store, call, told, save };
};

test("[OP19] orders to the whole game are answered with the engines that they go to", async () => {
  const { cluster, call } = await asked();
  assert.deepEqual(await call("/admin/reload"), {
    text: "The content is being loaded here and at e1; the log of each says how it went.",
  });
  assert.deepEqual(await call("/admin/shutdown", { seconds: 30, reason: "" }), {
    text: "Shutting down here and at e1 in 30 seconds.",
  });
  assert.deepEqual(await call("/admin/cancel-shutdown"), { text: "Cancelled here and at e1." });
  cluster.kill("e1");
  cluster.ticks(1);
  assert.deepEqual(await call("/admin/cancel-shutdown"), { text: "Cancelled." });
});

test("[OP20] staff rights of somebody who plays at another engine are given there, and the answer waits for the row", async () => {
  const { cluster, call, told, save } = await asked();
  const answer = call("/admin/player/staff", { who: "Anna", on: true });
  const seen = cluster.engine("e1").zones.get(TOWN)?.seen ?? [];
  await told();
  assert.ok(seen.some((body) => body.i === "setStaff"));
  await save(true, false);
  assert.deepEqual(await answer, { text: "Anna is staff now." });
});

test("[OP20] with --kick an order about somebody who plays at another engine puts them out there", async () => {
  const { cluster, store, call, told, save } = await asked();
  const order = { who: "Anna", to: "Annika" };
  await assert.rejects(call("/admin/player/rename", { ...order, kick: false }), /Add --kick/);
  const answer = call("/admin/player/rename", { ...order, kick: true });
  await told();
  assert.ok(cluster.sent("e1").some((frame) => frame.f === "close"));
  await save(false, true);
  assert.deepEqual(await answer, { text: "Anna is called Annika now." });
  assert.equal((await store.read(ANNA))?.name, "Annika");
});
