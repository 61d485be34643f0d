// Goal: between two runs of engines nothing is lost, doubled or turned round while links break for
// a short time, and both know it when that could not be kept.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { INTER_ENGINE_BYTES, INTER_ENGINE_KEEP_MS } from "../inter-engine-bus.ts";
import { BondWire, otherSide, type Side } from "../testing/bond-wire.ts";
import { type PeerWord, PIECE_BYTES } from "./peer-words.ts";

const SIDES = ["a", "b"] as const;

test("[PB20] what was said and lost with its link is said again on the next, once and in order", () => {
  const wire = BondWire.up();
  wire.send("a");
  wire.deliver("a", 1);
  wire.send("a");
  wire.send("a");
  wire.cut();
  wire.send("a");
  wire.link();
  wire.settle();
  const { sent } = wire.ends.a.eras[0] ?? assert.fail();
  assert.equal(sent.length, 4);
  assert.deepEqual(wire.ends.b.eras[0]?.got, sent);
  assert.deepEqual([wire.ends.a.ends, wire.ends.b.ends], [[], []]);
});

test("[PB20] what the other has is kept no longer than until it says so", () => {
  const wire = BondWire.up();
  for (let count = 0; count < 5; count += 1) wire.send("a");
  wire.settle();
  assert.equal(wire.ends.a.bond.waiting.pieces, 5);
  wire.pass(250);
  wire.settle();
  assert.deepEqual(wire.ends.a.bond.waiting, { pieces: 0, bytes: 0 });
});

test("[PB21] a batch of any size arrives as one", () => {
  const wire = BondWire.up();
  const large = new Uint8Array(5 * PIECE_BYTES + 1);
  wire.send("a", large);
  wire.deliver("a", 1);
  wire.send("a");
  wire.settle();
  assert.deepEqual(wire.ends.b.eras[0]?.got, wire.ends.a.eras[0]?.sent);
  assert.equal(wire.ends.b.eras[0]?.got[0], `${large.length} bytes`);
});

test("[PB22] a link that is missing for so long ends the bond at both ends, once, and the next begins anew", () => {
  const wire = BondWire.up();
  wire.send("a");
  wire.cut();
  wire.pass(INTER_ENGINE_KEEP_MS - 1);
  assert.deepEqual([wire.ends.a.ends, wire.ends.b.ends], [[], []]);
  wire.pass(1);
  wire.pass(1000);
  assert.deepEqual([wire.ends.a.ends, wire.ends.b.ends], [["away"], ["away"]]);
  assert.equal(wire.send("a"), false);
  wire.link();
  wire.settle();
  wire.send("a");
  wire.settle();
  assert.deepEqual(
    wire.ends.b.eras.map(({ got }) => got.length),
    [0, 1],
  );
});

test("[PB22] an end that slept over it gives the bond up when the other has", () => {
  const wire = BondWire.up();
  wire.cut();
  wire.nowMs += 2 * INTER_ENGINE_KEEP_MS;
  wire.ends.a.bond.step(wire.nowMs);
  wire.link();
  wire.settle();
  assert.deepEqual(wire.ends.b.ends, ["away"]);
  assert.ok(wire.ends.a.isUp && wire.ends.b.isUp);
});

test("[PB23] another run of the other is another bond; what waited for the first is gone", () => {
  const wire = BondWire.up();
  wire.restart("b");
  wire.send("a");
  wire.link();
  wire.settle();
  assert.deepEqual(wire.ends.a.ends, ["renewed"]);
  assert.deepEqual(
    wire.ends.b.eras.map(({ got }) => got),
    [[], []],
  );
  wire.send("a");
  wire.settle();
  assert.deepEqual(wire.ends.b.eras.at(-1)?.got, wire.ends.a.eras.at(-1)?.sent);
});

test("[PB24] when more waits than may wait the bond ends, and a new one begins on the same link", () => {
  const wire = BondWire.up();
  const part = new Uint8Array(INTER_ENGINE_BYTES / 4 - 64 * 1024);
  wire.cut();
  for (let count = 0; count < 4; count += 1) assert.equal(wire.send("a", part), true);
  wire.link();
  assert.equal(wire.send("a", part), false);
  assert.deepEqual(wire.ends.a.ends, ["overflow"]);
  wire.settle();
  assert.deepEqual(wire.ends.b.ends, ["renewed"]);
  wire.send("a");
  wire.settle();
  assert.deepEqual(wire.ends.b.eras.at(-1)?.got, wire.ends.a.eras.at(-1)?.sent);
});

test("[PB24] many small batches are bounded as large ones are", () => {
  const wire = BondWire.up();
  wire.cut();
  let taken = 0;
  while (wire.send("a")) taken += 1;
  assert.ok(taken > 10_000 && taken < 200_000, `${taken} batches`);
});

