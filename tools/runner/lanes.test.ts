// Goal: the run is short, and what needs the machine by itself has it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Laned, runInLanes } from "./lanes.ts";

type Named = Laned & { readonly id: string };
const named = (id: string): Named => (id === id.toUpperCase() ? { id } : { id, beside: true });

/** Runs steps that end when they are told; capitals run alone. */
async function play(ids: string, lanes: number): Promise<string[]> {
  const log: string[] = [];
  const open = new Map<string, () => void>();
  const all = runInLanes([...ids].map(named), lanes, ({ id }) => {
    return new Promise<string>((resolve) => {
      open.set(id, () => resolve(id));
      log.push([...open.keys()].join(""));
    });
  });
  while (log.length < ids.length || open.size > 0) {
    await new Promise((resolve) => setImmediate(resolve));
    const oldest = open.entries().next().value;
    assert.ok(oldest !== undefined, "a step was never begun");
    const [id, end] = oldest;
    open.delete(id);
    end();
  }
  assert.deepEqual((await all).join(""), ids);
  return log;
}

test("[TL19] steps that may run beside each other use the lanes, and no more", async () => {
  assert.deepEqual(await play("abcd", 2), ["a", "ab", "bc", "cd"]);
  assert.deepEqual(await play("abc", 1), ["a", "b", "c"]);
});

test("[TL19] a step alone begins when all before it have ended, and nothing begins beside it", async () => {
  assert.deepEqual(await play("ABcdeFg", 2), ["A", "B", "c", "cd", "de", "F", "g"]);
});
