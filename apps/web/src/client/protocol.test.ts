import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeMessage, FRAME_MESSAGES_MAX, parseFrame } from "./protocol.ts";

test("[WC1] a frame gives its messages in order, with their numbers", () => {
  const frame = [
    { t: "welcome", v: 1, server: "AmbonMUD", version: "0.1.0" },
    { t: "ask", secret: true, label: "Password" },
    { t: "attached", name: "Mira", token: "x", seq: 0 },
    { t: "out", seq: 1, c: "room", m: [{ t: "heading", text: "The Quay" }], b: [] },
    { t: "prompt", seq: 2, text: "8/9hp> ", values: { hp: 8, maxHp: 9, room: "The Quay" } },
    { t: "notice", level: "error", text: "Slow down." },
    { t: "pong", n: 3 },
  ];
  const { messages, dropped } = parseFrame(JSON.stringify(frame));
  assert.equal(dropped, 0);
  assert.deepEqual(
    messages.map(({ t }) => t),
    ["welcome", "ask", "attached", "out", "prompt", "notice", "pong"],
  );
  assert.deepEqual(messages[3], {
    t: "out",
    seq: 1,
    c: "room",
    m: [{ t: "heading", text: "The Quay" }],
    b: [],
  });
  const prompt = messages[4];
  assert.ok(prompt?.t === "prompt");
  assert.deepEqual(prompt.values, {
    hp: 8,
    maxHp: 9,
    mana: 0,
    maxMana: 0,
    gold: 0,
    level: 0,
    xpToLevel: 0,
    room: "The Quay",
    enemy: "",
  });
});

test("[WC1] what is unknown or broken is dropped and counted, the rest is kept", () => {
  const { messages, dropped } = parseFrame('[{"t":"dance"},7,null,{"t":"pong","n":1},{}]');
  assert.deepEqual(messages, [{ t: "pong", n: 1 }]);
  assert.equal(dropped, 4);
  assert.deepEqual(parseFrame("{not json"), { messages: [], dropped: 1 });
});

test("[WC1] a message outside an array is read too, unknown values become harmless ones", () => {
  assert.deepEqual(parseFrame('{"t":"bye","reason":"boredom","message":7}').messages, [
    { t: "bye", reason: "protocol", message: "" },
  ]);
  assert.deepEqual(parseFrame('{"t":"out","c":"opera","m":"aria","seq":1.5}').messages, [
    { t: "out", c: "system", m: [] },
  ]);
  assert.deepEqual(parseFrame('{"t":"data","seq":4,"p":"Sea.State","v":{}}').messages, [
    { t: "data", seq: 4, update: null },
  ]);
});

test("[WC1] more messages than a frame may hold are dropped and counted", () => {
  const many = Array.from({ length: FRAME_MESSAGES_MAX + 3 }, () => ({ t: "pong", n: 1 }));
  const { messages, dropped } = parseFrame(JSON.stringify(many));
  assert.equal(messages.length, FRAME_MESSAGES_MAX);
  assert.equal(dropped, 3);
});

test("[WC1] no frame throws", () => {
  const types = ["welcome", "out", "ask", "prompt", "data", "settings", "attached", "bye"];
  const message = fc.record(
    { t: fc.constantFrom(...types), c: fc.jsonValue(), m: fc.jsonValue(), v: fc.jsonValue() },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.array(message).map(encode)), (frame) => {
      const { messages, dropped } = parseFrame(frame);
      assert.ok(messages.length + dropped >= 0);
    }),
  );
});

const encode = (value: unknown): string => JSON.stringify(value);

test("[WC1] what we send is one JSON object", () => {
  assert.equal(
    encodeMessage({ t: "line", text: 'say "hi"' }),
    '{"t":"line","text":"say \\"hi\\""}',
  );
});