test("[PB25] an end that leaves is believed at once", () => {
  const wire = BondWire.up();
  wire.send("a");
  const said = wire.ends.a.out.flat();
  const left = wire.ends.a.bond
    .leave()
    .flatMap((effect) => (effect.x === "say" ? effect.words : []));
  wire.hear("b", [...said, ...left]);
  assert.deepEqual(wire.ends.b.eras[0]?.got.length, 1);
  assert.deepEqual(wire.ends.b.ends, ["left"]);
});

const piece = (number: number): PeerWord => ({
  w: "piece",
  number,
  bytes: new Uint8Array(1),
  more: false,
});

for (const [what, words] of [
  ["a piece too early", [piece(2)]],
  ["a piece twice", [piece(1), piece(1)]],
  ["a receipt for what was not sent", [{ w: "received", received: 1 }]],
  ["a new bond with pieces in it", [{ w: "begin", half: "b9", other: "", received: 3 }]],
] as const) {
  test(`[PB26] ${what} ends the bond and its link, and a good one follows`, () => {
    const wire = BondWire.up();
    wire.hear("a", words);
    assert.equal(wire.isLinked, false);
    assert.equal(wire.ends.a.isUp, false);
    wire.link();
    wire.settle();
    wire.send("b");
    wire.settle();
    assert.deepEqual(wire.ends.a.eras.at(-1)?.got, wire.ends.b.eras.at(-1)?.sent);
  });
}

test("[PB26] a batch that never becomes whole is not kept without end", () => {
  const wire = BondWire.up();
  const bytes = new Uint8Array(PIECE_BYTES);
  const pieces = INTER_ENGINE_BYTES / PIECE_BYTES + 1;
  for (let number = 1; number <= pieces && wire.ends.a.isUp; number += 1) {
    wire.hear("a", [{ w: "piece", number, bytes, more: true }]);
  }
  assert.deepEqual(wire.ends.a.ends, ["broken"]);
});

const side = fc.constantFrom(...SIDES);
const HUGE = new Uint8Array(INTER_ENGINE_BYTES - 1024 * 1024);

type Act = (wire: BondWire) => void;

const short: fc.Arbitrary<Act> = fc.oneof(
  side.map(
    (from): Act =>
      (wire) =>
        void wire.send(from),
  ),
  fc.tuple(side, fc.nat(4)).map(
    ([from, count]): Act =>
      (wire) =>
        wire.deliver(from, count),
  ),
  fc.constant((wire: BondWire) => wire.cut()),
  fc.constant((wire: BondWire) => wire.link()),
  fc.constant((wire: BondWire) => wire.settle()),
);
const pass = fc.nat(4000).map(
  (ms): Act =>
    (wire) =>
      wire.pass(ms),
);
const restart = side.map(
  (one): Act =>
    (wire) =>
      wire.restart(one),
);
const flood = side.map(
  (one): Act =>
    (wire) =>
      void wire.send(one, HUGE),
);

const any = fc.oneof(
  { weight: 8, arbitrary: short },
  { weight: 2, arbitrary: pass },
  { weight: 1, arbitrary: restart },
  { weight: 1, arbitrary: flood },
);

/** What came in each era is a beginning of what one era of the other sent, and of no other's. */
const isTrue = (wire: BondWire, to: Side): void => {
  const sent = wire.ends[otherSide(to)].eras;
  const sources = new Set<string>();
  for (const { got } of wire.ends[to].eras) {
    if (got.length === 0) continue;
    const source = sent.find((era) => era.sent[0] === got[0] && !sources.has(era.id));
    assert.ok(source !== undefined, `${got[0]} of no era, or of one that was heard before`);
    sources.add(source.id);
    assert.deepEqual(got, source.sent.slice(0, got.length));
  }
};

test("[PB27] whatever breaks when, each bond brings a beginning of what was sent in it, and after it all works", () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 60 }), (acts) => {
      const wire = new BondWire();
      for (const act of acts) {
        act(wire);
        for (const to of SIDES) isTrue(wire, to);
      }
      wire.link();
      wire.settle();
      wire.pass(250);
      wire.settle();
      for (const from of SIDES) {
        assert.ok(wire.send(from), `no bond at ${from}`);
        wire.settle();
        const { sent } = wire.ends[from].eras.at(-1) ?? assert.fail();
        assert.deepEqual(wire.ends[otherSide(from)].eras.at(-1)?.got, sent);
      }
    }),
    { numRuns: 2000 },
  );
});

test("[PB27] links that only break for a moment never end a bond", () => {
  fc.assert(
    fc.property(fc.array(short, { maxLength: 80 }), (acts) => {
      const wire = BondWire.up();
      for (const act of acts) act(wire);
      wire.link();
      wire.settle();
      for (const to of SIDES) {
        assert.deepEqual(wire.ends[to].ends, []);
        const [era, ...others] = wire.ends[to].eras;
        assert.deepEqual(others, []);
        assert.deepEqual(era?.got, wire.ends[otherSide(to)].eras[0]?.sent);
      }
    }),
    { numRuns: 1000 },
  );
});
