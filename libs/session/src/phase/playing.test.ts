// Goal: play over a fake engine: lines are numbered, slowed down and cleaned, sessions end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayRig } from "../testing/gateway-rig.ts";
import { chat, linesOf, quietPlayer } from "../testing/quiet-player.ts";

test("[SE21] lines are numbered from what the engine has applied", () => {
  const rig = new GatewayRig();
  rig.engine.inputSeq = 41;
  const peer = quietPlayer(rig);
  peer.line("north");
  peer.line("look");
  assert.deepEqual(linesOf(rig), [
    [42, "north"],
    [43, "look"],
  ]);
});

test("[SE21] the line beyond the window is refused with a notice and has no number", () => {
  const rig = new GatewayRig({ LINES_IN_FLIGHT: 3 });
  const peer = quietPlayer(rig);
  rig.engine.stalled = true;
  for (const line of ["a", "b", "c"]) peer.line(line);
  assert.equal(peer.taken(), "");
  peer.line("d");
  const notice = "The world has not caught up with you: that line was not taken.";
  assert.equal(peer.taken(), `${notice}\n10> <GA>`);
  rig.frames({ f: "inputAck", channel: peer.channel, inputSeq: 2 });
  peer.line("e");
  assert.deepEqual(linesOf(rig), [
    [1, "a"],
    [2, "b"],
    [3, "c"],
    [4, "e"],
  ]);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total window"), 1);
});

test("[SE22] a flood is delayed to the rate, then refused with one notice", () => {
  const rig = new GatewayRig({ LINES_PER_SECOND: 10, LINES_IN_FLIGHT: 1000 });
  const peer = quietPlayer(rig);
  for (let at = 1; at <= 60; at += 1) peer.line(`say ${at}`);
  assert.equal(linesOf(rig).length, 20);
  assert.equal(peer.taken().split("Slow down").length, 2);
  rig.pass(100);
  assert.equal(linesOf(rig).length, 21);
  rig.pass(10_000);
  assert.equal(linesOf(rig).length, 52);
  const numbers = linesOf(rig).map(([seq]) => seq);
  assert.deepEqual(
    numbers,
    numbers.map((_seq, at) => at + 1),
  );
  assert.deepEqual(linesOf(rig).at(-1), [52, "say 52"]);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total rate"), 8);
  peer.line("look");
  assert.deepEqual(linesOf(rig).at(-1), [53, "look"]);
});

test("[SE22] a flood without end is told again every two seconds", () => {
  const rig = new GatewayRig({ LINES_PER_SECOND: 10, LINES_IN_FLIGHT: 1000 });
  const peer = quietPlayer(rig);
  let notices = 0;
  for (let ms = 0; ms < 6000; ms += 50) {
    for (let at = 0; at < 3; at += 1) peer.line("say again");
    rig.pass(50);
    notices += peer.taken().split("Slow down").length - 1;
  }
  assert.equal(notices, 3);
});

