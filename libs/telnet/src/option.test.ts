// Goal: the Q method as a table; the whole state space is walked against RFC 1143's own tables.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OptionTable, THEM, US } from "./option.ts";

const OPTION = 42;
type State = "no" | "yes" | "wantYes" | "wantYesOpposite" | "wantNo" | "wantNoOpposite";

const fresh = (name: State): OptionTable => {
  const t = new OptionTable();
  if (name === "yes" || name.startsWith("wantNo")) t.receiveEnable(US, OPTION, true);
  if (name.startsWith("wantYes")) t.request(US, OPTION, true);
  if (name.startsWith("wantNo")) t.request(US, OPTION, false);
  if (name === "wantYesOpposite") t.request(US, OPTION, false);
  if (name === "wantNoOpposite") t.request(US, OPTION, true);
  return t;
};

test("[TN11] receiving an enable moves each of the six states as RFC 1143 says", () => {
  const expected = [
    ["no", "enable", "on", true],
    ["yes", "nothing", "same", true],
    ["wantNo", "nothing", "same", false],
    ["wantNoOpposite", "nothing", "on", true],
    ["wantYes", "nothing", "on", true],
    ["wantYesOpposite", "disable", "same", false],
  ] as const;
  for (const [state, send, change, enabled] of expected) {
    const table = fresh(state);
    assert.deepEqual(table.receiveEnable(US, OPTION, true), { send, change }, state);
    assert.equal(table.enabled(US, OPTION), enabled, state);
  }
});

test("[TN11] receiving a disable moves each of the six states as RFC 1143 says", () => {
  const expected = [
    ["no", "nothing", "same", false],
    ["yes", "disable", "off", false],
    ["wantNo", "nothing", "same", false],
    ["wantNoOpposite", "enable", "same", true],
    ["wantYes", "nothing", "off", false],
    ["wantYesOpposite", "nothing", "same", false],
  ] as const;
  for (const [state, send, change, wanted] of expected) {
    const table = fresh(state);
    assert.deepEqual(table.receiveDisable(US, OPTION), { send, change }, state);
    assert.equal(table.enabled(US, OPTION), false, state);
    assert.equal(table.wanted(US, OPTION), wanted, state);
  }
});

test("[TN11] our own wish is sent from rest and queued while an answer is under way", () => {
  const table = new OptionTable();
  assert.equal(table.request(THEM, OPTION, true), "enable");
  assert.equal(table.request(THEM, OPTION, true), "nothing");
  assert.equal(table.request(THEM, OPTION, false), "nothing");
  assert.equal(table.request(THEM, OPTION, true), "nothing");
  assert.deepEqual(table.receiveEnable(THEM, OPTION, true), { send: "nothing", change: "on" });
  assert.equal(table.request(THEM, OPTION, false), "disable");
  assert.equal(table.request(THEM, OPTION, true), "nothing");
  assert.deepEqual(table.receiveDisable(THEM, OPTION), { send: "enable", change: "same" });
  assert.equal(table.enabled(US, OPTION), false);
});

test("[TN12] a refusal is sent once per option and side", () => {
  const table = new OptionTable();
  const refuse = { send: "disable", change: "same" };
  const silent = { send: "nothing", change: "same" };
  assert.deepEqual(table.receiveEnable(US, 0, false), refuse);
  assert.deepEqual(table.receiveEnable(US, 0, false), silent);
  assert.deepEqual(table.receiveEnable(THEM, 0, false), refuse);
  assert.deepEqual(table.receiveEnable(US, 34, false), refuse);
  assert.deepEqual(table.receiveDisable(US, 0), silent);
});

test("[TN11] two Q-method ends over a slow line always come to rest in agreement", () => {
  const step = fc.tuple(fc.constantFrom("a", "b", "toA", "toB"), fc.boolean());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      // One option, one side: `a` sees it as its own, `b` as the other's.
      const ends = { a: new OptionTable(), b: new OptionTable() };
      const inbox: { a: boolean[]; b: boolean[] } = { a: [], b: [] };
      const other = { a: "b", b: "a" } as const;
      const deliver = (to: "a" | "b"): void => {
        const enable = inbox[to].shift();
        if (enable === undefined) return;
        const side = to === "a" ? US : THEM;
        const { send } = enable
          ? ends[to].receiveEnable(side, OPTION, true)
          : ends[to].receiveDisable(side, OPTION);
        if (send !== "nothing") inbox[other[to]].push(send === "enable");
      };
      for (const [what, on] of steps) {
        if (what === "toA") deliver("a");
        else if (what === "toB") deliver("b");
        else {
          const end = what === "a" ? "a" : "b";
          const send = ends[end].request(end === "a" ? US : THEM, OPTION, on);
          if (send !== "nothing") inbox[other[end]].push(send === "enable");
        }
      }
      let deliveries = 0;
      while (inbox.a.length + inbox.b.length > 0) {
        deliver(inbox.a.length > 0 ? "a" : "b");
        assert.ok(++deliveries < 1000, "the ends answer each other forever");
      }
      assert.equal(ends.a.enabled(US, OPTION), ends.b.enabled(THEM, OPTION));
    }),
  );
});
