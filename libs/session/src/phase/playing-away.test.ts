// Goal: while the engine is away nothing that was typed is lost, and nothing old is done.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EdgeSettings, EngineFrame } from "@ambon/bus/frames";
import { GatewayRig, type Peer } from "../testing/gateway-rig.ts";
import { AWAY_LINES_MS } from "./absence.ts";

const settings = (channel: number, changes: Partial<EdgeSettings> = {}): EngineFrame => ({
  f: "settings",
  channel,
  settings: { colour: false, screenReader: false, prompt: "%h> ", muted: [], ...changes },
});

/** Logged in, colours off, nothing said yet. */
const quietPlayer = (rig: GatewayRig, name = "Mira"): Peer => {
  const peer = rig.player(name);
  rig.frames(settings(peer.channel));
  peer.taken();
  rig.engine.got.length = 0;
  return peer;
};

const linesOf = (rig: GatewayRig): (readonly [number, string])[] =>
  rig.engine.of("input").map(({ inputSeq, line }) => [inputSeq, line] as const);

test("[SE28] while the engine is away lines wait, and what it has not applied comes again", () => {
  const rig = new GatewayRig({ LINES_IN_FLIGHT: 3 });
  const peer = quietPlayer(rig);
  rig.engine.stalled = true;
  peer.line("a");
  rig.link(false);
  assert.equal(peer.taken(), "The world holds its breath…\n10> <GA>");
  for (const line of ["b", "c", "d"]) peer.line(line);
  assert.match(peer.taken(), /that line was not taken/);
  assert.equal(peer.closed, null);
  rig.engine.stalled = false;
  rig.engine.inputSeq = 1;
  rig.engine.outputSeq = 5;
  rig.engine.got.length = 0;
  rig.link(true);
  const [resume] = rig.engine.of("resume");
  assert.equal(resume?.token, "token-Mira");
  assert.equal(resume?.received, 4);
  assert.deepEqual(linesOf(rig), [
    [2, "b"],
    [3, "c"],
  ]);
  assert.match(peer.taken(), /The world breathes again\..*You say "c"/s);
  peer.line("e");
  assert.deepEqual(linesOf(rig).at(-1), [4, "e"]);
});

test("[SE28] it comes back with its grant, and says what it knows as applied", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.engine.resumeWith = { grant: "grant-2" };
  peer.line("a");
  rig.link(false);
  rig.link(true);
  rig.link(false);
  rig.engine.inputSeq = 1;
  rig.link(true);
  const [first, second] = rig.engine.of("resume");
  assert.deepEqual([first?.grant, first?.applied], [undefined, 1]);
  assert.deepEqual([second?.grant, second?.applied], ["grant-2", 1]);
});

test("[SE90] an engine that cannot answer yet is asked again, and nothing is sent meanwhile", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.engine.notYetMs = 1000;
  rig.link(false);
  peer.line("a");
  rig.link(true);
  rig.link(false);
  peer.taken();
  rig.link(true);
  peer.line("b");
  assert.deepEqual(linesOf(rig), []);
  assert.equal(peer.taken(), "");
  rig.pass(999);
  assert.equal(rig.engine.of("resume").length, 2);
  rig.engine.notYetMs = null;
  rig.pass(1);
  assert.equal(rig.engine.of("resume").length, 3);
  assert.deepEqual(linesOf(rig), [
    [1, "a"],
    [2, "b"],
  ]);
  assert.match(peer.taken(), /The world breathes again\./);
});

test("[SE91] lines typed too long after the engine went away are refused, and earlier ones kept", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.link(false);
  rig.pass(AWAY_LINES_MS - 1);
  peer.line("early");
  rig.pass(1);
  peer.line("late");
  assert.match(peer.taken(), /The world is still away: that line was not taken\./);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total away"), 1);
  rig.link(true);
  assert.deepEqual(linesOf(rig), [[1, "early"]]);
  peer.line("now");
  assert.deepEqual(linesOf(rig).at(-1), [2, "now"]);
});

test("[SE28] a session that the engine has lost is closed with a reason", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.link(false);
  rig.frames({ f: "attachRefused", channel: peer.channel, message: "" });
  assert.match(peer.taken(), /The world has lost your session\. Please log in again\./);
  assert.equal(peer.closed, "graceOver");
});
