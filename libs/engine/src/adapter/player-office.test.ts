// Goal: operators see and change stored characters, and never one that somebody else has.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { ItemState, PlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import type { AggregateRow } from "@ambon/persistence/store";
import { withSession } from "../stored-session.ts";
import { PlayerOffice, type PlayerOfficeOptions } from "./player-office.ts";

const FIXTURE = join(import.meta.dirname, "../../../game/src/fixtures/player-1.json");
const OREN = JSON.parse(readFileSync(FIXTURE, "utf8")) as PlayerState;
const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$c29tZWhhc2hzb21laGFzaA";
const SESSION = {
  id: "77",
  generation: 2,
  clientSeq: 5,
  tokens: { current: "a", successor: "", afterSeq: 0 },
  over: false,
};

interface Desk {
  readonly store: MemoryStore;
  readonly office: PlayerOffice;
  readonly row: () => Promise<AggregateRow>;
}

const desk = async (options: Partial<PlayerOfficeOptions> = {}): Promise<Desk> => {
  const store = new MemoryStore();
  await store.createPlayer({
    name: "Oren",
    auth: { passwordHash: HASH, failures: 3, lockedUntilMs: 9 },
    stateFor: () => withSession(encodeCanonical(OREN), SESSION),
  });
  const row = async (): Promise<AggregateRow> => {
    const found = await store.read({ kind: "player", id: "1" });
    assert.ok(found !== undefined);
    return found;
  };
  return { store, office: new PlayerOffice({ store, isGone: () => false, ...options }), row };
};

const stateOf = (row: AggregateRow): PlayerState => JSON.parse(row.state) as PlayerState;
const uidsOf = (items: readonly ItemState[]): readonly string[] =>
  items.flatMap(({ uid, contents }) => [uid, ...uidsOf(contents ?? [])]);
const allUids = (state: PlayerState): readonly string[] => [
  ...uidsOf(state.inventory),
  ...uidsOf(state.bankItems),
  ...uidsOf(Object.values(state.equipment)),
];

test("[OP1] characters are listed and shown; one that cannot be read says why", async () => {
  const { store, office } = await desk();
  await store.put({ kind: "player", id: "2" }, null, '{"schema":9}');
  assert.deepEqual(await office.carryOut("list", { limit: 9 }), {
    players: [
      { id: "1", name: "Oren" },
      { id: "2", name: null },
    ],
  });
  assert.deepEqual((await office.carryOut("list", { after: "1", limit: 1 })).players.length, 1);
  const shown = await office.carryOut("show", { who: "oren" });
  assert.deepEqual([shown.id, shown.level, shown.gold, shown.things], ["1", 7, 212, 9]);
  const broken = await office.carryOut("show", { who: "2" });
  assert.match(broken.problem ?? "", /has schema 9 and .* knows 1/);
  await assert.rejects(office.carryOut("show", { who: "Mira" }), {
    message: "There is no character called Mira. `ambon player list` shows all.",
  });
});

test("[OP2] what is exported can be imported: the same character, its things under new ids", async () => {
  const { store, office, row } = await desk();
  const file = await office.carryOut("export", { who: "Oren", password: false });
  assert.equal(file.passwordHash, undefined);
  assert.ok(!JSON.stringify(file).includes("@session"));
  const as = { as: "Mira", force: false, kick: false };
  const { text } = await office.carryOut("import", { file, ...as });
  assert.match(text, /^Mira was made .* the id 2\. It has no password: set one with/);
  const mira = await store.findByName("player", "mira");
  const copy = stateOf(mira as AggregateRow);
  const uids = allUids(copy);
  const before = allUids(stateOf(await row()));
  assert.equal(uids.length, before.length);
  assert.equal(new Set([...uids, ...before]).size, 2 * before.length);
  const blank = (state: PlayerState): string =>
    encodeCanonical(state).replace(/"uid":"[^"]*"/g, "");
  assert.equal(blank({ ...copy, id: OREN.id, name: "Oren" }), blank(OREN));
  assert.equal(copy.id, "2");
});

test("[OP2] a password goes along only when it was asked for", async () => {
  const { store, office } = await desk();
  const file = await office.carryOut("export", { who: "Oren", password: true });
  assert.equal(file.passwordHash, HASH);
  await office.carryOut("import", { file, as: "Mira", force: false, kick: false });
  const auth = await store.readAuth("2");
  assert.deepEqual(auth, { passwordHash: HASH, failures: 0, lockedUntilMs: 0, version: 1 });
});

