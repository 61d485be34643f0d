// Goal: what waits for an answer is bounded, and each is given back once.

import assert from "node:assert/strict";
import test from "node:test";
import { playerId, zoneId } from "@ambon/kernel/ids";
import { UNANSWERED_MAX, Unanswered } from "./unanswered.ts";

const id = (index: number) => ({ zone: zoneId("town", 1), epoch: 1, step: 1, index });
const body = { m: "notice", text: "hello", error: false } as const;

test("[CL11] the oldest is forgotten when too much waits, and what was given back is not again", () => {
  const unanswered = new Unanswered();
  for (let index = 0; index <= UNANSWERED_MAX; index += 1) {
    unanswered.sent("e2", id(index), { sender: playerId("1"), name: `${index}`, body });
  }
  unanswered.taken("e2", id(7));
  unanswered.taken("e3", id(8));
  const names = unanswered.takeLost("e2").map(({ name }) => name);
  assert.deepEqual([names.length, names[0], names.includes("7")], [UNANSWERED_MAX - 1, "1", false]);
  assert.deepEqual(unanswered.takeLost("e2"), []);
});
