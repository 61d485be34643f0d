// Goal: whoever asks for a player is sent to the engine that has them, or asked to come again.

import assert from "node:assert/strict";
import test from "node:test";
import { annaInTown, caps, redirectOf } from "../testing/anna-crosses.ts";
import { twoEngines } from "../testing/test-cluster.ts";

test("[HO9] sockets that come during a hand-off are asked to come again", () => {
  const cluster = annaInTown();
  cluster.loses = (_from, _to, frame) => frame.p === "offer";
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(5);
  cluster.engine("e1").attach(2, "1", "t-1-second");
  cluster.ticks(2);
  const refusal = cluster.sent("e1").findLast((frame) => frame.f === "attachRefused");
  assert.equal(refusal?.f === "attachRefused" ? refusal.retryMs : 0, 1000);
});

test("[HO10] a session is sent on by every engine that knows where it is", () => {
  const cluster = annaInTown();
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  const { grant } = redirectOf(cluster, "e1") ?? { grant: "" };
  const resume = { f: "resume", channel: 5, sessionId: "s1", token: "t", grant, received: 0, caps };
  cluster.engine("e1").frames("g2", resume as never);
  cluster.ticks(2);
  const refusal = cluster.sent("e1", "g2").find((frame) => frame.f === "attachRefused");
  assert.equal(refusal?.f === "attachRefused" ? refusal.engine : "", "e2");
});

test("[HO11] a login is sent to the engine that has the character, or its zone", () => {
  const cluster = annaInTown();
  const { desk } = cluster.engine("e1");
  const player = (id: string, room: string) => ({ id, name: "X", owner: null, room });
  assert.equal(desk.homeOf(player("1", "b:field")), undefined);
  assert.equal(desk.homeOf(player("3", "b:field"))?.engine, "e2");
  assert.equal(desk.homeOf(player("2", "a:hall")), undefined);
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  assert.equal(desk.homeOf(player("1", "a:hall"))?.engine, "e2");
});

test("[HO13] who asks an engine that has not heard where a player is, is sent there by the row", () => {
  const cluster = twoEngines();
  cluster.loses = (_from, _to, frame) => frame.p === "roster";
  cluster.engine("e2").attach(1, "3");
  cluster.ticks(5);
  cluster.engine("e1").attach(9, "3", "t-3-again");
  cluster.ticks(5);
  const refused = cluster.sent("e1").find((one) => one.f === "attachRefused");
  assert.ok(refused?.f === "attachRefused");
  assert.deepEqual([refused.channel, refused.engine, refused.url], [9, "e2", "http://e2"]);
});