test("[OP3] an import overwrites nobody but by force, and then keeps id and name", async () => {
  const { store, office, row } = await desk();
  const file = await office.carryOut("export", { who: "Oren", password: false });
  const before = await row();
  const order = { file, kick: false };
  await assert.rejects(office.carryOut("import", { ...order, force: false }), {
    message:
      "There is a character called Oren already. Choose another name with --as, or add --force " +
      "to overwrite it.",
  });
  assert.deepEqual(await row(), before);
  const richer = { ...file, state: { ...(file.state as object), gold: 999, id: "55" } };
  await office.carryOut("import", { ...order, file: richer, as: "oREN", force: true });
  const after = await row();
  assert.deepEqual(
    [after.name, after.owner, stateOf(after).gold, stateOf(after).id, stateOf(after).name],
    ["Oren", null, 999, "1", "Oren"],
  );
  assert.ok(after.version > before.version && after.epoch > before.epoch);
  assert.ok(!after.state.includes("@session"), "an old session comes back into another character");
  assert.equal((await store.readAuth("1"))?.passwordHash, HASH);
});

test("[OP4] what is newer than the server, or broken, is not imported", async () => {
  const { store, office } = await desk();
  const file = await office.carryOut("export", { who: "Oren", password: false });
  const state = file.state as PlayerState;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{ ...file, version: 2 }, /the file has version 2, and this version of the server knows 1/],
    [{ ...file, state: { ...state, schema: 2 } }, /schema 2 and this version .* knows 1: start/],
    [{ ...file, state: { ...state, gold: -1 } }, /state\.gold: gold is not a whole number from 0/],
    [{ ...file, state: { ...state, gold: 1.5 } }, /number that is not whole/],
    [{ ...file, state: { ...state, glod: 1 } }, /state\.glod: glod is a key that nobody knows/],
    [{ ...file, name: "x1" }, /name: A name has no digits/],
    [{ ...file, passwordHash: "plain" }, /passwordHash is no argon2id hash/],
    [state, /this is no exported character/],
    [null, /this is no exported character/],
  ];
  for (const [broken, sentence] of cases) {
    const order = { file: broken, as: "Mira", force: false, kick: false };
    await assert.rejects(office.carryOut("import", order), { message: sentence });
  }
  const taken = office.carryOut("import", { file, as: "admin", force: false, kick: false });
  await assert.rejects(taken, { message: /"admin" cannot be a name: .* the game uses itself/ });
  assert.equal((await store.list("player", null, 9)).length, 1);
});

test("[OP5] a character is renamed and deleted, and nobody loses a name by it", async () => {
  const { store, office, row } = await desk();
  const auth = { passwordHash: HASH, failures: 0, lockedUntilMs: 0 };
  await store.createPlayer({ name: "Mira", auth, stateFor: () => "{}" });
  const taken = office.carryOut("rename", { who: "Oren", to: "mira", kick: false });
  await assert.rejects(taken, {
    message: "There is a character called Mira already. Nothing was changed.",
  });
  assert.deepEqual([(await row()).name, (await row()).owner], ["Oren", null]);
  const { text } = await office.carryOut("rename", { who: "oren", to: "orin", kick: false });
  assert.equal(text, "Oren is called Orin now.");
  const { name, owner, state } = await row();
  assert.deepEqual([name, owner, JSON.parse(state).name], ["Orin", null, "Orin"]);
  assert.equal(
    (await office.carryOut("delete", { who: "1", kick: false })).text,
    "Orin is deleted.",
  );
  assert.equal(await store.readAuth("1"), undefined);
});

test("[OP6] a new password unlocks, and needs no free row", async () => {
  const { store, office } = await desk();
  await store.claim({ kind: "player", id: "1" }, "engine-1#b1", null);
  const hash = HASH.replace("c29tZWhh", "YW5vdGhl");
  await office.carryOut("password", { who: "Oren", hash });
  const auth = { passwordHash: hash, failures: 0, lockedUntilMs: 0, version: 2 };
  assert.deepEqual(await store.readAuth("1"), auth);
  await assert.rejects(office.carryOut("password", { who: "Oren", hash: "secret" }), {
    message: "That is no argon2id hash.",
  });
});

test("[OP7] a row that an engine has is left alone; a gone owner's is taken over", async () => {
  const key = { kind: "player", id: "1" } as const;
  const order = { who: "Oren", kick: false };
  const outside = await desk();
  await outside.store.claim(key, "engine-1#b1", null);
  await assert.rejects(outside.office.carryOut("delete", order), {
    message: /^Oren belongs to the engine engine-1#b1\. Ask that engine .*, or add --take-over/,
  });
  const gone = await desk({ isGone: (owner) => owner === "engine-1#b0" });
  await gone.store.claim(key, "engine-1#b0", null);
  await gone.office.carryOut("rename", { ...order, to: "Orin" });
  assert.equal((await gone.row()).owner, null);
  const died = await desk();
  await died.store.claim(key, "operator#dead", null);
  await died.office.carryOut("rename", { ...order, to: "Orin" });
  assert.equal((await died.row()).name, "Orin");
});

