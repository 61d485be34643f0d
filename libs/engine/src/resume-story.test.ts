// Goal: however often and wherever sockets are lost, nothing is lost or doubled.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { annaAndBen, benIn } from "./testing/anna-and-ben.ts";
import type { TestBrowser } from "./testing/test-browser.ts";
import type { TestEngine } from "./testing/test-engine.ts";

type Step =
  | { readonly s: "say" | "type" | "lostLine" | "offline" | "ack" | "tick" }
  /** The socket dies after so many more frames; noticed by the gateway, or by the next resume. */
  | { readonly s: "die"; readonly after: number; readonly noticed: boolean; readonly away: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ s: "say" }) },
  { weight: 3, arbitrary: fc.constant<Step>({ s: "type" }) },
  { weight: 1, arbitrary: fc.constant<Step>({ s: "lostLine" }) },
  { weight: 2, arbitrary: fc.constant<Step>({ s: "ack" }) },
  { weight: 3, arbitrary: fc.constant<Step>({ s: "tick" }) },
  {
    weight: 3,
    arbitrary: fc.record({
      s: fc.constant("die" as const),
      after: fc.nat(6),
      noticed: fc.boolean(),
      away: fc.nat(5),
    }),
  },
);

/** Everything one run did, so that the checks can tell what must have been shown. */
class Story {
  readonly t: TestEngine;
  readonly anna: TestBrowser;
  readonly said: string[] = [];
  typed = 0;
  disconnects = 0;
  #benSeq = 0;
  #channel = 1;
  #lostSomething = false;

  constructor() {
    const { t, anna } = annaAndBen();
    this.t = t;
    this.anna = anna;
  }

  run(one: Step): void {
    switch (one.s) {
      case "say":
        return this.#say();
      case "type":
      case "lostLine":
      case "offline":
        this.typed += 1;
        // What is behind a lost line on the same socket is lost too.
        this.#lostSomething ||= one.s === "lostLine";
        this.anna.type(`mine ${this.typed}`, !this.#lostSomething);
        return;
      case "ack":
        this.anna.read().ack();
        return;
      case "tick":
        this.t.tick();
        return;
      case "die":
        return this.#die(one);
    }
  }

  finish(): void {
    this.#die({ s: "die", after: 0, noticed: true, away: 0 });
    this.t.ticks(this.typed + 5);
    this.anna.read();
  }

  #say(): void {
    this.#benSeq += 1;
    this.said.push(`Ben: ${this.#benSeq}`);
    this.t.type(900, this.#benSeq, String(this.#benSeq));
  }

  #die({ after, noticed, away }: Extract<Step, { s: "die" }>): void {
    const { t, anna } = this;
    this.disconnects += 1;
    anna.read(after);
    if (noticed) anna.drop();
    anna.channel = 0;
    for (let tick = 0; tick < away; tick += 1) {
      this.#say();
      this.run({ s: "offline" });
      t.tick();
    }
    this.#channel += 1;
    this.#lostSomething = false;
    anna.resume(this.#channel);
    // The line may be lost again before anything of the answer is read.
    if (after % 3 === 0) {
      t.tick();
      anna.read(0);
      this.#channel += 1;
      anna.resume(this.#channel);
    }
    t.tick();
    anna.read();
  }
}

test("[EN5] [EN37] thousands of lost sockets: no line is lost or doubled in either direction", () => {
  let disconnects = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 30, maxLength: 60 }), (steps) => {
      const story = new Story();
      for (const one of steps) story.run(one);
      story.finish();
      disconnects += story.disconnects;
      const { anna, said, typed } = story;
      assert.deepEqual(anna.refusals, []);
      assert.deepEqual(benIn(anna), said);
      const mine = anna.lines.filter((line) => line.startsWith("Anna: "));
      assert.deepEqual(
        mine,
        Array.from({ length: typed }, (_one, at) => `Anna: mine ${at + 1}`),
      );
    }),
    { seed: 20_260_801, numRuns: 300 },
  );
  assert.ok(disconnects > 2000, `only ${disconnects} sockets were lost`);
});
