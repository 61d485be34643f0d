// Goal: work is spread over turns of the event loop, newest first per id, and bounded.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TurnQueue } from "./turn-queue.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("[RC6] so many jobs run in a turn, of one id only the newest, and no more wait than may", async () => {
  const done: string[] = [];
  const queue = new TurnQueue<number>({
    jobsATurn: 2,
    max: 4,
    run: (id, job) => void done.push(`${id}${job}`),
  });
  for (const [id, job] of [
    ["a", 1],
    ["b", 1],
    ["c", 1],
    ["d", 1],
    ["a", 2],
  ] as const) {
    assert.ok(queue.add(id, job));
  }
  assert.ok(!queue.add("e", 1));
  queue.remove("b");
  assert.ok(queue.has("a") && !queue.has("b"));
  assert.deepEqual(done, []);
  await turn();
  assert.deepEqual(done, ["a2", "c1"]);
  await turn();
  assert.deepEqual(done, ["a2", "c1", "d1"]);
  queue.add("f", 1);
  queue.add("g", 1);
  queue.flush();
  assert.deepEqual(done.slice(3), ["f1", "g1"]);
  await turn();
  assert.equal(done.length, 5);
});