test("[OP7] who plays is put out first if that is asked for, and changed when it is saved", async () => {
  const key = { kind: "player", id: "1" } as const;
  let calls = 0;
  const { store, office, row } = await desk({
    putOut: (owner) => {
      calls += 1;
      if (owner !== "engine-1#b1") return false;
      const saved = { ...OREN, gold: 500 };
      void row().then(({ epoch, version }) =>
        store.cut({
          seq: 1,
          owner,
          rows: [
            { ...key, epoch, version: version + 1, state: encodeCanonical(saved), release: true },
          ],
        }),
      );
      return true;
    },
  });
  await store.claim(key, "engine-1#b1", null);
  const order = { who: "Oren", to: "Orin" };
  await assert.rejects(office.carryOut("rename", { ...order, kick: false }), {
    message: "Oren is in the world. Add --kick to put them out first.",
  });
  await office.carryOut("rename", { ...order, kick: true });
  assert.equal(calls, 1);
  assert.deepEqual([stateOf(await row()).name, stateOf(await row()).gold], ["Orin", 500]);
  await store.claim(key, "engine-2#b7", null);
  await assert.rejects(office.carryOut("delete", { who: "Orin", kick: true }), {
    message:
      "Orin is played on the engine engine-2#b7, which is not linked to this one: ask that one.",
  });
});

test("[OP7] an order that cannot be carried out gives the row back as it was", async () => {
  const { store, office, row } = await desk();
  await store.put({ kind: "player", id: "1" }, "Oren", '{"schema":2}');
  const { state } = await row();
  const order = { who: "Oren", to: "Orin", kick: false };
  await assert.rejects(office.carryOut("rename", order), { message: /^Oren cannot be read: / });
  assert.deepEqual([(await row()).state, (await row()).owner], [state, null]);
});

test("[EN29] staff rights are written to a free row, and given in the world to one who plays", async () => {
  const given: [string, boolean][] = [];
  const key = { kind: "player", id: "1" } as const;
  const { store, office, row } = await desk({
    setStaffInWorld: (id, owner, on) => {
      if (owner !== "engine-1#b1") return false;
      given.push([id, on]);
      void row().then(({ epoch, version }) => {
        const state = encodeCanonical({ ...OREN, staff: on });
        return store.cut({ seq: 1, owner, rows: [{ ...key, epoch, version: version + 1, state }] });
      });
      return true;
    },
  });
  await office.carryOut("staff", { who: "oren", on: false });
  assert.deepEqual([stateOf(await row()).staff, (await row()).owner], [false, null]);
  assert.ok((await row()).state.includes("@session"), "the session cannot come back any more");
  const { epoch } = await row();
  await store.claim(key, "engine-1#b1", null);
  assert.deepEqual(await office.carryOut("staff", { who: "Oren", on: true }), {
    text: "Oren is staff now.",
  });
  assert.deepEqual(given, [["1", true]]);
  assert.deepEqual([stateOf(await row()).staff, (await row()).epoch], [true, epoch + 1]);
});

test("[EN54] what an engine was told of staff rights is told again until the row says it, and one that cannot be told is named", async () => {
  const key = { kind: "player", id: "1" } as const;
  const told: string[] = [];
  const { store, office, row } = await desk({
    setStaffInWorld: (_id, owner) => {
      told.push(owner);
      return owner === "engine-2#b1";
    },
  });
  await store.claim(key, "engine-2#b1", null);
  const answer = office.carryOut("staff", { who: "Oren", on: !OREN.staff });
  const { epoch, version } = await row();
  // The player went at that moment, saved as they were, and plays on at an engine without a link.
  const rows = [
    { ...key, epoch, version: version + 1, state: encodeCanonical(OREN), release: true },
  ];
  assert.equal((await store.cut({ seq: 1, owner: "engine-2#b1", rows })).outcome, "saved");
  await store.claim(key, "engine-3#b1", null);
  await assert.rejects(answer, {
    message:
      "Oren is played on the engine engine-3#b1, which is not linked to this one: ask that one.",
  });
  assert.deepEqual(told, ["engine-2#b1", "engine-3#b1"]);
  assert.equal(stateOf(await row()).staff, OREN.staff);
});
