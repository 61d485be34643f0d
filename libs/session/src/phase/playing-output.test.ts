// Goal: play over a fake engine: output, prompts and settings, and how far they were taken.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import { GatewayRig } from "../testing/gateway-rig.ts";
import { chat, linesOf, quietPlayer, settings } from "../testing/quiet-player.ts";
import { ACK_EVERY_MS } from "./receipts.ts";

test("[SE15] an empty line brings the prompt and stays at the edge", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  peer.line("");
  peer.line("   ");
  assert.equal(peer.taken(), "10> <GA>10> <GA>");
  assert.deepEqual(linesOf(rig), []);
});

test("[SE13] [SE14] a batch with many outputs is one write with one prompt", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  const { channel } = peer;
  rig.frames(chat("one", channel), chat("two", channel), rig.engine.prompt(channel, 9));
  assert.equal(peer.writes.length, 1);
  assert.equal(peer.taken(), "\none\ntwo\n9> <GA>");
});

test("[SE15] numbers that change while the prompt is shown wait for the next output", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.frames(rig.engine.prompt(peer.channel, 8));
  assert.equal(peer.taken(), "");
  rig.frames(chat("hello", peer.channel));
  assert.equal(peer.taken(), "\nhello\n8> <GA>");
});

test("[SE19] [SE27] muted classes are silent and keep their numbers", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  const { channel } = browser;
  rig.frames(settings(peer.channel, { muted: ["chat"] }), settings(channel, { muted: ["chat"] }));
  peer.taken();
  browser.messages();
  rig.frames(chat("noise", peer.channel, channel));
  assert.equal(peer.taken(), "");
  assert.deepEqual(browser.messages(), [{ t: "out", seq: 5, c: "chat", m: [] }]);
  rig.pass(ACK_EVERY_MS);
  assert.equal(rig.engine.of("ack").at(-1)?.received, 5);
});

test("[SE20] colour, prompt and brevity follow the character's settings", () => {
  const rig = new GatewayRig();
  const peer = rig.player();
  const { channel } = peer;
  rig.frames({ ...chat("red", channel), class: "error" } as EngineFrame);
  assert.match(peer.taken(), /\\e\[/);
  rig.frames(settings(channel, { prompt: "%h of %H: ", brief: true }));
  peer.taken();
  rig.frames({
    f: "output",
    channels: [channel],
    class: "room",
    markup: text("A long hall."),
    brief: text("Hall."),
  });
  assert.equal(peer.taken(), "\nHall.\n10 of 10: <GA>");
});

test("[SE100] a screen reader is told the short form where there is one, others the whole", () => {
  const rig = new GatewayRig();
  const [ears, eyes] = [rig.player("Mira"), rig.player("Tomas")];
  rig.frames(settings(ears.channel, { screenReader: true }));
  for (const peer of [ears, eyes]) peer.taken();
  rig.frames({
    f: "output",
    channels: [ears.channel, eyes.channel],
    class: "combat",
    markup: text("A rat hits you for 3."),
    brief: [],
  });
  assert.equal(ears.taken(), "");
  assert.match(eyes.taken(), /A rat hits you for 3\./);
});

test("[SE20] a screen reader found at login holds until the character has it", () => {
  const rig = new GatewayRig();
  const peer = rig.telnet();
  for (const line of ["screenreader", "mira", "swordfish"]) peer.line(line);
  const { channel } = peer;
  rig.frames(settings(channel, { colour: true, screenReader: false }));
  assert.deepEqual(rig.engine.of("edgeSetting"), [
    { f: "edgeSetting", channel, screenReader: true },
  ]);
  peer.line("");
  peer.taken();
  rig.frames({ ...chat("plain", channel), class: "error" } as EngineFrame);
  assert.equal(peer.taken(), "\nplain\n");
  rig.frames(settings(channel, { colour: true, screenReader: true }));
  rig.frames(settings(channel, { colour: true, screenReader: false }));
  rig.frames({ ...chat("colour", channel), class: "error" } as EngineFrame);
  assert.match(peer.taken(), /\\e\[/);
  assert.equal(rig.engine.of("edgeSetting").length, 1);
});

test("[SE27] taken output is acknowledged at once after a pause, and not while the socket is blocked", () => {
  const rig = new GatewayRig();
  rig.engine.outputSeq = 100;
  const { channel } = quietPlayer(rig);
  rig.pass(2 * ACK_EVERY_MS);
  const ackedFirst = rig.engine.of("ack").length;
  const acks = (): unknown[] => rig.engine.of("ack").slice(ackedFirst);
  rig.frames(chat("a", channel), chat("b", channel));
  assert.deepEqual(acks(), [{ f: "ack", channel, received: 106 }]);
  rig.put({ i: "blocked", channel });
  rig.frames(chat("c", channel));
  rig.pass(10 * ACK_EVERY_MS);
  assert.equal(acks().length, 1);
  rig.put({ i: "drained", channel });
  assert.deepEqual(acks().at(-1), { f: "ack", channel, received: 107 });
});

test("[SE27] of a stream each tenth of a second is acknowledged, the last frame too", () => {
  const rig = new GatewayRig();
  const { channel } = quietPlayer(rig);
  rig.pass(2 * ACK_EVERY_MS);
  const before = rig.engine.of("ack").length;
  for (const word of ["a", "b", "c", "d"]) rig.frames(chat(word, channel));
  assert.equal(rig.engine.of("ack").length, before + 1);
  rig.pass(ACK_EVERY_MS);
  const acks = rig.engine.of("ack");
  assert.equal(acks.length, before + 2);
  assert.equal(acks.at(-1)?.received, (acks.at(-2)?.received ?? 0) + 3);
});
