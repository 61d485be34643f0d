// Goal: each public subprotocol plays, and says the same data.

import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import { subnegotiation } from "@ambon/telnet/bytes";
import { GatewayRig } from "./testing/gateway-rig.ts";
import { readable } from "./testing/readable.ts";
import { arrive, DialectPeer, encode, NAMES, shown } from "./ws-dialect.fixture.ts";
import type { DialectName, FrameRefusal } from "./ws-dialect.ts";

test("[WS5] telnet: the stream of a socket, in BINARY frames, cut anywhere", () => {
  const onSocket = new GatewayRig();
  const socket = onSocket.connect("telnet");
  const expected = (): Buffer => Buffer.concat(socket.writes.splice(0) as Uint8Array[]);
  const player = new DialectPeer(new GatewayRig(), "telnet");
  socket.bytes([255, 252, 24]);
  assert.deepEqual(Buffer.concat(player.frames() as Uint8Array[]), expected());
  for (const piece of ["mi", "ra\r", "\nswordfish\r\n", "say hi\r\n"]) {
    socket.bytes(piece);
    player.send(encode(piece));
  }
  const frames = player.frames();
  assert.ok(frames.every((frame) => typeof frame !== "string"));
  const bytes = Buffer.concat(frames as Uint8Array[]);
  assert.deepEqual(bytes, expected());
  assert.match(
    bytes.toString("latin1"),
    /You are in a hall\.[\s\S]*You say "say hi"\.[\s\S]*\xff\xf9$/,
  );
});

