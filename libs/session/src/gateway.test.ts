// Goal: what holds across sessions: limits, one rendering per profile, one write per step, wakes.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { limitsWith } from "@ambon/kernel/limits";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { text } from "@ambon/markup/build";
import { Gateway } from "./gateway.ts";
import { SESSIONS_PER_SLICE, SLICE_MS } from "./returning.ts";
import { ENGINE, GatewayRig, type Peer } from "./testing/gateway-rig.ts";
import { readable } from "./testing/readable.ts";

const chatTo = (peers: readonly Peer[], words: string): EngineFrame => ({
  f: "output",
  channels: peers.map(({ channel }) => channel),
  class: "chat",
  markup: text(words),
});

const players = (rig: GatewayRig, count: number): Peer[] => {
  const peers: Peer[] = [];
  for (let at = 0; at < count; at += 1) {
    const peer = rig.player("Mira", `10.0.0.${at}`);
    peer.line("");
    peer.taken();
    peers.push(peer);
  }
  return peers;
};

/** Tells a window of `columns` by 24. */
const resize = (peer: Peer, columns: number): void =>
  peer.bytes([255, 251, 31, 255, 250, 31, 0, columns, 0, 24, 255, 240]);

test("[SE17] forty listeners of one profile share one rendering and one byte array", () => {
  const rig = new GatewayRig();
  const peers = players(rig, 40);
  const narrow = peers.slice(30);
  for (const peer of narrow) resize(peer, 40);
  for (const peer of peers) peer.taken();
  const before = rig.gateway.renderCounts.texts;
  rig.frames(chatTo(peers, "A line of talk that is a little longer than forty columns are wide."));
  assert.equal(rig.gateway.renderCounts.texts - before, 2);
  for (const peer of peers) assert.equal(peer.writes.length, 1);
  const shown = new Set(peers.map((peer) => peer.taken()));
  assert.equal(shown.size, 2);
});

test("[SE17] all browsers share one JSON", () => {
  const rig = new GatewayRig();
  const browsers = [1, 2, 3].map(() => rig.browser());
  for (const browser of browsers) {
    for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
    browser.messages();
  }
  const before = rig.gateway.renderCounts.jsons;
  const channels = browsers.map(({ channel }) => channel);
  rig.frames(chatTo(browsers, "hi"), {
    f: "data",
    channels,
    package: "Comm.Channel.Text",
    value: { channel: "gossip", talker: "Mira", text: "hi" },
  });
  assert.equal(rig.gateway.renderCounts.jsons - before, 2);
  for (const browser of browsers) {
    assert.equal(browser.writes.length, 1);
    const [out, data] = browser.messages();
    assert.deepEqual(out, { t: "out", seq: 4, c: "chat", m: text("hi") });
    assert.deepEqual([data?.t, data?.seq, data?.p], ["data", 5, "Comm.Channel.Text"]);
  }
});

test("[SE13] a step with many events for one socket writes once", () => {
  const rig = new GatewayRig();
  const [peer] = players(rig, 1);
  assert.ok(peer);
  const { channel } = peer;
  const bytes = new TextEncoder().encode("\r\n");
  rig.put(
    { i: "frames", engine: ENGINE, frames: [chatTo([peer], "one")] },
    { i: "bytes", channel, bytes },
    { i: "frames", engine: ENGINE, frames: [chatTo([peer], "two")] },
  );
  assert.equal(peer.writes.length, 1);
});

