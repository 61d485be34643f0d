// Goal: each rule of the write-behind protocol by itself; the property test has them together.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateKey, Cut } from "./store.ts";
import { RETRY_MS_MAX, RETRY_MS_MIN } from "./store-absence.ts";
import { CUT_INTERVAL_MS, DIRTY_AGE_MS_MAX, STALL_MS, WriteBehind } from "./write-behind.ts";
import type { WriteBehindEffect, WriteBehindInput } from "./write-behind-step.ts";

const ADA: AggregateKey = { kind: "player", id: "1" };
const TOWN: AggregateKey = { kind: "zone", id: "town#1" };
const adopt = (key: AggregateKey, version = 1): WriteBehindInput => ({ t: "adopt", key, version });
const dirty = (key: AggregateKey): WriteBehindInput => ({ t: "dirty", key });
const classA = (...parties: string[]): WriteBehindInput => ({ t: "classA", parties });

/** A host whose states are `state`, and which remembers the effects of each step. */
class Host {
  readonly core = new WriteBehind("e1#a");
  state: string | undefined = "s1";
  release = false;
  asked = 0;

  step(nowMs: number, ...inbox: WriteBehindInput[]): WriteBehindEffect[] {
    return this.core.step(nowMs, inbox, () => {
      this.asked += 1;
      if (this.state === undefined) return undefined;
      return { state: this.state, epoch: 4, ...(this.release ? { release: true } : {}) };
    });
  }

  cut(nowMs: number, ...inbox: WriteBehindInput[]): Cut {
    const effects = this.step(nowMs, ...inbox);
    const cut = effects.find((effect) => effect.e === "cut");
    assert.ok(cut !== undefined, "no cut was made");
    return cut.cut;
  }
}

const saved = (cut: Cut): WriteBehindInput => ({
  t: "cutDone",
  seq: cut.seq,
  result: { outcome: "saved" },
});
const unavailable = (cut: Cut): WriteBehindInput => ({
  t: "cutDone",
  seq: cut.seq,
  result: { outcome: "unavailable", reason: "disk full" },
});
const unknown = (cut: Cut): WriteBehindInput => ({
  t: "cutDone",
  seq: cut.seq,
  result: { outcome: "unknown", reason: "line cut" },
});
const kinds = (effects: readonly WriteBehindEffect[]): string[] => effects.map(({ e }) => e);

test("[WB1] all that is dirty at a tick edge is one cut, with the states of that edge", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA, 7), adopt(TOWN, 2), dirty(ADA), dirty(TOWN), dirty(ADA));
  assert.deepEqual(cut, {
    seq: 1,
    owner: "e1#a",
    rows: [
      { ...ADA, version: 8, state: "s1", epoch: 4 },
      { ...TOWN, version: 3, state: "s1", epoch: 4 },
    ],
  });
});

test("[WB2] cuts begin an interval apart; many changes between are one write", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), dirty(ADA));
  assert.deepEqual(kinds(host.step(100, saved(first), dirty(ADA))), ["durable"]);
  for (let nowMs = 200; nowMs < CUT_INTERVAL_MS; nowMs += 100) {
    assert.deepEqual(host.step(nowMs, dirty(ADA)), []);
  }
  host.state = "newest";
  const second = host.cut(CUT_INTERVAL_MS, dirty(ADA));
  assert.equal(second.rows.length, 1);
  assert.equal(second.rows[0]?.state, "newest");
  assert.equal(host.asked, 2);
});

test("[WB3] one cut is under way at a time; what gets dirty meanwhile is in the next", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), dirty(ADA));
  host.state = "s2";
  assert.deepEqual(host.step(1500, dirty(ADA), classA("1")), []);
  const second = host.cut(1600, saved(first));
  assert.equal(second.rows[0]?.state, "s2");
  assert.equal(second.rows[0]?.version, 3);
  assert.deepEqual(host.step(1700, saved(first)), []);
  assert.equal(host.core.clean, false);
  assert.deepEqual(kinds(host.step(1700, saved(second))), ["durable"]);
  assert.equal(host.core.clean, true);
});

