// Goal: over random play and random failures of the store the write-behind core never loses the
// newest state of a row that is ours, never writes one version with two contents, and releases a
// class A party only when what it saw is in the store. The store is the real rules (row-rules.ts)
// with faults: refused, applied but unanswered, applied late, answered late, rows stolen.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RowIndex } from "./row-index.ts";
import { type Change, keyText, planClaim, planCut } from "./row-rules.ts";
import type { AggregateKey, AggregateRow, Cut, CutResult } from "./store.ts";
import { WriteBehind } from "./write-behind.ts";
import type { WriteBehindEffect, WriteBehindInput } from "./write-behind-step.ts";

const KEYS: readonly AggregateKey[] = ["a", "b", "c", "d"].map((id) => ({ kind: "zone", id }));
const OWNER = "e1#a";

class Store {
  readonly index = new RowIndex();
  readonly rows = new Map<string, AggregateRow>();
  readonly late: Cut[] = [];

  row(key: AggregateKey): AggregateRow {
    const row = this.rows.get(keyText(key));
    assert.ok(row !== undefined);
    return row;
  }

  claim(key: AggregateKey, owner: string, take = false): AggregateRow {
    const row = this.rows.get(keyText(key));
    const expected =
      take && row !== undefined ? { owner: row.owner ?? "", epoch: row.epoch } : null;
    const plan = planClaim({ key, owner, expected, initialState: "0" }, row);
    this.#apply(plan.changes);
    return this.row(key);
  }

  write(cut: Cut): CutResult {
    const plan = planCut(this.index, cut);
    this.#apply(plan.changes);
    return plan.result;
  }

  #apply(changes: readonly Change[]): void {
    for (const change of changes) {
      assert.ok(change.c === "row");
      this.index.set(change.row);
      this.rows.set(keyText(change.row), change.row);
    }
  }
}

type Fault = "none" | "unavailable" | "unknownApplied" | "unknownDropped" | "unknownLate";
type Act =
  | { readonly a: "change"; readonly key: number }
  | { readonly a: "classA"; readonly keys: readonly [number, number] }
  | { readonly a: "step"; readonly waitMs: number }
  | { readonly a: "fault"; readonly fault: Fault }
  | { readonly a: "answer" }
  | { readonly a: "late" }
  | { readonly a: "steal"; readonly key: number };

const index = fc.nat({ max: KEYS.length - 1 });
const acts = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ a: fc.constant("change" as const), key: index }) },
    {
      weight: 2,
      arbitrary: fc.record({ a: fc.constant("classA" as const), keys: fc.tuple(index, index) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        a: fc.constant("step" as const),
        waitMs: fc.constantFrom(100, 300, 1200),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        a: fc.constant("fault" as const),
        fault: fc.constantFrom<Fault>(
          "none",
          "unavailable",
          "unknownApplied",
          "unknownDropped",
          "unknownLate",
        ),
      }),
    },
    { weight: 6, arbitrary: fc.record({ a: fc.constant("answer" as const) }) },
    { weight: 1, arbitrary: fc.record({ a: fc.constant("late" as const) }) },
    { weight: 2, arbitrary: fc.record({ a: fc.constant("steal" as const), key: index }) },
  ),
  { minLength: 20, maxLength: 160, size: "max" },
);

interface Held {
  readonly counts: ReadonlyMap<string, number>;
}

class World {
  readonly store = new Store();
  readonly core = new WriteBehind(OWNER);
  readonly counts = new Map<string, number>();
  readonly epochs = new Map<string, number>();
  readonly held = new Map<string, Held>();
  readonly versions = new Map<string, string>();
  readonly marks = new Set<string>();
  fault: Fault = "none";
  nowMs = 0;
  parties = 0;
  away = false;
  #inbox: WriteBehindInput[] = [];
  #pending: Cut | undefined;

  constructor() {
    for (const key of KEYS) this.#own(this.store.claim(key, OWNER));
  }

  act(act: Act): void {
    if (act.a === "change") this.#change(act.key);
    else if (act.a === "classA") this.#classA(act.keys);
    else if (act.a === "fault") this.fault = act.fault;
    else if (act.a === "answer") this.answer();
    else if (act.a === "late") this.#commitLate();
    else if (act.a === "steal") this.#steal(act.key);
    else this.step(act.waitMs);
  }

  step(waitMs: number): void {
    this.nowMs += waitMs;
    const inbox = this.#inbox;
    this.#inbox = [];
    const effects = this.core.step(this.nowMs, inbox, (key) => ({
      state: String(this.counts.get(keyText(key))),
      epoch: this.epochs.get(keyText(key)) ?? 0,
    }));
    for (const effect of effects) this.#do(effect);
  }

  send(input: WriteBehindInput): void {
    this.#inbox.push(input);
  }