test("[SE18] colours and width follow what the terminal says", () => {
  const answers = (...list: string[]): number[] => [
    ...[255, 251, 24],
    ...list.flatMap((answer) => [
      ...[255, 250, 24, 0],
      ...new TextEncoder().encode(answer),
      ...[255, 240],
    ]),
  ];
  const shown = (bytes: readonly number[]): string => {
    const rig = new GatewayRig();
    const peer = rig.connect("telnet");
    peer.bytes(bytes);
    rig.pass(300);
    for (const line of ["mira", "swordfish"]) peer.line(line);
    peer.taken();
    rig.frames(chatTo([peer], "x"));
    return peer.taken();
  };
  assert.doesNotMatch(shown(answers("DUMB", "DUMB")), /\\e/);
  assert.doesNotMatch(shown(answers("A", "B", "MTTS 4", "MTTS 4")), /\\e/);
  assert.match(shown([255, 252, 24]), /\\e\[0;\d+m/);
  assert.match(shown(answers("A", "XTERM-256COLOR", "MTTS 13", "MTTS 13")), /38;5;/);
  assert.match(shown(answers("A", "ANSI-TRUECOLOR", "MTTS 269", "MTTS 269")), /38;2;/);
});

test("[SE14] EOR closes prompts where it was agreed", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes([255, 252, 24, 255, 253, 25]);
  assert.match(peer.taken(), /Name: <EOR>$/);
});