test("[WB4] class A is cut at once, and its parties are released when that cut is durable", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), dirty(ADA));
  host.step(10, saved(first));
  const second = host.cut(20, dirty(ADA), classA("1", "2", "1"));
  assert.deepEqual(host.step(30), []);
  assert.deepEqual(host.step(40, saved(second)), [
    { e: "durable", seq: second.seq, parties: ["1", "2"], released: [] },
  ]);
});

test("[WB4] what is waited for without output is cut at once as well", () => {
  const host = new Host();
  host.step(0, adopt(ADA), adopt(TOWN));
  const first = host.cut(1, dirty(TOWN));
  host.step(2, saved(first));
  const urgent = host.cut(3, dirty(ADA), classA());
  const [durable] = host.step(4, saved(urgent));
  assert.deepEqual(durable, { e: "durable", seq: urgent.seq, parties: [], released: [] });
  host.state = undefined;
  const [nothing] = host.step(5, dirty(TOWN), classA());
  assert.deepEqual(nothing, { e: "durable", seq: urgent.seq + 1, parties: [], released: [] });
  assert.deepEqual(host.step(6, dirty(TOWN)), []);
});

test("[WB4] class A of which nothing is ours to write is released at once", () => {
  const host = new Host();
  host.state = undefined;
  const effects = host.step(0, adopt(ADA), dirty(ADA), classA("1"));
  assert.deepEqual(effects, [{ e: "durable", seq: 1, parties: ["1"], released: [] }]);
  assert.equal(host.core.clean, true);
});

test("[WB5] unavailable keeps everything dirty with its age and tries again, ever later", () => {
  const host = new Host();
  let cut = host.cut(0, adopt(ADA), dirty(ADA), classA("1"));
  let nowMs = 10;
  assert.deepEqual(host.step(nowMs, unavailable(cut)), [{ e: "storeAway", reason: "disk full" }]);
  assert.equal(host.core.available, false);
  for (let delay = RETRY_MS_MIN; delay < RETRY_MS_MAX * 4; delay *= 2) {
    const wait = Math.min(delay, RETRY_MS_MAX);
    assert.deepEqual(host.step(nowMs + wait - 1), []);
    cut = host.cut(nowMs + wait);
    nowMs += wait + 1;
    assert.deepEqual(host.step(nowMs, unavailable(cut)), []);
  }
  assert.equal(host.core.oldestDirtyMs(nowMs), nowMs);
  cut = host.cut(nowMs + RETRY_MS_MAX);
  assert.deepEqual(host.step(nowMs + RETRY_MS_MAX, saved(cut)), [
    { e: "durable", seq: cut.seq, parties: ["1"], released: [] },
    { e: "storeBack" },
  ]);
  assert.equal(host.core.available, true);
});

test("[WB6] every attempt has versions of its own", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), dirty(ADA));
  host.step(10, unavailable(first));
  host.state = "s2";
  const second = host.cut(10 + RETRY_MS_MIN);
  assert.deepEqual(
    [first, second].map((cut) => cut.rows[0]?.version),
    [2, 3],
  );
});

test("[WB7] fenced rows are to be evicted, and nothing is cut before the host has done it", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA), adopt(TOWN), dirty(ADA), dirty(TOWN), classA("1"));
  const fenced: WriteBehindInput = {
    t: "cutDone",
    seq: cut.seq,
    result: { outcome: "fenced", rows: [ADA] },
  };
  assert.deepEqual(host.step(10, fenced), [{ e: "evict", keys: [ADA], parties: ["1"] }]);
  assert.deepEqual(host.step(5000, dirty(TOWN)), []);
  const next = host.cut(5100, { t: "evicted", keys: [ADA], parties: ["1"] });
  assert.deepEqual(
    next.rows.map((row) => row.id),
    ["town#1"],
  );
  assert.deepEqual(host.step(5200, saved(next)), [
    { e: "durable", seq: next.seq, parties: [], released: [] },
  ]);
});

