import assert from "node:assert/strict";
import test from "node:test";
import { registerLoadContract } from "@ambon/persistence/contract/load.contract";
import { registerStoreContract } from "@ambon/persistence/contract/store.contract";
import { Dice } from "../time/dice.ts";
import { Process } from "../time/process.ts";
import { START_MS, VirtualTime } from "../time/virtual-time.ts";
import { Trace } from "../trace/trace.ts";
import {
  CALL_TIMEOUT_MS,
  StoreModel,
  type StoreOutcome,
  type StoreTroubles,
} from "./store-model.ts";
import { AsyncStore } from "./testing/async-store.ts";

const CALM: StoreTroubles = {
  minMs: 1,
  meanMs: 20,
  refusedPermille: 0,
  unknownPermille: 0,
  repeatedPermille: 0,
};

class Rig {
  readonly time = new VirtualTime();
  readonly process = new Process(this.time, "caller");
  readonly store: StoreModel;
  /** What was done, and what was answered, in order. */
  readonly heard: string[] = [];

  constructor(troubles: StoreTroubles = CALM, seed = 1) {
    const trace = new Trace(() => this.time.elapsedMs);
    this.store = new StoreModel(this.time, new Dice(seed), trace, troubles, () => undefined);
  }

  ask(name: string, repeatable = false): void {
    const answered = (outcome: StoreOutcome<number>): void => {
      this.heard.push(`${name} ${outcome.ok ? "ok" : outcome.unknown ? "unknown" : "failed"}`);
    };
    this.store.ask(this.process, name, () => this.heard.push(`${name} done`), answered, repeatable);
  }

  until(ms: number): this {
    this.time.runUntil(START_MS + ms);
    return this;
  }
}

const make = async () => {
  const { store, time, process } = new Rig({ ...CALM, meanMs: 5 });
  const under = new AsyncStore(store, time, process);
  return { store: under, cleanUp: () => under.close() };
};

registerStoreContract("[SM8] simulated", make);
registerLoadContract("[SM8] simulated", make);

test("[SM8] a call is done between question and answer, and calls may overtake each other", () => {
  const rig = new Rig();
  for (let n = 0; n < 20; n += 1) rig.ask(`${n}`);
  assert.equal(rig.heard.length, 0);
  rig.until(5000);
  const done = rig.heard.filter((text) => text.endsWith("done"));
  assert.equal(done.length, 20);
  assert.notDeepEqual(done, [...done].sort());
  for (let n = 0; n < 20; n += 1) {
    assert.ok(rig.heard.indexOf(`${n} done`) < rig.heard.indexOf(`${n} ok`));
  }
});

test("[SM9] an unknown call is done before, after or never", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const rig = new Rig({ ...CALM, unknownPermille: 1000 }, seed);
    rig.ask("a");
    rig.until(60_000);
    seen.add(rig.heard.join(", "));
  }
  assert.deepEqual(seen, new Set(["a unknown", "a done, a unknown", "a unknown, a done"]));
});

test("[SM9] what may come twice is done again after its answer, all else once", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const rig = new Rig({ ...CALM, repeatedPermille: 500 }, seed);
    rig.ask("a", true);
    rig.ask("b");
    rig.until(60_000);
    seen.add(rig.heard.filter((text) => text.startsWith("a")).join(", "));
    assert.equal(rig.heard.filter((text) => text === "b done").length, 1);
  }
  assert.deepEqual(seen, new Set(["a done, a ok", "a done, a ok, a done"]));
});

test("[SM10] a store that is away does nothing and says so", () => {
  const rig = new Rig();
  rig.store.setHealth("away");
  for (let n = 0; n < 10; n += 1) rig.ask("a");
  rig.until(CALL_TIMEOUT_MS);
  assert.deepEqual(rig.heard, Array(10).fill("a failed"));
  rig.store.heal();
  rig.ask("b");
  rig.until(CALL_TIMEOUT_MS * 2);
  assert.deepEqual(rig.heard.slice(10), ["b done", "b ok"]);
});

test("[SM10] what a stall keeps longer than the deadline is done after its caller gave up", () => {
  const rig = new Rig();
  rig.store.setHealth("stalled");
  rig.ask("a");
  rig.until(CALL_TIMEOUT_MS + 1000);
  assert.deepEqual(rig.heard, ["a unknown"]);
  rig.store.setHealth("well");
  rig.until(CALL_TIMEOUT_MS + 2000);
  assert.deepEqual(rig.heard, ["a unknown", "a done"]);
});

test("[SM10] what a mute store does is known when it speaks again, or never", () => {
  const rig = new Rig();
  rig.store.setHealth("mute");
  rig.ask("a");
  rig.until(2000);
  assert.deepEqual(rig.heard, ["a done"]);
  rig.store.setHealth("well");
  assert.deepEqual(rig.heard, ["a done", "a ok"]);
  rig.store.setHealth("mute");
  rig.ask("b");
  rig.until(CALL_TIMEOUT_MS + 3000);
  assert.deepEqual(rig.heard.slice(2), ["b done", "b unknown"]);
});

test("[SM10] a failover leaves what is under way unknown, done once or never", () => {
  const rig = new Rig();
  for (let n = 0; n < 20; n += 1) rig.ask(`${n}`);
  rig.store.failOver();
  rig.until(60_000);
  const unknown = rig.heard.filter((text) => text.endsWith("unknown"));
  const done = rig.heard.filter((text) => text.endsWith("done"));
  assert.equal(unknown.length, 20);
  assert.equal(new Set(done).size, done.length);
  assert.ok(done.length > 0 && done.length <= 20);
});

test("[SM10] a dead caller hears nothing, and what it asked for is done all the same", () => {
  const rig = new Rig();
  rig.ask("a");
  rig.process.kill();
  rig.until(5000);
  assert.deepEqual(rig.heard, ["a done"]);
});
