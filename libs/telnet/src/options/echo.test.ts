// Goal: password masking stays right for clients that accept, refuse, stay silent or are late.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DO, DONT, type Verb } from "../bytes.ts";
import { newTelnetCounters, TELNET_LIMITS } from "../limits.ts";
import { hex } from "../testing/wire.ts";
import { EchoOption } from "./echo.ts";

const connect = () => {
  const echo = new EchoOption();
  const answers: string[] = [];
  const context = {
    limits: TELNET_LIMITS,
    counters: newTelnetCounters(),
    answer: (bytes: Uint8Array) => void answers.push(hex(bytes)),
    request: () => assert.fail("ECHO asks for no option"),
    emit: () => {},
    stopParsing: () => assert.fail("ECHO stops no parser"),
  };
  const hear = (...verbs: Verb[]) => verbs.forEach((verb) => void echo.negotiation(verb, context));
  return { echo, answers, hear, set: (on: boolean) => hex(echo.set(on)) };
};

test("[TN16] a client that never answers still gets WONT at once", () => {
  const { set } = connect();
  assert.equal(set(true), "FF FB 01");
  assert.equal(set(false), "FF FC 01 0D 0A");
  assert.equal(set(true), "FF FB 01");
  assert.equal(set(false), "FF FC 01 0D 0A");
});

test("[TN17] answers are not answered, in time or late after two passwords", () => {
  const { set, hear, answers } = connect();
  set(true);
  hear(DO);
  set(false);
  hear(DONT);
  for (const on of [true, false, true, false]) set(on);
  hear(DO, DONT, DO, DONT);
  assert.deepEqual(answers, []);
  hear(DO);
  assert.deepEqual(answers, ["FF FC 01"]);
});

test("[TN17] a client that refuses shows its own line end, so none is sent", () => {
  const { set, hear, answers } = connect();
  set(true);
  hear(DONT);
  assert.equal(set(false), "");
  assert.equal(set(true), "FF FB 01");
  assert.deepEqual(answers, []);
});

test("[TN17] refusals that come late leave the newest WILL standing", () => {
  const { set, hear, answers } = connect();
  for (const on of [true, false, true]) set(on);
  hear(DONT);
  assert.equal(set(false), "FF FC 01 0D 0A");
  hear(DO, DONT);
  assert.deepEqual(answers, []);
});

test("[TN17] a client that refuses twice, late, has refused the newest WILL", () => {
  const { set, hear, answers } = connect();
  for (const on of [true, false, true]) set(on);
  hear(DONT, DONT);
  assert.equal(set(false), "");
  assert.deepEqual(answers, []);
});

test("[TN17] a client that never acknowledges WONT keeps the account straight", () => {
  const { set, hear, answers } = connect();
  set(true);
  hear(DO);
  set(false);
  set(true);
  hear(DO);
  assert.deepEqual(answers, []);
  hear(DONT);
  assert.deepEqual(answers, ["FF FC 01"]);
});

test("[TN17] a client's own DO is refused once, its DONT while on is acknowledged", () => {
  const { set, hear, answers } = connect();
  hear(DO, DO, DONT);
  assert.deepEqual(answers, ["FF FC 01"]);
  set(true);
  hear(DO, DO, DONT);
  assert.deepEqual(answers, ["FF FC 01", "FF FC 01"]);
  assert.equal(set(false), "");
});

test("[TN17] with any delay of answers an obedient client ends as we told it", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.boolean(), (steps, accepts) => {
      const { echo, hear, answers } = connect();
      const toClient: boolean[] = [];
      let clientHides = false;
      let wanted = false;
      const clientReads = (): void => {
        const on = toClient.shift();
        if (on === undefined) return;
        // A client answers what changes its state; a refusing one says DONT to each WILL.
        if (on && !accepts) hear(DONT);
        else if (on !== clientHides) {
          clientHides = on;
          hear(on ? DO : DONT);
        }
      };
      for (const toggles of steps) {
        if (toggles) {
          wanted = !wanted;
          const bytes = echo.set(wanted);
          if (bytes.length > 0) toClient.push(wanted);
        } else clientReads();
      }
      while (toClient.length > 0) clientReads();
      assert.equal(clientHides, accepts && wanted);
      assert.deepEqual(answers, []);
    }),
  );
});
