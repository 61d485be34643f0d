// Goal: one stream's life as a machine: hellos, signs of life, windows, farewells, broken peers.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeGatewayBatch } from "../frame-codec.ts";
import { PROTOCOL_VERSION } from "../frames.ts";
import { helloOf, input, inputAck, kindsOf, LinkWire, numbersIn } from "../testing/link-wire.ts";
import { DRAIN_MS, HEARTBEAT_MS, SILENCE_MS, STEP_MS } from "./link.ts";
import { farewells, type LinkMessage } from "./link-words.ts";

const say = (kind: LinkMessage["kind"], taken = 0): LinkMessage => ({ kind, taken });
const hello = (words = helloOf("g")): LinkMessage =>
  say({ case: "hello", value: { $typeName: "ambon.link.v1.Hello", ...words } });
const batch = (value: Uint8Array): LinkMessage => say({ case: "batch", value });
const heartbeat = (taken = 0): LinkMessage =>
  say({ case: "heartbeat", value: { $typeName: "ambon.link.v1.Heartbeat" } }, taken);

test("[LK10] a link is up at each end once both hellos are heard, and takes no frames before", () => {
  const wire = new LinkWire();
  assert.equal(wire.gateway.send([input(1)]), "noLink");
  wire.write();
  assert.deepEqual(
    [...wire.toEngine, ...wire.toGateway].map(({ kind }) => kind.case),
    ["hello", "hello"],
  );
  wire.run();
  assert.deepEqual([kindsOf(wire.gatewayDid), kindsOf(wire.engineDid)], [["up"], ["up"]]);
  assert.equal(wire.gateway.send([input(1), input(2)]), "sent");
  assert.equal(wire.engine.send([inputAck(1)]), "sent");
  wire.run();
  assert.deepEqual(numbersIn(wire.engineDid), [1, 2]);
  assert.deepEqual(numbersIn(wire.gatewayDid), [1]);
});

test("[LK10] frames before the hello, a second hello and a wrong name end the link", () => {
  const cases: readonly [readonly LinkMessage[], RegExp][] = [
    [[batch(encodeGatewayBatch([input(1)]))], /frames before the hello/],
    [[hello(), hello()], /a second hello/],
    [[hello(helloOf("somebody else"))], /not g/],
    [[hello(helloOf("g", { boot: "b".repeat(200) }))], /longer than 128/],
    [[say({ case: undefined })], /no known kind/],
  ];
  for (const [messages, words] of cases) {
    const wire = new LinkWire();
    for (const message of messages) wire.engineHears(message);
    const ended = wire.engineDid.find((effect) => effect.x === "ended");
    assert.ok(ended?.x === "ended");
    assert.deepEqual([ended.end, ended.by], ["malformed", "us"]);
    assert.match(ended.message, words);
    wire.write();
    assert.equal(wire.toGateway.at(-1)?.kind.case, "goodbye");
  }
});

test("[LK11] versions that are one apart fit in both orders, others are refused with a sentence", () => {
  for (const [mine, theirs] of [
    [5, 5],
    [5, 4],
    [4, 5],
    [5, 3],
    [3, 5],
    [1, 0],
  ] as const) {
    const wire = new LinkWire({
      gateway: { hello: helloOf("g", { protocolVersion: mine }) },
      engine: { hello: helloOf("e", { protocolVersion: theirs }) },
    });
    wire.run();
    if (Math.abs(mine - theirs) <= 1 && theirs > 0) {
      assert.deepEqual(kindsOf([...wire.gatewayDid, ...wire.engineDid]), ["up", "up"]);
      continue;
    }
    const ends = [...wire.gatewayDid, ...wire.engineDid].filter(({ x }) => x === "ended");
    assert.deepEqual(
      kindsOf(ends).every((kind) => kind.startsWith("version")),
      true,
    );
    assert.ok(
      ends.some((end) => end.x === "ended" && /at most one version apart/.test(end.message)),
    );
  }
  assert.equal(helloOf("g").protocolVersion, PROTOCOL_VERSION);
});

test("[LK12] an end with nothing to say sends a heartbeat each second, and only then", () => {
  const wire = LinkWire.up();
  wire.nowMs += HEARTBEAT_MS - 1;
  wire.write();
  assert.equal(wire.toEngine.length, 0);
  wire.nowMs += 1;
  wire.write();
  assert.deepEqual(
    [wire.toEngine, wire.toGateway].map(([one]) => one?.kind.case),
    ["heartbeat", "heartbeat"],
  );
  wire.run();
  wire.gateway.send([input(1)]);
  wire.run();
  wire.nowMs += HEARTBEAT_MS - 1;
  wire.write();
  assert.equal(wire.toEngine.length, 0);
});

