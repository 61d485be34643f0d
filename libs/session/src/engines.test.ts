// Goal: sessions follow their players from engine to engine, and show what each says once.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import { HOPS_MAX, OVERTAKEN_MS, ROAM_MS } from "./phase/absence.ts";
import { ACK_EVERY_MS } from "./phase/receipts.ts";
import type { FakeEngine } from "./testing/fake-engine.ts";
import { ENGINE, GatewayRig, type Peer } from "./testing/gateway-rig.ts";

const chat = (words: string, channel: number): EngineFrame => ({
  f: "output",
  channels: [channel],
  class: "chat",
  markup: text(words),
});

const OTHER = "engine-2";

/** Mira plays on engine-1; engine-2 knows her token too. */
const twoEngines = (): { rig: GatewayRig; peer: Peer; other: FakeEngine } => {
  const rig = new GatewayRig();
  const peer = rig.player();
  const other = rig.addEngine(OTHER);
  other.knows("token-Mira", "Mira");
  other.outputSeq = 40;
  rig.engine.got.length = 0;
  peer.taken();
  return { rig, peer, other };
};

const redirect = (peer: Peer): Extract<EngineFrame, { f: "redirect" }> => ({
  f: "redirect",
  channel: peer.channel,
  engine: OTHER,
  url: "http://two",
  grant: "grant-2",
});

const from = (rig: GatewayRig, engine: string, ...frames: EngineFrame[]): void =>
  rig.put({ i: "frames", engine, frames });

test("[SE129] an engine that has the row at an earlier epoch than is known is left, and another is asked", () => {
  const { rig, peer, other } = twoEngines();
  other.resumeWith = { epoch: 6 };
  other.missed = (channel) => [chat("of old", channel)];
  rig.engine.resumeWith = { epoch: 7 };
  rig.frames({ ...redirect(peer), epoch: 7 });
  assert.equal(other.of("resume").length, 1);
  assert.deepEqual(
    other.of("detach").map(({ reason }) => reason),
    ["overtaken"],
  );
  peer.line("north");
  rig.pass(ROAM_MS);
  assert.equal(rig.engine.of("resume").length, 1);
  assert.deepEqual(
    rig.engine.of("input").map(({ line }) => line),
    ["north"],
  );
  assert.doesNotMatch(peer.taken(), /of old/);
});

test("[SE129] an epoch that stays earlier for longer than any lease is believed: a backup was put back", () => {
  const { rig, peer, other } = twoEngines();
  const old = { epoch: 2 };
  rig.engine.resumeWith = old;
  other.resumeWith = old;
  rig.frames({ ...redirect(peer), epoch: 7 });
  rig.pass(OVERTAKEN_MS - ROAM_MS);
  peer.taken();
  assert.ok(other.of("detach").length > 1);
  rig.pass(2 * ROAM_MS);
  peer.line("north");
  assert.match(peer.taken(), /north/);
});

test("[SE110] a redirect is followed at once, quietly, with what was typed meanwhile", () => {
  const { rig, peer, other } = twoEngines();
  rig.engine.stalled = true;
  peer.line("north");
  peer.line("look");
  rig.frames(redirect(peer));
  const [resume] = other.of("resume");
  assert.deepEqual([resume?.grant, resume?.channel], ["grant-2", peer.channel]);
  assert.deepEqual(
    other.of("input").map(({ line }) => line),
    ["north", "look"],
  );
  assert.doesNotMatch(peer.taken(), /breath/);
  assert.deepEqual(rig.learned, [{ engine: OTHER, url: "http://two" }]);
  assert.deepEqual(rig.engine.of("detach"), []);
  peer.line("south");
  assert.equal(other.of("input").at(-1)?.line, "south");
});

test("[SE111] what an engine says that the session has left is not shown and not counted", () => {
  const { rig, peer, other } = twoEngines();
  rig.frames(redirect(peer));
  peer.taken();
  rig.frames(chat("from before", peer.channel));
  from(rig, OTHER, chat("from now", peer.channel));
  assert.match(peer.taken(), /from now/);
  rig.pass(ACK_EVERY_MS);
  assert.equal(other.of("ack").at(-1)?.received, 41);
  assert.equal(rig.metrics.values.get("gateway_stale_frames_total"), 1);
  rig.frames({ f: "close", channel: peer.channel, reason: "graceOver", message: "Gone." });
  assert.equal(peer.closed, null);
});

