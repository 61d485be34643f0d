// Goal: the browser protocol: shapes, order, and that no text can break it.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { GatewayRig } from "./testing/gateway-rig.ts";
import { parseWsMessage } from "./ws-messages.ts";

test("[SE33] welcome, then the dialogue; numbered messages count from attached", () => {
  const rig = new GatewayRig();
  rig.engine.outputSeq = 9;
  const peer = rig.connect("websocket");
  assert.deepEqual(peer.writes, []);
  peer.message({ t: "hello", v: 1, client: "ambon-web/0.1.0", screenReader: true });
  assert.equal(peer.writes.length, 2);
  const first = peer.messages();
  assert.deepEqual(first[0], { t: "welcome", v: 1, server: "AmbonMUD", version: "0.1.0" });
  assert.deepEqual(first.at(-1), { t: "ask", secret: false, label: "Name" });
  assert.ok(first.slice(1, -1).every(({ t, seq }) => t === "out" && seq === undefined));
  for (const line of ["Mira", "swordfish"]) peer.message({ t: "line", text: line });
  const messages = peer.messages().slice(1);
  assert.deepEqual(messages[0], {
    t: "attached",
    name: "Mira",
    token: "token-Mira",
    session: "7000",
    seq: 9,
    line: 0,
  });
  assert.deepEqual(
    messages.flatMap(({ t, seq }) => (t === "attached" || seq === undefined ? [] : [seq])),
    [10, 11, 12],
  );
  assert.deepEqual(messages.at(-1), {
    t: "prompt",
    seq: 12,
    text: "10/10hp> ",
    values: { hp: 10, maxHp: 10 },
  });
  assert.equal(rig.engine.of("attach")[0]?.caps.screenReader, true);
});

test("[SE33] ping, ack and settings", () => {
  const rig = new GatewayRig();
  const peer = rig.browser();
  peer.message({ t: "ping", n: 7 });
  assert.deepEqual(peer.messages(), [{ t: "pong", n: 7 }]);
  peer.message({ t: "set", colour: false });
  peer.message({ t: "ack", seq: 0 });
  for (const line of ["Mira", "swordfish"]) peer.message({ t: "line", text: line });
  const { channel } = peer;
  assert.deepEqual(rig.engine.of("edgeSetting"), [{ f: "edgeSetting", channel, colour: false }]);
});

test("[SE32] what is no message of the protocol ends the session with a sentence", () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["not json", /not valid JSON/],
    ["[]", /not a JSON object/],
    ["null", /not a JSON object/],
    ['{"t":"dance"}', /no known type/],
    ['{"t":"constructor"}', /no known type/],
    ['{"t":"line"}', /type line had wrong fields/],
    ['{"t":"sub","packages":[1]}', /type sub had wrong fields/],
    ['{"t":"ack","seq":-1}', /type ack had wrong fields/],
    ['{"t":"set","colour":"yes"}', /type set had wrong fields/],
    ['{"t":"line","text":"look","n":1.5}', /type line had wrong fields/],
    ['{"t":"hello","v":1,"resume":{"token":"t"}}', /type hello had wrong fields/],
    ['{"t":"hello","v":1,"resume":null}', /type hello had wrong fields/],
    ['{"t":"hello","v":1}', /only once/],
  ];
  for (const [frame, sentence] of cases) {
    const rig = new GatewayRig();
    const peer = rig.browser();
    rig.put({ i: "message", channel: peer.channel, text: frame });
    const [bye] = peer.messages();
    assert.deepEqual([bye?.t, bye?.reason, peer.closed], ["bye", "protocol", "protocol"], frame);
    assert.match(String(bye?.message), sentence);
  }
});

test("[SE32] hello comes first, in a version that is spoken, as text", () => {
  const early = new GatewayRig();
  const peer = early.connect("websocket");
  peer.message({ t: "line", text: "hi" });
  assert.equal(peer.closed, "protocol");
  const other = early.connect("websocket");
  other.message({ t: "hello", v: 2 });
  assert.match(String(other.messages()[0]?.message), /speaks version 1 of v1\.ambon, not 2/);
  const binary = early.connect("websocket");
  binary.bytes([1, 2, 3]);
  assert.equal(binary.closed, "protocol");
});

test("[SE32] the parser survives any text and any JSON", () => {
  const typed = fc.record({
    t: fc.constantFrom("hello", "line", "ack", "sub", "set", "ping", "x"),
    v: fc.oneof(fc.nat(), fc.jsonValue()),
    text: fc.oneof(fc.string(), fc.jsonValue()),
    seq: fc.oneof(fc.nat(), fc.jsonValue()),
    resume: fc.oneof(
      fc.constant(undefined),
      fc.jsonValue(),
      fc.record({ token: fc.string(), session: fc.string(), received: fc.nat() }),
      fc.record({ token: fc.jsonValue(), session: fc.string(), received: fc.jsonValue() }),
    ),
    packages: fc.jsonValue(),
    colour: fc.jsonValue(),
    n: fc.oneof(fc.constant(undefined), fc.nat(), fc.jsonValue()),
  });
  const frames = fc.oneof(
    fc.string(),
    fc.json(),
    typed.map((value) => JSON.stringify(value)),
  );
  let understood = 0;
  fc.assert(
    fc.property(frames, (frame) => {
      const message = parseWsMessage(frame);
      if (typeof message === "string") assert.match(message, /^A message .*\.$/);
      else understood += 1;
    }),
    { numRuns: 2000 },
  );
  assert.ok(understood > 10);
});