test("[LK12] links that only live stay up, and one that hears nothing is dead after five seconds", () => {
  const wire = LinkWire.up();
  wire.pass(60_000);
  assert.equal(wire.engine.state, "up");
  const silentMs = wire.nowMs;
  while (wire.engine.state === "up") {
    wire.nowMs += STEP_MS;
    wire.stepEngine();
    wire.engine.take(wire.nowMs);
  }
  assert.equal(wire.nowMs - silentMs, SILENCE_MS);
  assert.deepEqual(kindsOf(wire.engineDid).slice(-2), ["silent by them", "over"]);
  assert.equal(wire.engine.send([inputAck(1)]), "noLink");
});

test("[LK12] a peer that never says hello is dead after five seconds too", () => {
  const wire = new LinkWire();
  for (let ms = 0; ms < SILENCE_MS; ms += STEP_MS) {
    wire.nowMs += STEP_MS;
    wire.stepGateway();
  }
  assert.deepEqual(kindsOf(wire.gatewayDid), ["silent by them", "over"]);
});

test("[LK12] time in which this process did not run is not the peer's silence", () => {
  const wire = LinkWire.up();
  wire.nowMs += 3_600_000;
  wire.stepEngine();
  assert.equal(wire.engine.state, "up");
  wire.engineHears(heartbeat());
  wire.pass(10_000);
  assert.equal(wire.engine.state, "up");
});

test("[LK13] what was sent waits as few messages, and goes out before a goodbye", () => {
  const wire = LinkWire.up();
  for (let seq = 1; seq <= 20; seq += 1) wire.gateway.send([input(seq)]);
  wire.stepGateway({ i: "close", farewell: "restart", message: "soon again" });
  assert.equal(wire.gateway.send([input(21)]), "noLink");
  wire.write();
  assert.deepEqual(
    wire.toEngine.map(({ kind }) => kind.case),
    ["batch", "goodbye"],
  );
  wire.run();
  assert.deepEqual(
    numbersIn(wire.engineDid),
    Array.from({ length: 20 }, (_, at) => at + 1),
  );
  assert.deepEqual(kindsOf(wire.engineDid).slice(-2), ["restart by them", "over"]);
  assert.deepEqual(kindsOf(wire.gatewayDid), ["restart by us"]);
  assert.equal(wire.gateway.isSilent, true);
  wire.stepGateway({ i: "lost", message: "the stream ended" });
  assert.deepEqual(kindsOf(wire.gatewayDid), ["restart by us", "over"]);
});

test("[LK13] what is dropped is not sent, nothing arrives after it, and a deaf peer holds nobody up", () => {
  const wire = LinkWire.up();
  wire.gateway.send([input(1)]);
  wire.engine.send([inputAck(1)]);
  wire.write();
  wire.gateway.send([input(2)]);
  wire.stepGateway({ i: "close", farewell: "dropped", message: "too much" });
  wire.gatewayHears(wire.toGateway.shift() ?? heartbeat());
  assert.deepEqual(numbersIn(wire.gatewayDid), []);
  wire.run();
  assert.deepEqual(numbersIn(wire.engineDid), [1]);
  assert.deepEqual(kindsOf(wire.engineDid).slice(-2), ["dropped by them", "over"]);
  wire.nowMs += DRAIN_MS;
  wire.stepGateway();
  assert.deepEqual(kindsOf(wire.gatewayDid), ["dropped by us", "over"]);
  wire.stepGateway({ i: "lost", message: "late" }, { i: "message", message: heartbeat() });
  assert.equal(wire.gatewayDid.length, 2);
});

test("[LK14] a stream that ends without a goodbye is a lost link, also before the hello", () => {
  const wire = LinkWire.up();
  wire.stepEngine({ i: "lost", message: "the stream ended" });
  assert.deepEqual(wire.engineDid, [
    { x: "ended", end: "lost", by: "them", message: "the stream ended", wasUp: true },
    { x: "over" },
  ]);
  const early = new LinkWire();
  early.stepGateway({ i: "lost", message: "no secret", refused: true });
  assert.deepEqual(early.gatewayDid, [
    { x: "ended", end: "refused", by: "them", message: "no secret", wasUp: false },
    { x: "over" },
  ]);
});

test("[LK14] a goodbye of a newer peer for a reason that is not known is a lost link", () => {
  const wire = LinkWire.up();
  const value = {
    $typeName: "ambon.link.v1.Goodbye",
    reason: 99,
    message: "m".repeat(9999),
  } as const;
  wire.engineHears(say({ case: "goodbye", value: value as never }));
  const [ended] = wire.engineDid;
  assert.ok(ended?.x === "ended");
  assert.deepEqual([ended.end, ended.message.length], ["lost", 300]);
  assert.equal(farewells.find(99), undefined);
});

test("[LK15] a batch that cannot be read ends the link with what is wrong, and only this one", () => {
  const wire = LinkWire.up();
  wire.engineHears(batch(Uint8Array.of(1, 2, 3)));
  assert.deepEqual(kindsOf(wire.engineDid), ["malformed by us"]);
  wire.run();
  const [heard] = wire.gatewayDid;
  assert.ok(heard?.x === "ended");
  assert.deepEqual([heard.end, heard.message], ["malformed", "bytes that are no batch"]);
});

