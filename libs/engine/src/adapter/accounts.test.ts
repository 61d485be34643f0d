import assert from "node:assert/strict";
import test from "node:test";
import { HasherBusyError } from "@ambon/accounts/adapter/argon2-hasher";
import type { Signer } from "@ambon/accounts/ticket";
import type { AccountCall } from "@ambon/bus/frames";
import type { PlayerState } from "@ambon/game/player-state";
import { smallWorld } from "@ambon/game/testing/small-world";
import { limitsWith } from "@ambon/kernel/limits";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import { StoreUnavailableError } from "@ambon/persistence/store";
import type { AccountAnswer, AccountStep } from "../account-desk.ts";
import { type AccountJob, AccountReception } from "../account-reception.ts";
import { accountWorker } from "./account-worker.ts";

const signer: Signer = {
  sign: (text) => `signed ${text.length}`,
  verify: (text, signature) => signature === `signed ${text.length}`,
};

const hasher = {
  hash: async (password: string) => `hash of ${password}`,
  verify: async (hash: string, password: string) => hash === `hash of ${password}`,
};

const reception = (): AccountReception =>
  new AccountReception({
    limits: limitsWith(),
    signer,
    owner: "engine-1#b1",
    world: smallWorld(),
    commandWords: ["look"],
    unknownNameHash: "hash of nothing",
    bans: [{ target: "name:Stored", reason: "", by: "x", untilMs: 0 }],
  });

/** Carries a call through to its answer, as the host does. */
const ask = async (
  desk: AccountReception,
  store: MemoryStore,
  call: AccountCall,
  work = accountWorker({ store, hasher, startRoom: () => "a:hall" }),
): Promise<AccountAnswer["reply"] | undefined> => {
  const frame = {
    f: "account",
    requestId: 1,
    sessionId: "s1",
    address: "192.0.2.1",
    call,
  } as const;
  let step: AccountStep = desk.call(1000, "g1", frame);
  while (step.answers.length === 0) {
    const [job] = step.effects;
    assert.ok(job !== undefined, "neither an answer nor a question");
    step = desk.result(1000, await work(job as AccountJob));
  }
  return step.answers[0]?.reply;
};

const ANNA = { name: "Anna", password: "correct horse" } as const;

const create = (world = smallWorld()): AccountCall => ({
  op: "create",
  ...ANNA,
  race: [...world.races.keys()][0] ?? "",
  class: [...world.classes.keys()][0] ?? "",
  screenReader: true,
});

const ticketOf = (reply: AccountAnswer["reply"] | undefined): string =>
  reply?.ok === true && "ticket" in reply ? reply.ticket : "";

test("[EN27] the catalog is the world's, and follows it", async () => {
  const desk = reception();
  const first = await ask(desk, new MemoryStore(), { op: "catalog" });
  assert.ok(first?.ok === true && first.op === "catalog");
  assert.equal(first.worldName, smallWorld().name);
  desk.worldChanged({ ...smallWorld(), name: "Elsewhere" });
  const second = await ask(desk, new MemoryStore(), { op: "catalog" });
  assert.equal(second?.ok === true && second.op === "catalog" && second.worldName, "Elsewhere");
});

test("[EN27] create and login give tickets, good once, for this session and this run", async () => {
  const desk = reception();
  const store = new MemoryStore();
  const created = ticketOf(await ask(desk, store, create()));
  assert.equal(desk.redeem(1000, created, "another", "g1").ok, false);
  const redeemed = desk.redeem(1000, created, "s1", "g1");
  assert.ok(redeemed.ok);
  assert.equal(desk.redeem(1000, created, "s1", "g1").ok, false);
  const row = await store.findByName("player", "anna");
  assert.equal(row?.id, redeemed.playerId);
  const state = JSON.parse(row?.state ?? "{}") as PlayerState;
  assert.deepEqual([state.room, state.settings.screenReader], ["a:hall", true]);
  const again = ticketOf(await ask(desk, store, { op: "login", ...ANNA }));
  assert.ok(desk.redeem(1000, again, "s1", "g1").ok);
  const wrong = await ask(desk, store, { op: "login", ...ANNA, password: "incorrect horse" });
  assert.equal(wrong?.ok === false && wrong.code, "wrongPassword");
  const race = await ask(desk, store, {
    ...create(),
    name: "Bert",
    race: "toaster",
  } as AccountCall);
  assert.equal(race?.ok === false && race.code, "badChoice");
});

test("[EN27] bans keep names and networks out until they are over or lifted, and are stored", () => {
  const desk = reception();
  assert.notEqual(desk.banned(0, "stored", "192.0.2.9"), undefined);
  assert.equal(desk.ban(0, "198.51.100.0/24", 60_000, "spam", "Anna").ok, true);
  assert.match(desk.banned(1000, "Cora", "198.51.100.77") ?? "", /spam/);
  assert.equal(desk.banned(61_000, "Cora", "198.51.100.77"), undefined);
  assert.match(desk.listBans(1000), /198\.51\.100\.0\/24 .* by Anna: spam/);
  assert.equal(desk.unban(2000, "Stored").ok, true);
  assert.equal(desk.unban(2000, "Stored").ok, false);
  assert.equal(desk.ban(0, "no such thing!", 0, "", "Anna").ok, false);
  const before = desk.takeEffects();
  assert.deepEqual(
    before.map((job) => ("target" in job ? [job.target, job.state === null] : [])),
    [
      ["ip:198.51.100.0/24", false],
      ["name:Stored", true],
    ],
  );
  assert.equal(desk.listBans(70_000), "Nobody is banned.");
  assert.equal(desk.takeEffects().length, 1);
});

test("[EN28] a store that is away and a hasher that is full are answers", async () => {
  const desk = reception();
  const store = new MemoryStore();
  store.findByName = () => Promise.reject(new StoreUnavailableError("gone"));
  const away = await ask(desk, store, { op: "checkName", name: "Anna" });
  assert.equal(away?.ok === false && away.code, "storeAway");
  const full = { ...hasher, hash: () => Promise.reject(new HasherBusyError("full")) };
  const work = accountWorker({ store: new MemoryStore(), hasher: full, startRoom: () => "a:hall" });
  assert.deepEqual(await work({ job: 4, question: { q: "hash", password: "x" } }), {
    job: 4,
    answer: { a: "failed" },
  });
  const broken = { ...hasher, hash: () => Promise.reject(new TypeError("broken")) };
  const bad = accountWorker({ store, hasher: broken, startRoom: () => "a:hall" });
  await assert.rejects(bad({ job: 5, question: { q: "hash", password: "x" } }), TypeError);
});

test("[EN28] bans are written to the store and deleted from it", async () => {
  const store = new MemoryStore();
  const work = accountWorker({ store, hasher, startRoom: () => "a:hall" });
  await work({ job: 0, target: "name:Ben", state: "{}" });
  assert.equal((await store.list("ban", null, 10)).length, 1);
  await work({ job: 0, target: "name:Ben", state: null });
  assert.equal((await store.list("ban", null, 10)).length, 0);
});