test("[WS6] terminal: UTF-8 and colours in BINARY frames, no telnet", () => {
  const rig = new GatewayRig();
  const player = new DialectPeer(rig, "terminal");
  assert.match(player.all(), /Name: $/);
  player.enter();
  const frames = player.frames();
  assert.ok(frames.every((frame) => typeof frame !== "string"));
  for (const frame of frames) assert.ok(!(frame as Uint8Array).includes(255));
  assert.match(frames.map(shown).join(""), /You are in a hall\.[\s\S]*10\/10hp> $/);
  rig.frames({ f: "output", channels: [player.peer.channel], class: "chat", markup: text("Zoë…") });
  assert.match(readable(encode(player.all())), /\\e\[0;\d+mZoë…\\e\[0m/);
  assert.equal(rig.engine.of("subscribe").length, 0);
});

test("[WS9] ascii: plain text in TEXT frames, without a control sequence", () => {
  const player = new DialectPeer(new GatewayRig(), "ascii");
  player.enter();
  player.line("say hi");
  const frames = player.frames();
  assert.ok(frames.every((frame) => typeof frame === "string"));
  const words = frames.join("");
  assert.match(
    words,
    /Name: [\s\S]*You are in a hall\.\r\n[\s\S]*You say "say hi"\.\r\n10\/10hp> $/,
  );
  assert.doesNotMatch(words.replaceAll("\r\n", ""), /\p{Cc}/u);
});

const VITALS: EngineFrame = {
  f: "data",
  channels: [],
  package: "Char.Vitals",
  value: { hp: 7, maxHp: 10, name: 'Zoë ÿ "quoted"' },
};

test("[WS7] gmcp: text in BINARY frames, one GMCP message in each TEXT frame, both ways", () => {
  const rig = new GatewayRig();
  const player = arrive(rig, "gmcp");
  player.send('Core.Hello {"client":"mudlet-web","version":"1"}');
  player.send('Core.Supports.Set ["Char 1","Room 1"]');
  const wanted = rig.engine.of("subscribe").at(-1)?.packages ?? [];
  assert.ok(wanted.includes("char.vitals"), wanted.join());
  player.send("Core.Ping");
  assert.deepEqual(player.frames(), ["Core.Ping"]);
  const { channel } = player.peer;
  rig.frames(
    { f: "output", channels: [channel], class: "chat", markup: text("before") },
    { ...VITALS, channels: [channel] },
  );
  assert.match(player.all(), /^\r\n[^|]*before[^|]*\|"Char\.Vitals \{\\"hp\\":7[^|]*\|10\/10hp> $/);
  player.send("no message at all, and malformed");
  player.send("{}");
  assert.deepEqual(player.frames(), []);
});

test("[WS8] json: GMCP in objects, the window's size by NAWS, other protos ignored", () => {
  const rig = new GatewayRig();
  const player = arrive(rig, "json");
  const send = (message: object): FrameRefusal | undefined => player.send(JSON.stringify(message));
  send({ proto: "gmcp", id: "Core.Hello", data: '{"client":"x"}' });
  send({ proto: "gmcp", data: 'Core.Supports.Set ["Char 1"]' });
  assert.ok(rig.engine.of("subscribe").at(-1)?.packages.includes("char.vitals"));
  send({ proto: "gmcp", id: "Core.Ping", data: "" });
  assert.deepEqual(player.texts(), ['{"proto":"gmcp","id":"Core.Ping","data":""}']);

  const { channel } = player.peer;
  const words = "twelve lines of some forty columns each are ".repeat(12);
  const widest = (): number => {
    rig.frames({ f: "output", channels: [channel], class: "info", markup: text(words) });
    const rows = stripVTControlCharacters(player.all()).split("\r\n");
    return Math.max(...rows.map((row) => row.length));
  };
  assert.ok(widest() > 70);
  send({ proto: "telnet_31", id: "NAWS", data: btoa("\0\x28\0\x18") });
  assert.ok(widest() <= 40);
  const whole = String.fromCharCode(...subnegotiation(31, Uint8Array.from([0, 255, 0, 24])));
  send({ proto: "telnet_31", data: btoa(whole) });
  assert.ok(widest() > 200);
  for (const data of ["", "?", btoa("abc"), btoa("abcdefgh")]) {
    assert.equal(send({ proto: "telnet_31", data }), undefined);
  }
  assert.equal(send({ proto: "coffeemud", id: "login", data: "?" }), undefined);
  assert.ok(widest() > 200);
});

test("[WS8] [WS11] json: a TEXT frame that is no message closes with 1003", () => {
  const bad = ["look", "[]", "null", "7", "{}", '{"proto":"gmcp"}', '{"proto":1,"data":""}'];
  const player = new DialectPeer(new GatewayRig(), "json");
  for (const frame of [...bad, '{"proto":"gmcp","data":{}}', '{"proto":"x","id":1,"data":""}']) {
    assert.equal(player.send(frame)?.code, 1003, frame);
  }
});

test("[WS13] GMCP payloads are the same on telnet, gmcp and json, byte for byte", () => {
  const payloads = (name: DialectName): string[] => {
    const rig = new GatewayRig();
    const player = arrive(rig, name);
    const gmcp = (id: string, data: string): void => {
      if (name === "gmcp") player.send(`${id} ${data}`);
      else if (name === "json") player.send(JSON.stringify({ proto: "gmcp", id, data }));
      else player.send(subnegotiation(201, encode(`${id} ${data}`)));
    };
    if (name === "telnet") player.send(Uint8Array.from([255, 253, 201]));
    gmcp("Core.Hello", '{"client":"x","version":"1"}');
    gmcp("Core.Supports.Set", '["Char 1","Room 1"]');
    player.frames();
    const channels = [player.peer.channel];
    rig.frames(
      { ...VITALS, channels },
      { f: "data", channels, package: "Room.Info", value: { num: 1, exits: { n: 2 } } },
      { f: "data", channels, package: "Char.Items.List", value: [{ a: "Package.X {}" }] },
      { f: "data", channels, package: "Core.Goodbye", value: undefined },
    );
    const out = player.frames();
    if (name !== "telnet") return out.filter((frame) => typeof frame === "string").map(gmcpOf);
    const stream = Buffer.concat(out as Uint8Array[]).toString("latin1");
    return [...stream.matchAll(/\xff\xfa\xc9(.*?)\xff\xf0/gs)].map((sub) =>
      Buffer.from(sub[1] ?? "", "latin1").toString("utf8"),
    );
  };
  const onTelnet = payloads("telnet");
  assert.equal(onTelnet.length, 4);
  assert.match(onTelnet[0] ?? "", /^Char\.Vitals \{"hp":7,/);
  assert.deepEqual(payloads("gmcp"), onTelnet);
  assert.deepEqual(payloads("json"), onTelnet);
});

/** What a TEXT frame of gmcp or json carries, as GMCP writes it. */
const gmcpOf = (frame: string): string => {
  if (!frame.startsWith("{")) return frame;
  const { id, data } = JSON.parse(frame) as { id: string; data: string };
  return data === "" ? id : `${id} ${data}`;
};

test("[WS10] a frame is whole lines, with or without their ends; an empty one is Enter", () => {
  for (const name of ["json", "gmcp", "terminal", "ascii"] as const) {
    for (const [frame, lines] of [
      ["look", ["look"]],
      ["look\n", ["look"]],
      ["look\r\n", ["look"]],
      ["look\r", ["look"]],
      ["n\ne\r\nw", ["n", "e", "w"]],
      ["say ÿ Zoë", ["say ÿ Zoë"]],
    ] as const) {
      const rig = new GatewayRig();
      const player = arrive(rig, name);
      player.send(encode(frame));
      const typed = rig.engine.of("input").map(({ line }) => line);
      assert.deepEqual(typed, lines, `${name}: ${JSON.stringify(frame)}`);
      player.frames();
      player.send(new Uint8Array(0));
      assert.match(player.all(), /10\/10hp> "?$/);
      assert.equal(rig.engine.of("input").length, lines.length);
    }
  }
});

test("[WS11] frames of the other kind are lines where nothing else can be meant", () => {
  for (const [name, frame] of [
    ["terminal", "look"],
    ["ascii", encode("look")],
    ["telnet", "look"],
  ] as const) {
    const rig = new GatewayRig();
    const player = arrive(rig, name);
    player.send('{"type":"status"}'.slice(0, name === "telnet" ? undefined : 0));
    player.send(frame);
    assert.deepEqual(
      rig.engine.of("input").map(({ line }) => line),
      ["look"],
      name,
    );
  }
});

test("[WS11] BINARY frames that are no UTF-8 close with 1007, but not where they are telnet", () => {
  const latin1 = Uint8Array.from([0x5a, 0x6f, 0xeb]);
  for (const name of NAMES) {
    const refusal = new DialectPeer(new GatewayRig(), name).send(latin1);
    assert.equal(refusal?.code, name === "telnet" ? undefined : 1007, name);
    assert.ok((refusal?.reason ?? "").length <= 123);
  }
});

test("[WS12] before a password the player is told that it will be seen, and by no blank line", () => {
  for (const name of ["gmcp", "terminal", "ascii"] as const) {
    const player = new DialectPeer(new GatewayRig(), name);
    player.frames();
    player.line("mira");
    const asked = player
      .frames()
      .map((frame) => (typeof frame === "string" ? frame : shown(frame)));
    assert.equal(asked.join(""), "Your next line will be visible as you type it.\r\nPassword: ");
    player.line("wrong");
    const again = player
      .frames()
      .map((frame) => (typeof frame === "string" ? frame : shown(frame)));
    assert.doesNotMatch(again.join(""), /^\r\n/);
    assert.match(again.join(""), /not the password[\s\S]*will be visible[\s\S]*Password: $/);
  }
});

test("[WS12] json says what ECHO says, and warns until it knows that the client hides lines", () => {
  const base64 = (...bytes: number[]): string => btoa(String.fromCharCode(...bytes));
  const hide = JSON.stringify({ proto: "telnet_1", id: "ECHO", data: base64(255, 251, 1) });
  const show = JSON.stringify({ proto: "telnet_1", id: "ECHO", data: base64(255, 252, 1) });
  const player = new DialectPeer(new GatewayRig(), "json");
  player.frames();
  player.line("mira");
  const [first, ...rest] = player.frames();
  assert.equal(first, hide);
  const asked = rest.map(shown).join("");
  assert.equal(asked, "Your client may show your next line as you type it.\r\nPassword: ");
  player.send(JSON.stringify({ proto: "telnet_1", data: "" }));
  player.line("wrong");
  const [shows, ...more] = player.frames();
  assert.equal(shows, show);
  assert.ok(more.includes(hide));
  assert.doesNotMatch(more.map(shown).join(""), /may show/);
});