test("[SE23] nothing that steers a terminal reaches the engine", () => {
  const rig = new GatewayRig();
  const telnet = quietPlayer(rig);
  telnet.line("say \u001b[2J\u001b]0;title\u0007hi\u0007 \u202ereversed\u009b31m");
  telnet.bytes([...new TextEncoder().encode("say a"), 0, 0xc3, 0x28, 13, 10]);
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  browser.message({ t: "line", text: "say \u001b[31mred\u0000\nsecond" });
  const lines = linesOf(rig).map(([, line]) => line);
  assert.deepEqual(lines.slice(0, 1), ["say hi reversed"]);
  assert.equal(lines.at(-1), "say red second");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  for (const line of lines) assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test("[SE24] ten megabytes without line end are one cut line", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  const piece = new Uint8Array(65_536).fill(97);
  for (let sent = 0; sent < 10_485_760; sent += piece.length) peer.bytes(piece);
  peer.bytes("\r\n");
  assert.deepEqual(linesOf(rig), [[1, "a".repeat(1024)]]);
  assert.equal(peer.taken().split("That line was cut").length, 2);
});

test("[SE24] a browser's long line is cut and said", () => {
  const rig = new GatewayRig();
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  browser.messages();
  browser.message({ t: "line", text: "b".repeat(5000) });
  assert.equal(linesOf(rig).at(-1)?.[1].length, 1024);
  const notices = browser.messages().filter(({ t }) => t === "notice");
  assert.deepEqual(
    notices.map(({ level }) => level),
    ["error"],
  );
});

test("[SE30] a socket that closes detaches its session once", () => {
  const rig = new GatewayRig();
  const { channel } = quietPlayer(rig);
  rig.put({ i: "closed", channel, reason: "ECONNRESET" });
  rig.put({ i: "closed", channel, reason: "ECONNRESET" });
  assert.deepEqual(rig.engine.of("detach"), [{ f: "detach", channel, reason: "ECONNRESET" }]);
  assert.equal(rig.gateway.size, 0);
});

test("[SE30] [SE31] a close of the engine is shown, ends the socket and is not echoed back", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  peer.line("quit");
  assert.equal(peer.taken(), "Farewell.\n");
  assert.equal(peer.closed, "quit");
  rig.frames(chat("late", peer.channel));
  peer.line("more");
  rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
  assert.equal(peer.taken(), "");
  assert.deepEqual(rig.engine.of("detach"), []);
});

test("[SE25] a telnet client's GMCP subscriptions reach the engine, before and after login", () => {
  const rig = new GatewayRig();
  const peer = rig.telnet();
  const encoder = new TextEncoder();
  const gmcp = (words: string): number[] => [255, 250, 201, ...encoder.encode(words), 255, 240];
  peer.bytes([255, 253, 201, ...gmcp('Core.Supports.Set ["Room 1"]')]);
  for (const line of ["mira", "swordfish"]) peer.line(line);
  const { channel } = peer;
  const room = ["room.info", "room.players", "room.wrongdir", "room.addplayer"];
  room.push("room.removeplayer");
  assert.deepEqual(rig.engine.of("subscribe"), [{ f: "subscribe", channel, packages: room }]);
  peer.bytes(gmcp('Core.Supports.Remove ["Room.Players"]'));
  const without = room.filter((name) => name !== "room.players");
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, without);
  peer.taken();
  peer.bytes(gmcp("Core.Ping 30"));
  assert.equal(peer.taken(), "<SB GMCP Core.Ping>");
  const data = { f: "data", channels: [channel], package: "Room.Info", value: { num: 7 } } as const;
  rig.frames(data);
  assert.equal(peer.taken(), '<SB GMCP Room.Info {"num":7}>');
});

test("[SE25] a browser wants all packages, and later what it says", () => {
  const rig = new GatewayRig();
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  assert.ok(rig.engine.of("subscribe")[0]?.packages.includes("char.vitals"));
  browser.message({ t: "sub", packages: ["Char.Vitals", "nonsense", "char.vitals"] });
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, ["char.vitals"]);
});

test("[SE26] a flood of settings is dropped and counted", () => {
  const rig = new GatewayRig();
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  for (let at = 0; at < 100; at += 1) browser.message({ t: "set", colour: at % 2 === 0 });
  assert.equal(rig.engine.of("edgeSetting").length, 39);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total control"), 61);
});

test("[SE39] the time from a line to its output is observed once", () => {
  const rig = new GatewayRig();
  const peer = quietPlayer(rig);
  rig.engine.stalled = true;
  peer.line("look");
  rig.pass(250);
  rig.frames(chat("a", peer.channel));
  rig.frames(chat("b", peer.channel));
  assert.equal(rig.metrics.values.get("gateway_input_to_output_seconds count"), 1);
  assert.equal(rig.metrics.values.get("gateway_input_to_output_seconds sum"), 0.25);
});