test("[LK16] no more frames are under way than the bound; what the receiver takes makes room", () => {
  const wire = LinkWire.up({ gateway: { capacityFrames: 8 }, engine: { capacityFrames: 8 } });
  assert.equal(wire.gateway.send([1, 2, 3, 4, 5].map(input)), "sent");
  assert.equal(wire.gateway.send([6, 7, 8, 9].map(input)), "full");
  assert.equal(wire.gateway.send([6, 7, 8].map(input)), "sent");
  wire.write();
  assert.equal(wire.gateway.send([input(9)]), "full");
  wire.run();
  assert.equal(wire.gateway.underWay, 0);
  assert.equal(wire.gateway.send([input(9)]), "sent");
  wire.run();
  assert.deepEqual(numbersIn(wire.engineDid), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("[LK16] what was taken is told with every message, and by itself after a quarter of the bound", () => {
  const wire = LinkWire.up({ gateway: { capacityFrames: 8 }, engine: { capacityFrames: 8 } });
  wire.gateway.send([input(1)]);
  wire.run();
  assert.equal(wire.gateway.underWay, 1);
  wire.engine.send([inputAck(1)]);
  wire.run();
  assert.equal(wire.gateway.underWay, 0);
  wire.gateway.send([input(2), input(3)]);
  wire.run();
  assert.equal(wire.gateway.underWay, 0);
});

test("[LK16] a peer that says to have taken more than was sent breaks the link", () => {
  const wire = LinkWire.up();
  wire.gateway.send([input(1)]);
  wire.run();
  wire.gatewayHears(heartbeat(2));
  assert.deepEqual(kindsOf(wire.gatewayDid), ["malformed by us"]);
});

test("[LK17] whatever is sent, heard and said when, all or a beginning arrives, once and in order", () => {
  const act = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ a: fc.constant("send"), count: fc.integer({ min: 1, max: 6 }) }),
    },
    { weight: 2, arbitrary: fc.record({ a: fc.constant("write"), count: fc.nat(3) }) },
    { weight: 3, arbitrary: fc.record({ a: fc.constant("hear"), count: fc.nat(3) }) },
    { weight: 1, arbitrary: fc.record({ a: fc.constant("wait"), count: fc.nat(6) }) },
    { weight: 1, arbitrary: fc.record({ a: fc.constant("cut"), count: fc.nat(20) }) },
  );
  let refusals = 0;
  const ends = { up: 0, dead: 0 };
  fc.assert(
    fc.property(fc.array(act, { minLength: 30, maxLength: 120 }), (acts) => {
      const wire = LinkWire.up({ gateway: { capacityFrames: 16 }, engine: { capacityFrames: 16 } });
      let up = 0;
      let down = 0;
      for (const { a, count } of acts) {
        if (a === "send") {
          const next = (base: number): number[] =>
            Array.from({ length: count }, (_, at) => base + at + 1);
          if (wire.gateway.send(next(up).map(input)) === "sent") up += count;
          else refusals += 1;
          if (wire.engine.send(next(down).map(inputAck)) === "sent") down += count;
          else refusals += 1;
          assert.ok(wire.gateway.underWay <= 16 && wire.engine.underWay <= 16);
        } else if (a === "write") wire.write();
        else if (a === "hear") {
          for (const message of wire.toEngine.splice(0, count)) wire.engineHears(message);
          for (const message of wire.toGateway.splice(0, 3 - count)) wire.gatewayHears(message);
        } else if (a === "cut") {
          if (count > 0) continue;
          wire.toEngine.length = Math.floor(wire.toEngine.length / 2);
          wire.toGateway.length = 0;
          for (const message of wire.toEngine.splice(0)) wire.engineHears(message);
          wire.stepEngine({ i: "lost", message: "cut" });
          wire.stepGateway({ i: "lost", message: "cut" });
        } else {
          wire.nowMs += count * STEP_MS;
          wire.stepEngine();
          wire.stepGateway();
        }
      }
      wire.run();
      const isUp = wire.gateway.state === "up" && wire.engine.state === "up";
      for (const [effects, sent] of [
        [wire.engineDid, up],
        [wire.gatewayDid, down],
      ] as const) {
        const got = numbersIn(effects);
        assert.deepEqual(
          got,
          got.map((_number, at) => at + 1),
        );
        assert.ok(isUp ? got.length === sent : got.length <= sent);
      }
      ends[isUp ? "up" : "dead"] += 1;
    }),
    { numRuns: 300 },
  );
  assert.ok(ends.up > 50 && ends.dead > 50, JSON.stringify(ends));
  assert.ok(refusals > 100, `${refusals} refusals`);
});
