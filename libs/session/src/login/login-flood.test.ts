// Goal: a flood at the questions of the dialogue costs no more answers than the rate allows.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayRig } from "../testing/gateway-rig.ts";

const answersIn = (text: string): number => text.split("Please type a name.").length - 1;
const DROPPED = "Too many lines at once: the last ones were dropped.";

test("[HX6] lines beyond the rate wait at the questions, and beyond the queue are dropped with one notice", () => {
  const rig = new GatewayRig({ LINES_PER_SECOND: 10 });
  const peer = rig.telnet();
  peer.bytes("\r\n".repeat(1000));
  const atOnce = peer.taken();
  assert.equal(answersIn(atOnce), 20);
  assert.equal(atOnce.split(DROPPED).length, 2);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total typedAhead"), 964);
  rig.pass(99);
  assert.equal(peer.taken(), "");
  rig.pass(1);
  assert.equal(answersIn(peer.taken()), 1);
  rig.pass(1500);
  assert.equal(answersIn(peer.taken()), 15);
  assert.equal(peer.closed, null);
});

test("[HX6] the rate is over when its time has passed, and the dialogue closes when it is left idle", () => {
  const rig = new GatewayRig({ LINES_PER_SECOND: 10, LOGIN_IDLE_MS: 60_000 });
  const peer = rig.telnet();
  peer.bytes("\r\n".repeat(20));
  peer.taken();
  rig.pass(1000);
  peer.line("b");
  assert.match(peer.taken(), /has 2 to 16 letters/);
  rig.pass(59_999);
  assert.equal(peer.closed, null);
  rig.pass(1);
  assert.equal(peer.closed, "idle");
});

test("[HX6] without a rate every line is answered at once", () => {
  const rig = new GatewayRig({ LINES_PER_SECOND: 0 });
  const peer = rig.telnet();
  peer.bytes("\r\n".repeat(1000));
  assert.equal(answersIn(peer.taken()), 1000);
});