test("[SE112] an engine that is named and not linked is waited for", () => {
  const { rig, peer, other } = twoEngines();
  rig.link(false, OTHER);
  rig.frames(redirect(peer));
  assert.equal(other.of("resume").length, 0);
  peer.line("typed");
  rig.link(true, OTHER);
  assert.equal(other.of("resume").length, 1);
  assert.equal(other.of("input").at(-1)?.line, "typed");
});

test("[SE113] when its engine stays away others are asked, and one that names another is believed", () => {
  const { rig, peer, other } = twoEngines();
  rig.link(false);
  assert.match(peer.taken(), /holds its breath/);
  rig.pass(ROAM_MS - 1);
  assert.equal(other.of("resume").length, 0);
  rig.pass(1);
  assert.equal(other.of("resume").length, 1);
  assert.match(peer.taken(), /breathes again/);
  peer.line("here");
  assert.equal(other.of("input").at(-1)?.line, "here");
});

test("[SE113] two engines that name each other are not asked without end", () => {
  const { rig, peer, other } = twoEngines();
  const third = rig.addEngine("engine-3");
  other.sendsTo = "engine-3";
  third.sendsTo = OTHER;
  rig.link(false);
  rig.pass(ROAM_MS);
  const asked = other.of("resume").length + third.of("resume").length;
  assert.equal(asked, HOPS_MAX + 1);
  other.sendsTo = null;
  third.sendsTo = null;
  third.knows("token-Mira", "Mira");
  rig.pass(ROAM_MS);
  peer.line("here at last");
  const lines = [...other.of("input"), ...third.of("input")].map(({ line }) => line);
  assert.deepEqual(lines, ["here at last"]);
});

test("[SE114] a dialogue goes on at another engine, and a ticket is used where it is good", () => {
  const rig = new GatewayRig();
  const peer = rig.telnet();
  const other = rig.addEngine(OTHER);
  rig.engine.admitsAt = OTHER;
  peer.line("Mira");
  peer.line("swordfish");
  assert.equal(other.of("attach").length, 1);
  assert.equal(rig.engine.of("attach").length, 0);
  peer.line("look");
  assert.equal(other.of("input").at(-1)?.line, "look");
});

test("[SE114] who is at the name question when the engine goes is served by another", () => {
  const rig = new GatewayRig();
  const peer = rig.telnet();
  const other = rig.addEngine(OTHER);
  const second = rig.telnet();
  rig.link(false);
  rig.link(false, OTHER);
  rig.link(true, OTHER);
  for (const each of [peer, second]) {
    each.line("Mira");
    each.line("swordfish");
  }
  assert.equal(other.of("attach").length, 2);
  assert.equal(rig.engine.of("attach").length, 0);
});

test("[SE116] who is new is served near, and whoever took over is found wherever it is", () => {
  const regionOf = (engine: string): string => (engine === "engine-2" ? "fra" : "iad");
  const rig = new GatewayRig({}, { choice: { region: "fra", regionOf } });
  const near = rig.addEngine("engine-2");
  const far = rig.addEngine("engine-3");
  near.passwords.set("Mira", "swordfish");
  const peers = [1, 2, 3].map(() => rig.telnet());
  for (const peer of peers) {
    peer.line("Mira");
    peer.line("swordfish");
  }
  assert.equal(near.of("attach").length, peers.length);
  assert.equal(rig.engine.of("account").length + far.of("account").length, 0);
  far.knows("token-Mira", "Mira");
  rig.link(false);
  rig.link(false, "engine-2");
  rig.pass(ROAM_MS);
  peers[0]?.line("here");
  assert.equal(far.of("input").at(-1)?.line, "here");
});

test("[SE115] the first engine that is there serves who waits, and the link of one is not all", () => {
  const rig = new GatewayRig();
  rig.link(false);
  const waiting = rig.connect("telnet");
  waiting.bytes([255, 252, 24]);
  assert.match(waiting.taken(), /world/i);
  rig.addEngine(OTHER);
  assert.match(waiting.taken(), /Testland/);
  rig.link(true);
  rig.link(false, ENGINE);
  assert.equal(waiting.closed, null);
});
