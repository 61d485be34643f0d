// Goal: the time before and around the dialogue: negotiation, typing ahead, idling, lost engines.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayRig } from "../testing/gateway-rig.ts";
import { dumb, play, terminal, WILL_TTYPE } from "../testing/transcript.ts";

const WELCOME = `Welcome to Testland.
Type the name of your character, or a new name to create one.
Type screenreader for plain text that reads well aloud, or quit to leave.
`;

test("[SE11] who types nothing is closed, and every line starts the time anew", () => {
  const rig = new GatewayRig({ LOGIN_IDLE_MS: 60_000 });
  const peer = dumb(rig);
  rig.pass(50_000);
  play(peer, ["mira"]);
  rig.pass(59_999);
  assert.equal(peer.closed, null);
  rig.pass(1);
  assert.equal(peer.closed, "idle");
  assert.match(peer.taken(), /Nothing was typed for a long time\./);
});

test("[SE11] a browser that says nothing is closed, one that plays is not", () => {
  const rig = new GatewayRig({ LOGIN_IDLE_MS: 60_000 });
  const silent = rig.connect("websocket");
  const player = rig.player();
  rig.pass(60_000);
  assert.equal(silent.closed, "idle");
  rig.pass(10_000_000);
  assert.equal(player.closed, null);
});

test("[SE1] the splash waits for the end of the TTYPE cycle", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  assert.equal(
    peer.taken(),
    "<DO TTYPE><DO NAWS><DO NEW-ENVIRON><WILL CHARSET><WILL EOR><WILL GMCP>" +
      "<WILL MCCP2><WILL MCCP3>",
  );
  peer.bytes([...WILL_TTYPE, ...terminal("Mudlet"), ...terminal("ANSI-TRUECOLOR")]);
  rig.pass(299);
  assert.doesNotMatch(peer.taken(), /Welcome/);
  peer.bytes([...terminal("MTTS 2349"), ...terminal("MTTS 2349")]);
  assert.match(peer.taken(), /Welcome/);
});

test("[SE1] a client that negotiates nothing sees the splash after 300 ms", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  rig.pass(299);
  assert.doesNotMatch(peer.taken(), /Welcome/);
  rig.pass(1);
  assert.match(peer.taken(), /Welcome to Testland.*Name: <GA>$/s);
});

test("[SE2] lines that come with the first packet answer the questions in order", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.line("mira\r\nswordfish\r\nsay hi");
  assert.equal(rig.engine.got.length, 0);
  rig.pass(300);
  const text = peer.taken();
  assert.match(text, /You are in a hall\./);
  assert.match(text, /You say "say hi"\./);
  assert.ok(text.lastIndexOf("<WONT ECHO>") > text.lastIndexOf("<WILL ECHO>"));
});

test("[SE2] too many lines ahead are dropped, and said once", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  for (let at = 0; at < 40; at += 1) peer.line("quit now");
  rig.pass(300);
  const text = peer.taken();
  assert.equal(text.split("Too many lines at once").length, 2);
  assert.equal(text.split("A name has letters only.").length, 17);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total typedAhead"), 24);
});

test("[SE3] MTTS 64 gives plain text before the splash and a setting that is kept", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  const cycle = ["MUSHCLIENT", "ANSI", "MTTS 333", "MTTS 333"].flatMap(terminal);
  peer.bytes([...WILL_TTYPE, ...cycle]);
  assert.ok(peer.taken().endsWith(`>\nTestland\n${WELCOME}Name: <GA>`));
  play(peer, ["mira", "swordfish"]);
  assert.equal(rig.engine.of("attach")[0]?.caps.screenReader, true);
});

test("[SE3] the word screenreader does the same at the name question", () => {
  const rig = new GatewayRig();
  const peer = rig.telnet();
  peer.line("ScreenReader");
  assert.equal(
    peer.taken(),
    "Screen reader mode is on: plain text, one fact per line, no drawings.\nName: <GA>",
  );
  play(peer, ["nyra", "y", "wintergreen", "wintergreen", "elf", "mage"]);
  const call = rig.engine.of("account").at(-1)?.call;
  assert.equal(call?.op === "create" && call.screenReader, true);
  assert.equal(rig.engine.of("attach")[0]?.caps.screenReader, true);
});

test("[SE29] a dialogue that loses its engine starts again at the name", () => {
  const rig = new GatewayRig();
  const peer = dumb(rig);
  play(peer, ["mira"]);
  rig.link(false);
  assert.match(peer.taken(), /The world cannot be reached just now\./);
  rig.link(true);
  assert.match(peer.taken(), /Name: <GA>$/);
  assert.match(play(peer, ["nyra"]), /There is nobody called Nyra yet\./);
});

test("[SE29] who connects while the engine is away waits for it", () => {
  const rig = new GatewayRig();
  rig.link(false);
  const peer = rig.connect("telnet");
  rig.pass(300);
  assert.match(peer.taken(), /The world cannot be reached just now\./);
  rig.link(true);
  assert.match(peer.taken(), /Welcome to Testland.*Name: <GA>$/s);
});

test("[SE30] an attach that is refused leads back, and is not detached later", () => {
  const rig = new GatewayRig();
  const peer = dumb(rig);
  play(peer, ["mira"]);
  rig.linkUp = false;
  play(peer, ["swordfish"]);
  const request = { f: "accountReply", requestId: 3, sessionId: "7000" } as const;
  rig.frames({ ...request, reply: { ok: true, op: "login", ticket: "old" } });
  rig.frames({ f: "attachRefused", channel: 1, message: "That took too long." });
  assert.match(peer.taken(), /That took too long\.\nName: <GA>$/);
  rig.linkUp = true;
  rig.put({ i: "closed", channel: 1, reason: "closed" });
  assert.deepEqual(rig.engine.of("detach"), []);
});