test("[WB8] after an unknown outcome every row is claimed again before anything is written", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA), adopt(TOWN), dirty(ADA), dirty(TOWN));
  assert.deepEqual(host.step(10, unknown(cut)), [
    { e: "storeAway", reason: "line cut" },
    { e: "reclaim", keys: [ADA, TOWN] },
  ]);
  assert.equal(host.core.acceptsClassA(20), false);
  assert.deepEqual(host.step(2000, { t: "reclaimed", key: ADA, version: 2 }), []);
  assert.deepEqual(host.step(2010, { t: "reclaimFailed", key: TOWN, reason: "away" }), []);
  const again = host.step(2010 + RETRY_MS_MIN);
  assert.deepEqual(again, [{ e: "reclaim", keys: [TOWN] }]);
  const next = host.cut(3000, { t: "reclaimed", key: TOWN, version: 9 });
  assert.deepEqual(
    next.rows.map((row) => row.version),
    [3, 10],
  );
});

test("[WB8] a row that somebody else has after an unknown outcome is evicted like a fenced one", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA), adopt(TOWN), dirty(ADA), dirty(TOWN), classA("1"));
  host.step(10, unknown(cut));
  host.step(20, { t: "lost", key: ADA });
  const effects = host.step(30, { t: "reclaimed", key: TOWN, version: 1 });
  assert.deepEqual(effects, [{ e: "storeBack" }, { e: "evict", keys: [ADA], parties: ["1"] }]);
  const next = host.cut(2000, { t: "evicted", keys: [ADA], parties: [] });
  assert.deepEqual(
    next.rows.map((row) => row.id),
    ["town#1"],
  );
});

test("[WB9] a released row is told as free, unless it got dirty again meanwhile", () => {
  const host = new Host();
  host.release = true;
  const cut = host.cut(0, adopt(ADA), dirty(ADA), classA("1"));
  assert.equal(cut.rows[0]?.release, true);
  assert.deepEqual(host.step(10, saved(cut)), [
    { e: "durable", seq: cut.seq, parties: ["1"], released: [ADA] },
  ]);
  const second = host.cut(20, adopt(ADA, 5), dirty(ADA), classA("1"));
  host.release = false;
  const [durable] = host.step(30, dirty(ADA), saved(second));
  assert.deepEqual(durable, { e: "durable", seq: second.seq, parties: ["1"], released: [] });
});

test("[WB10] class A is accepted while the store answers and no state is older than W", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA), dirty(ADA));
  assert.equal(host.core.acceptsClassA(DIRTY_AGE_MS_MAX), true);
  assert.equal(host.core.acceptsClassA(DIRTY_AGE_MS_MAX + 1), false);
  assert.equal(host.core.oldestDirtyMs(700), 700);
  assert.deepEqual(host.step(STALL_MS - 1), []);
  assert.deepEqual(kinds(host.step(STALL_MS)), ["storeAway"]);
  assert.deepEqual(host.step(STALL_MS + 100), []);
  assert.deepEqual(kinds(host.step(9000, saved(cut))), ["durable", "storeBack"]);
  assert.equal(host.core.acceptsClassA(9000), true);
  assert.equal(host.core.oldestDirtyMs(9000), 0);
});

test("[WB11] draining cuts at once until all is stored", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), adopt(TOWN), dirty(ADA));
  assert.deepEqual(host.step(10, dirty(TOWN), { t: "drain" }), []);
  const second = host.cut(20, saved(first));
  assert.deepEqual(
    second.rows.map((row) => row.id),
    ["town#1"],
  );
  host.step(30, saved(second));
  assert.equal(host.core.clean, true);
});

test("[WB10] with nothing left to write the store counts as back, so class A is not refused for ever", () => {
  const host = new Host();
  const cut = host.cut(0, adopt(ADA), dirty(ADA));
  host.step(10, unavailable(cut), { t: "forget", keys: [ADA] });
  assert.equal(host.core.available, false);
  assert.deepEqual(host.step(10 + RETRY_MS_MIN), [{ e: "storeBack" }]);
});

test("[WB12] rows that the host gave away are not written any more", () => {
  const host = new Host();
  const first = host.cut(0, adopt(ADA), dirty(ADA));
  host.step(10, saved(first), dirty(ADA), { t: "forget", keys: [ADA] });
  assert.deepEqual(host.step(5000), []);
  assert.throws(() => host.step(5100, dirty(ADA)), /was never adopted/);
});
