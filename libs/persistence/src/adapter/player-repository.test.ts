// Goal: states go in and come out typed, older ones upgraded, newer ones refused untouched.

import assert from "node:assert/strict";
import { test } from "node:test";
import { schemaCodec } from "../state-upgrade.ts";
import { MemoryStore } from "./memory-store.ts";
import { PlayerRepository } from "./player-repository.ts";

interface State {
  readonly schema: number;
  readonly id: string;
  readonly gold: number;
  readonly bank: number;
}

const AUTH = { passwordHash: "x", failures: 0, lockedUntilMs: 0 };
const codec = schemaCodec<State>([
  (old) => ({ ...old, gold: old.coins, coins: undefined }),
  (old) => ({ ...old, bank: 0 }),
]);
const stateFor = (id: string): State => ({ schema: 3, id, gold: 5, bank: 7 });

function made(): { store: MemoryStore; players: PlayerRepository<State> } {
  const store = new MemoryStore();
  return { store, players: new PlayerRepository(store, codec) };
}

test("[PR1] players are created, found and claimed with their states", async () => {
  const { players } = made();
  const created = await players.create({ name: "Ada", auth: AUTH, stateFor });
  assert.ok(created.outcome === "created");
  const { id } = created.player;
  assert.deepEqual(created.player.state, { schema: 3, id, gold: 5, bank: 7 });
  const taken = await players.create({ name: "ADA", auth: AUTH, stateFor });
  assert.deepEqual(taken, { outcome: "nameTaken" });
  assert.deepEqual(await players.findByName("ada"), created.player);
  assert.deepEqual(await players.findById(id), created.player);
  assert.equal(await players.findById("99"), undefined);
  const claimed = await players.claim(id, "e1#a", null);
  assert.deepEqual(claimed, {
    outcome: "claimed",
    player: { ...created.player, owner: "e1#a", epoch: 2 },
  });
  const refused = await players.claim(id, "e2#b", null);
  assert.deepEqual(refused, { outcome: "refused", owner: "e1#a", epoch: 2 });
  assert.deepEqual(await players.claim("99", "e1#a", null), { outcome: "missing" });
});

test("[PR2] an older state is upgraded step by step", async () => {
  const { store, players } = made();
  for (const [id, state] of [
    ["1", '{"coins":9,"id":"1","schema":1}'],
    ["2", '{"gold":9,"id":"2","schema":2}'],
    ["3", '{"bank":0,"gold":9,"id":"3","schema":3}'],
  ] as const) {
    await store.put({ kind: "player", id }, null, state);
    const player = await players.findById(id);
    assert.equal(
      codec.encode(player?.state as State),
      `{"bank":0,"gold":9,"id":"${id}","schema":3}`,
    );
  }
});

test("[PR3] a newer or unreadable state is refused with a sentence and not claimed", async () => {
  const { store, players } = made();
  const key = { kind: "player", id: "1" } as const;
  for (const [state, sentence] of [
    ['{"schema":4}', /Player 1 cannot be loaded: .*schema 4 .*knows 3: start the newer version/],
    ["{oops", /the stored state is no JSON/],
    ["[]", /the stored state is no object/],
    ['{"gold":1}', /has no schema number/],
  ] as const) {
    await store.put(key, "Ada", state);
    const before = await store.read(key);
    await assert.rejects(players.findByName("Ada"), {
      name: "UnreadableStateError",
      message: sentence,
    });
    await assert.rejects(players.claim("1", "e1#a", null), { name: "UnreadableStateError" });
    assert.deepEqual(await store.read(key), before);
  }
});

test("[PR4] players are listed page by page", async () => {
  const { players } = made();
  for (const name of ["Ada", "Bo", "Cy"]) await players.create({ name, auth: AUTH, stateFor });
  const first = await players.list(null, 2);
  assert.deepEqual(
    first.map((entry) => entry.name),
    ["Ada", "Bo"],
  );
  const second = await players.list(first[1]?.id ?? null, 2);
  assert.deepEqual(
    second.map((entry) => entry.name),
    ["Cy"],
  );
});
