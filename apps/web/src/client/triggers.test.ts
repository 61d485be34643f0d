import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  fire,
  isHighlighted,
  type Ledger,
  NEW_TRIGGER,
  readTrigger,
  SEND_WINDOW_MS,
  SENDS_ALL,
  SENDS_PER_TRIGGER,
  type Trigger,
} from "./triggers.ts";

const trigger = (more: Partial<Trigger>): Trigger => ({ ...NEW_TRIGGER, ...more });
const hungry = trigger({ pattern: "you are hungry", send: "eat bread", highlight: false });

test("[WC31] a trigger highlights, notifies and sends, once for one output", () => {
  const both = trigger({ pattern: "gull", notify: true, send: "kill gull" });
  const fired = fire([both], "room", ["A gull is here.", "A gull cries."], [], 0);
  assert.deepEqual([fired.notices, fired.sends], [["A gull is here."], ["kill gull"]]);
  assert.ok(isHighlighted([both], "room", "the gull"));
  assert.ok(!isHighlighted([hungry], "room", "You are hungry."));
  assert.deepEqual(fire([both], "room", ["Nothing."], [], 0).sends, []);
});

test("[WC31] a trigger for one kind of text is deaf to the words of players", () => {
  const flee = trigger({ pattern: "you are dying", on: "combat", send: "flee" });
  const line = ['Tomas says, "You are dying!"'];
  assert.deepEqual(fire([flee], "chat", line, [], 0).sends, []);
  assert.deepEqual(fire([flee], "combat", ["You are dying!"], [], 0).sends, ["flee"]);
  assert.ok(!isHighlighted([flee], "chat", "You are dying!"));
});

test("[WC31] a trigger that answers itself rests, is told once, and may send again later", () => {
  let ledger: Ledger = [];
  const sent: number[] = [];
  const told: number[] = [];
  for (let ms = 0; ms < SEND_WINDOW_MS; ms += 100) {
    const fired = fire([hungry], "system", ["You are hungry."], ledger, ms);
    ledger = fired.ledger;
    if (fired.sends.length > 0) sent.push(ms);
    if (fired.resting.length > 0) told.push(ms);
  }
  assert.deepEqual(sent, [0, 100, 200]);
  assert.deepEqual(told, [300]);
  const later = fire([hungry], "system", ["You are hungry."], ledger, SEND_WINDOW_MS);
  assert.deepEqual(later.sends, ["eat bread"]);
});

test("[WC31] never more sends than the bounds in any window, nor a ledger without end", () => {
  const steps = fc.array(fc.nat(400), { maxLength: 120 });
  const triggers = Array.from({ length: 6 }, (_, at) =>
    trigger({ pattern: `word${at}`, send: `say ${at}` }),
  );
  const line = [triggers.map(({ pattern }) => pattern).join(" ")];
  fc.assert(
    fc.property(steps, (pauses) => {
      let [ledger, nowMs]: [Ledger, number] = [[], 0];
      const sent: [string, number][] = [];
      for (const pause of pauses) {
        nowMs += pause;
        const fired = fire(triggers, "chat", line, ledger, nowMs);
        ledger = fired.ledger;
        sent.push(...fired.sends.map((command): [string, number] => [command, nowMs]));
        const recent = sent.filter(([, at]) => nowMs - at < SEND_WINDOW_MS);
        assert.ok(recent.length <= SENDS_ALL);
        assert.ok(recent.filter(([one]) => one === "say 0").length <= SENDS_PER_TRIGGER);
        assert.ok(ledger.length <= SENDS_ALL + triggers.length);
      }
    }),
  );
});

test("[WC31] what cannot work is not read: no pattern, unknown class, unsendable command", () => {
  const good = { ...hungry };
  assert.deepEqual(readTrigger(good), hungry);
  assert.equal(readTrigger({ ...good, pattern: "*" }), undefined);
  assert.equal(readTrigger({ ...good, on: "weather" }), undefined);
  assert.equal(readTrigger({ ...good, send: "eat\nquit" }), undefined);
  assert.equal(readTrigger({ ...good, send: "x".repeat(201) }), undefined);
  assert.equal(readTrigger({}), undefined);
  assert.deepEqual(readTrigger({ pattern: "gull" }), {
    pattern: "gull",
    on: "any",
    highlight: false,
    notify: false,
    send: "",
  });
});
