// Goal: a whole store is moved row by row, goes on after an interruption, and is compared.

import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryStore } from "@ambon/persistence/adapter/memory-store";
import { movingFrom } from "@ambon/persistence/adapter/moving";
import type { MovedRow } from "@ambon/persistence/store";
import { moveRows, sumsOf } from "./move-rows.ts";

const AUTH = { passwordHash: "x", failures: 2, lockedUntilMs: 7 };
const PLAYERS = 450;

/** Players, a zone that an engine had, a ban. */
const filled = async (): Promise<MemoryStore> => {
  const store = new MemoryStore();
  const name = (number: number): string =>
    [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  for (let number = 1; number <= PLAYERS; number += 1) {
    const stateFor = (id: string): string => `{"id":"${id}"}`;
    await store.createPlayer({ name: `P${name(number)}`, auth: AUTH, stateFor });
  }
  await store.claim({ kind: "zone", id: "town#1" }, "e1#a", null, '{"gold":1}');
  await store.put({ kind: "ban", id: "grub" }, null, '{"until":1}');
  return store;
};

class Counted extends MemoryStore {
  loaded = 0;
  failAfter = Number.POSITIVE_INFINITY;

  override async load(rows: readonly MovedRow[]): Promise<void> {
    if (this.loaded + rows.length > this.failAfter) throw new Error("the cable was pulled");
    await super.load(rows);
    this.loaded += rows.length;
  }
}

const silent = (): void => undefined;

test("[OP13] every row is moved with secrets, version and epoch, and without its owner", async () => {
  const from = await filled();
  const to = new Counted();
  const lines: string[] = [];
  const sums = await moveRows({ from, to, fromName: "a", progress: (line) => lines.push(line) });
  const counted = Object.fromEntries(sums.map(({ kind, rows }) => [kind, rows]));
  assert.deepEqual([counted.player, counted.zone, counted.ban], [PLAYERS, 1, 1]);
  assert.deepEqual(await sumsOf(to), await sumsOf(from));
  const town = await from.read({ kind: "zone", id: "town#1" });
  assert.deepEqual(await to.read({ kind: "zone", id: "town#1" }), { ...town, owner: null });
  assert.equal(
    (await to.createPlayer({ name: "New", auth: AUTH, stateFor: (id) => id })).outcome,
    "created",
  );
  assert.equal((await to.findByName("player", "new"))?.id, String(PLAYERS + 1));
  assert.equal(await movingFrom(to), undefined);
  assert.ok(lines.includes(`player: ${PLAYERS} rows, ${PLAYERS} of them written`));
});

test("[OP14] a move that was interrupted goes on, and writes nothing twice", async () => {
  const from = await filled();
  const to = new Counted();
  to.failAfter = 300;
  const move = () => moveRows({ from, to, fromName: "a", progress: silent });
  await assert.rejects(move(), { message: "the cable was pulled" });
  assert.equal(await movingFrom(to), "a");
  assert.ok(to.loaded > 0 && to.loaded <= 300);
  to.failAfter = Number.POSITIVE_INFINITY;
  await move();
  assert.equal(to.loaded, PLAYERS + 2);
  assert.deepEqual(await sumsOf(to), await sumsOf(from));
});

test("[OP14] stores that differ in the end are told, and the target stays marked", async () => {
  const from = await filled();
  const to = new Counted();
  const progress = (line: string): void => {
    if (!line.startsWith("All rows")) return;
    void from.put({ kind: "player", id: "7" }, "Changed", "{}");
  };
  const move = moveRows({ from, to, fromName: "a", progress });
  await assert.rejects(move, {
    message: /^Rows of kind player differ: 450 with hash [0-9a-f]{16} in/,
  });
  assert.equal(await movingFrom(to), "a");
  await moveRows({ from, to, fromName: "a", progress: silent });
  assert.equal(await movingFrom(to), undefined);
});

test("[OP13] each part of a row counts in the hash", async () => {
  const base: MovedRow = {
    row: { kind: "player", id: "1", name: "A", state: "{}", version: 1, owner: null, epoch: 1 },
    auth: { ...AUTH, version: 1 },
  };
  const { row, auth } = base as Required<MovedRow>;
  const variants: readonly MovedRow[] = [
    base,
    { row: { ...row, id: "2" }, auth },
    { row: { ...row, name: "B" }, auth },
    { row: { ...row, name: null }, auth },
    { row: { ...row, state: "[]" }, auth },
    { row: { ...row, version: 2 }, auth },
    { row: { ...row, epoch: 2 }, auth },
    { row },
    { row, auth: { ...auth, passwordHash: "y" } },
    { row, auth: { ...auth, failures: 3 } },
    { row, auth: { ...auth, lockedUntilMs: 8 } },
    { row, auth: { ...auth, version: 2 } },
  ];
  const hashes = new Set<string>();
  for (const one of variants) {
    const store = new MemoryStore();
    await store.load([one]);
    hashes.add((await sumsOf(store))[0]?.hash ?? "");
  }
  assert.equal(hashes.size, variants.length);
});