  /** The store answers the cut that is under way. */
  answer(): void {
    const cut = this.#pending;
    if (cut === undefined) return;
    this.#pending = undefined;
    this.marks.add(this.fault);
    const result = this.#outcome(cut);
    this.marks.add(result.outcome);
    this.send({ t: "cutDone", seq: cut.seq, result });
  }

  #outcome(cut: Cut): CutResult {
    if (this.fault === "none") return this.store.write(cut);
    if (this.fault === "unavailable") return { outcome: "unavailable", reason: "away" };
    if (this.fault === "unknownApplied") this.store.write(cut);
    if (this.fault === "unknownLate") this.store.late.push(cut);
    return { outcome: "unknown", reason: "cut off" };
  }

  #own(row: AggregateRow): void {
    this.counts.set(keyText(row), Number(row.state));
    this.epochs.set(keyText(row), row.epoch);
    this.send({ t: "adopt", key: row, version: row.version });
  }

  #change(at: number): AggregateKey {
    const key = KEYS[at] as AggregateKey;
    this.counts.set(keyText(key), (this.counts.get(keyText(key)) ?? 0) + 1);
    this.send({ t: "dirty", key });
    return key;
  }

  #classA(keys: readonly number[]): void {
    const texts = keys.map((at) => keyText(this.#change(at)));
    this.parties += 1;
    const party = `p${this.parties}`;
    this.held.set(party, { counts: new Map(texts.map((key) => [key, this.counts.get(key) ?? 0])) });
    this.send({ t: "classA", parties: [party] });
  }

  #commitLate(): void {
    for (const cut of this.store.late.splice(0)) {
      this.marks.add("late");
      this.store.write(cut);
    }
  }

  #steal(at: number): void {
    this.store.claim(KEYS[at] as AggregateKey, "e2#b", true);
  }

  #do(effect: WriteBehindEffect): void {
    if (effect.e === "cut") this.#sendCut(effect.cut);
    else if (effect.e === "durable") for (const party of effect.parties) this.#released(party);
    else if (effect.e === "reclaim") for (const key of effect.keys) this.#reclaim(key);
    else if (effect.e === "evict") this.#evict();
    else {
      assert.equal(this.away, effect.e === "storeBack");
      this.away = effect.e === "storeAway";
    }
  }

  #sendCut(cut: Cut): void {
    assert.equal(this.#pending, undefined, "two cuts under way");
    for (const row of cut.rows) {
      const name = `${keyText(row)}@${row.epoch}/${row.version}`;
      assert.ok(!this.versions.has(name), `${name} was written twice`);
      this.versions.set(name, row.state);
    }
    this.#pending = cut;
  }

  #released(party: string): void {
    const held = this.held.get(party);
    assert.ok(held !== undefined, `${party} was not held`);
    for (const [text, count] of held.counts) {
      const row = this.store.rows.get(text);
      assert.ok(Number(row?.state) >= count, `${party} was released before ${text} was durable`);
    }
    this.held.delete(party);
  }

  #reclaim(key: AggregateKey): void {
    const row = this.store.claim(key, OWNER, this.store.row(key).owner === OWNER);
    if (row.owner !== OWNER) {
      this.marks.add("lost");
      this.send({ t: "lost", key });
      return;
    }
    this.epochs.set(keyText(key), row.epoch);
    this.send({ t: "reclaimed", key, version: row.version });
  }

  /** All four are one zone: everything goes, and is loaded again from the last cut. */
  #evict(): void {
    this.marks.add("evict");
    this.send({ t: "evicted", keys: KEYS, parties: [...this.held.keys()] });
    this.held.clear();
    for (const key of KEYS) {
      this.#own(this.store.claim(key, OWNER, true));
    }
  }
}

test("[WB13] nothing newest is lost, no version has two contents, class A waits for its cut", () => {
  const hit = new Set<string>();
  fc.assert(
    fc.property(acts, (script) => {
      const world = new World();
      for (const act of script) world.act(act);
      world.fault = "none";
      world.send({ t: "drain" });
      for (let rounds = 0; rounds < 40 && (rounds < 3 || !world.core.clean); rounds += 1) {
        world.answer();
        world.step(6000);
      }
      assert.ok(world.core.clean, "draining does not end");
      assert.equal(world.held.size, 0);
      assert.equal(world.away, false);
      world.act({ a: "late" });
      const owned = KEYS.filter((key) => world.store.row(key).owner === OWNER);
      for (const key of owned) {
        assert.equal(Number(world.store.row(key).state), world.counts.get(keyText(key)));
      }
      for (const mark of world.marks) hit.add(mark);
    }),
    { numRuns: 600 },
  );
  for (const mark of ["saved", "unavailable", "unknown", "fenced", "late", "lost", "evict"]) {
    assert.ok(hit.has(mark), `the scripts never reached: ${mark}`);
  }
});
