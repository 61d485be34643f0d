// Goal: whoever walks over the border between two engines reads everything once, however little of
// it the gateway had taken before.

import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { annaInTown, follow } from "../testing/anna-crosses.ts";
import type { TestCluster } from "../testing/test-cluster.ts";

const SAID = 30;
/** So long that the credit of a session is used up before all of it is said. */
const LONG = "x".repeat(1000);
const ROUNDS = 20;

const numbered = (cluster: TestCluster, name: string): readonly EngineFrame[] =>
  cluster
    .sent(name)
    .filter((one) =>
      "channels" in one ? one.channels.includes(1) : one.f === "settings" && one.channel === 1,
    );

/** Which numbers of Ben's were among these frames' words. */
const benIn = (words: readonly string[]): readonly number[] =>
  words.flatMap((line) => {
    const number = /^Ben: (\d+) x/.exec(line)?.[1];
    return number === undefined ? [] : [Number(number)];
  });

/** Anna has taken `before` numbers; then Ben says more than her credit, and she walks away. */
const benTalks = (): { cluster: TestCluster; before: number } => {
  const cluster = annaInTown();
  const e1 = cluster.engine("e1");
  e1.attach(2, "2");
  cluster.ticks(4);
  const before = numbered(cluster, "e1").length;
  e1.frames("g1", { f: "ack", channel: 1, received: before });
  for (let at = 1; at <= SAID; at += 1) e1.type(2, at, `${at} ${LONG}`);
  cluster.ticks(SAID);
  e1.type(1, 1, "go b:field");
  cluster.ticks(10);
  return { cluster, before };
};

/** The gateway acknowledges what comes from e2, until nothing comes any more. */
const readOn = (cluster: TestCluster, received: number): void => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const taken = received + numbered(cluster, "e2").length;
    cluster.engine("e2").frames("g1", { f: "ack", channel: 1, received: taken });
    cluster.ticks(1);
  }
};

for (const taken of ["nothing", "some", "everything"] as const) {
  test(`[HO20] who had taken ${taken} of what was sent reads the rest there, once and in order`, () => {
    const { cluster, before } = benTalks();
    const sent = numbered(cluster, "e1").slice(before);
    assert.ok(sent.length > 5 && sent.length < SAID, `${sent.length} were sent`);
    const count = { nothing: 0, some: 5, everything: sent.length }[taken];
    follow(cluster, before + count);
    readOn(cluster, before + count);
    const attached = cluster.sent("e2").find((one) => one.f === "attached");
    assert.equal(attached?.outputSeq, before + count);
    const there = cluster.engine("e2").read(1);
    const expected = Array.from({ length: SAID - count }, (_one, at) => count + 1 + at);
    assert.deepEqual(benIn(there), expected);
    assert.deepEqual(there.slice(expected.length), ["You are in b:field."]);
  });
}