test("[SE34] connections beyond the limits are refused with a line, and closed ones free a place", () => {
  const rig = new GatewayRig({ CONNECTIONS: 3, CONNECTIONS_PER_IP: 2 });
  const first = rig.connect("telnet", "192.0.2.1");
  rig.connect("telnet", "192.0.2.1");
  const third = rig.connect("telnet", "::ffff:192.0.2.1");
  assert.equal(
    third.taken().replaceAll(/\\e\[[0-9;]*m/g, ""),
    "There are already 2 connections from your address. Close one first.\n",
  );
  assert.equal(third.closed, "kicked");
  rig.connect("telnet", "127.0.0.1");
  const full = rig.connect("websocket", "127.0.0.1");
  assert.deepEqual(full.messages(), [
    {
      t: "bye",
      reason: "later",
      message: "The game is full. Please try again in a few minutes.",
    },
  ]);
  assert.equal(full.closed, "later");
  assert.equal(rig.metrics.values.get("gateway_connections_refused_total perAddress"), 1);
  assert.equal(rig.metrics.values.get("gateway_connections_refused_total full"), 1);
  rig.put({ i: "closed", channel: third.channel, reason: "closed" });
  rig.put({ i: "closed", channel: first.channel, reason: "closed" });
  assert.equal(rig.connect("telnet", "192.0.2.1").closed, null);
  assert.equal(rig.gateway.size, 3);
});

test("[SE35] the engine hears an IPv4 client's address as people write it", () => {
  const rig = new GatewayRig();
  rig.player("Mira", "::ffff:192.0.2.9");
  assert.equal(rig.engine.of("attach")[0]?.caps.address, "192.0.2.9");
});

test("[SE34] loopback may open many connections", () => {
  const rig = new GatewayRig({ CONNECTIONS_PER_IP: 1 });
  for (let at = 0; at < 5; at += 1) assert.equal(rig.connect("telnet", "::1").closed, null);
});

test("[SE36] without a session id a connection is refused", () => {
  const gateway = new Gateway({
    limits: limitsWith(),
    metrics: silentMetrics,
    log: silentLog,
    mintSessionId: () => undefined,
    version: "0.1.0",
  });
  const open = { i: "open", channel: 1, transport: "telnet", address: "192.0.2.1" } as const;
  const [write, close] = gateway.step(0, [open]).sockets;
  assert.ok(write !== undefined && "payload" in write && typeof write.payload !== "string");
  assert.match(readable(write.payload), /No new sessions can be opened just now\./);
  assert.deepEqual(close, { channel: 1, close: "later" });
  assert.equal(gateway.size, 0);
});

test("[SE37] a slow reader is closed and counted, its neighbour is not", () => {
  const rig = new GatewayRig();
  const [slow, quick] = players(rig, 2);
  assert.ok(slow && quick);
  rig.put({ i: "tooSlow", channel: slow.channel });
  assert.equal(slow.closed, "slow");
  assert.match(slow.taken(), /Your connection did not take what was sent to it\./);
  assert.deepEqual(
    rig.engine.of("detach").map(({ channel, reason }) => [channel, reason]),
    [[slow.channel, "slow"]],
  );
  assert.equal(rig.metrics.values.get("gateway_slow_readers_total"), 1);
  rig.frames(chatTo([slow, quick], "hi"));
  assert.equal(slow.taken(), "");
  assert.match(quick.taken(), /hi/);
});

test("[SE38] deadlines of many sessions, and none when nobody waits", () => {
  const rig = new GatewayRig({ LOGIN_IDLE_MS: 60_000 });
  assert.equal(rig.gateway.nextWakeMs, null);
  const first = rig.connect("telnet");
  assert.equal(rig.gateway.nextWakeMs, rig.nowMs + 300);
  rig.pass(200);
  const second = rig.connect("telnet");
  assert.equal(rig.gateway.nextWakeMs, rig.nowMs + 100);
  rig.pass(1000);
  assert.equal(rig.gateway.nextWakeMs, first === undefined ? null : 1_000_000 + 60_000);
  for (const peer of [first, second]) {
    peer.line("mira");
    peer.line("swordfish");
  }
  rig.pass(120_000);
  assert.equal(rig.gateway.nextWakeMs, null);
  assert.deepEqual([first.closed, second.closed], [null, null]);
});

test("[SE31] a shutdown tells everybody and closes them", () => {
  const rig = new GatewayRig();
  const telnet = rig.player();
  const browser = rig.browser();
  rig.put({ i: "shutdown", message: "The game restarts. Come back in a minute." });
  assert.match(telnet.taken(), /The game restarts\. Come back in a minute\./);
  assert.deepEqual(browser.messages().at(-1), {
    t: "bye",
    reason: "shutdown",
    message: "The game restarts. Come back in a minute.",
  });
  assert.deepEqual([telnet.closed, browser.closed], ["shutdown", "shutdown"]);
});

test("[SE93] a gateway that is restarted says so, and lets nobody in any more", () => {
  const rig = new GatewayRig();
  const browser = rig.browser();
  const message = "Connect again.";
  rig.put({ i: "shutdown", message, reason: "later" });
  const late = rig.connect("websocket");
  for (const peer of [browser, late]) {
    assert.deepEqual(peer.messages().at(-1), { t: "bye", reason: "later", message });
    assert.equal(peer.closed, "later");
  }
});

test("[SE39] sessions, lines and logins are counted", () => {
  const rig = new GatewayRig();
  const peer = rig.player();
  peer.line("look");
  rig.browser();
  const { values } = rig.metrics;
  assert.equal(values.get("gateway_sessions telnet"), 1);
  assert.equal(values.get("gateway_sessions websocket"), 1);
  assert.equal(values.get("gateway_lines_total telnet"), 1);
  assert.equal(values.get("gateway_logins_total login"), 1);
  rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
  assert.equal(values.get("gateway_sessions telnet"), 0);
});

test("[SE92] sessions return to their engine in slices", () => {
  const rig = new GatewayRig({ LOGINS_PER_MINUTE: 1000, CONNECTIONS_PER_IP: 1000 });
  const peers = Array.from({ length: 250 }, (_one, at) => rig.player("Mira", `10.0.0.${at}`));
  const returned = (): number => rig.engine.of("resume").length;
  rig.link(false);
  rig.link(true);
  assert.equal(returned(), SESSIONS_PER_SLICE);
  rig.put({ i: "closed", channel: peers[249]?.channel ?? 0, reason: "closed" });
  rig.pass(SLICE_MS);
  assert.equal(returned(), 2 * SESSIONS_PER_SLICE);
  rig.link(false);
  rig.pass(10 * SLICE_MS);
  assert.equal(returned(), 2 * SESSIONS_PER_SLICE);
  rig.link(true);
  rig.pass(10 * SLICE_MS);
  assert.equal(returned(), 2 * SESSIONS_PER_SLICE + 249);
});
