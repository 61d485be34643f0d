// Goal: whatever a carrier loses, doubles, reorders or is fed by strangers, what comes out of a
// stream is what went in, in order, up to where the stream ended; and a new one can be begun.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { CLOCK_TOLERANCE_MS } from "@ambon/wire/rpc-proof";
import fc from "fast-check";
import { decodeEnvelope, encodeEnvelope } from "./envelope.ts";
import {
  type DropReason,
  type StreamEvent,
  Switchboard,
  type SwitchEffects,
} from "./switchboard.ts";

const keys = new HmacKeys("a secret for tests");
const strangers = new HmacKeys("somebody else's secret");

interface Said {
  readonly from: string;
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** Never twice the same, in whatever process. */
let drawn = 0;
const draw = (): string => {
  drawn += 1;
  return `n${drawn}`;
};

/** Two ends and what lies between them; nothing arrives unless a test says so. */
class Carrier {
  nowMs = 1_000_000;
  /** Everything that was ever published, in order. */
  readonly said: Said[] = [];
  readonly events: Record<string, StreamEvent[]> = { g: [], e: [] };
  readonly dropped: Record<string, DropReason[]> = { g: [], e: [] };
  #delivered = 0;
  readonly #ends: Record<string, Switchboard>;

  constructor() {
    const end = (self: string): Switchboard => new Switchboard({ self, keys, random: draw });
    this.#ends = { g: end("g"), e: end("e") };
  }

  do(who: string, act: (end: Switchboard) => SwitchEffects): void {
    const end = this.#ends[who];
    assert.ok(end !== undefined);
    const { publish, events, dropped } = act(end);
    for (const { to, bytes } of publish) this.said.push({ from: who, to, bytes });
    this.events[who]?.push(...events);
    this.dropped[who]?.push(...dropped);
  }

  dial(): void {
    this.do("g", (g) => g.dial(this.nowMs, "e"));
  }

  say(who: string, text: string): void {
    const stream = this.streamOf(who);
    const payload = new TextEncoder().encode(text);
    this.do(who, (end) => end.send(this.nowMs, stream ?? "none", payload));
  }

  /** One message, to whom it was published for or to somebody else. */
  deliver({ to, bytes }: Said, at = to): void {
    this.do(at, (end) => end.receive(this.nowMs, bytes));
  }

  /** Everything that was published and has not been handed over yet, in order. */
  settle(): void {
    while (this.#delivered < this.said.length) {
      const next = this.said[this.#delivered];
      this.#delivered += 1;
      if (next !== undefined) this.deliver(next);
    }
  }

  /** What was published since the last `settle` is lost. */
  lose(): readonly Said[] {
    const lost = this.said.slice(this.#delivered);
    this.#delivered = this.said.length;
    return lost;
  }

  /** A stream that the gateway has begun and the engine has heard of. */
  open(): void {
    this.dial();
    this.settle();
    this.say("g", "hello");
    this.settle();
  }

  /** The stream that `who` has open now. */
  streamOf(who: string): string | undefined {
    let stream: string | undefined;
    for (const event of this.events[who] ?? []) {
      if (event.e === "opened") stream = event.stream;
      else if (event.e === "ended" && event.stream === stream) stream = undefined;
    }
    return stream;
  }

  /** Per stream, in order, what came out of it. */
  heard(who: string): Map<string, string[]> {
    const heard = new Map<string, string[]>();
    for (const event of this.events[who] ?? []) {
      if (event.e !== "message") continue;
      const text = new TextDecoder().decode(event.payload);
      heard.set(event.stream, [...(heard.get(event.stream) ?? []), text]);
    }
    return heard;
  }

  texts(who: string): string[] {
    return [...this.heard(who).values()].flat();
  }
}

const kinds = (carrier: Carrier, who: string): string[] =>
  (carrier.events[who] ?? []).map(({ e }) => e);

test("[RB4] a stream is open for the listener with the dialer's first message, and carries both ways", () => {
  const carrier = new Carrier();
  carrier.dial();
  carrier.settle();
  assert.deepEqual(kinds(carrier, "g"), ["opened"]);
  assert.deepEqual(kinds(carrier, "e"), []);
  for (const text of ["a", "b"]) carrier.say("g", text);
  carrier.settle();
  carrier.say("e", "c");
  carrier.settle();
  assert.deepEqual(carrier.texts("e"), ["a", "b"]);
  assert.deepEqual(carrier.texts("g"), ["c"]);
  assert.equal(carrier.streamOf("g"), carrier.streamOf("e"));
  assert.deepEqual([carrier.dropped.g, carrier.dropped.e], [[], []]);
});

test("[RB4] a new stream of the same peer ends the earlier one, and a lost open leaves it alone", () => {
  const carrier = new Carrier();
  carrier.open();
  const first = carrier.streamOf("e");
  carrier.dial();
  carrier.lose();
  assert.equal(carrier.streamOf("e"), first);
  carrier.open();
  assert.deepEqual(kinds(carrier, "e"), ["opened", "message", "ended", "opened", "message"]);
  assert.notEqual(carrier.streamOf("e"), first);
});

test("[RB4] an open that is said again until it is answered opens one stream", () => {
  const carrier = new Carrier();
  carrier.dial();
  carrier.lose();
  for (let times = 0; times < 3; times += 1) carrier.dial();
  carrier.settle();
  carrier.say("g", "a");
  carrier.settle();
  assert.deepEqual(kinds(carrier, "g"), ["opened"]);
  assert.deepEqual(kinds(carrier, "e"), ["opened", "message"]);
  assert.equal(carrier.streamOf("g"), carrier.streamOf("e"));
});

test("[RB4] an open that comes late, when its stream has begun, changes nothing", () => {
  const carrier = new Carrier();
  carrier.dial();
  carrier.dial();
  const [first, again] = carrier.lose();
  assert.ok(first !== undefined && again !== undefined);
  carrier.deliver(first);
  carrier.settle();
  carrier.say("g", "a");
  carrier.settle();
  const events = JSON.stringify(carrier.events);
  carrier.deliver(again);
  assert.deepEqual(carrier.lose(), []);
  assert.equal(JSON.stringify(carrier.events), events);
});

test("[RB4] an end that one side tells is heard by the other, and nothing goes on in it", () => {
  const carrier = new Carrier();
  carrier.open();
  const stream = `${carrier.streamOf("g")}`;
  carrier.do("g", (g) => g.end(carrier.nowMs, stream));
  carrier.settle();
  assert.equal(carrier.streamOf("e"), undefined);
  carrier.do("g", (g) => g.send(carrier.nowMs, stream, new Uint8Array(1)));
  assert.deepEqual(carrier.lose(), []);
});

test("[RB6] a lost message ends the stream on both sides as soon as the next one comes", () => {
  const carrier = new Carrier();
  carrier.open();
  carrier.say("g", "lost");
  carrier.lose();
  carrier.say("g", "after");
  carrier.settle();
  assert.deepEqual(carrier.texts("e"), ["hello"]);
  assert.deepEqual(carrier.dropped.e, ["gap"]);
  assert.deepEqual([carrier.streamOf("g"), carrier.streamOf("e")], [undefined, undefined]);
});

test("[RB6] messages in another order end the stream; the late one is not heard", () => {
  const carrier = new Carrier();
  carrier.open();
  for (const text of ["first", "second"]) carrier.say("g", text);
  const [first, second] = carrier.lose();
  assert.ok(first !== undefined && second !== undefined);
  carrier.deliver(second);
  carrier.deliver(first);
  assert.deepEqual(carrier.texts("e"), ["hello"]);
  assert.deepEqual(carrier.dropped.e, ["gap", "noStream"]);
});

test("[RB6] a peer that speaks in a stream that is none is told so, once a second at most", () => {
  const carrier = new Carrier();
  carrier.open();
  const stream = `${carrier.streamOf("e")}`;
  carrier.do("e", (e) => e.end(carrier.nowMs, stream));
  for (const text of ["a", "b", "c"]) carrier.say("g", text);
  for (const message of carrier.lose()) if (message.to === "e") carrier.deliver(message);
  assert.equal(carrier.lose().length, 1);
  carrier.nowMs += 1000;
  carrier.say("g", "d");
  carrier.settle();
  assert.equal(carrier.streamOf("g"), undefined);
});

test("[RB6] when the carrier is gone every stream is over, and nothing that was dialed comes", () => {
  const carrier = new Carrier();
  carrier.open();
  carrier.dial();
  carrier.do("g", (g) => g.carrierLost());
  carrier.settle();
  assert.deepEqual(kinds(carrier, "g").slice(-1), ["ended"]);
  assert.deepEqual(carrier.dropped.g, ["noStream"]);
});

test("[RB5] whatever was said once changes nothing when it is said again", () => {
  const carrier = new Carrier();
  carrier.open();
  carrier.say("e", "there");
  carrier.settle();
  const before = JSON.stringify(carrier.events);
  const recorded = [...carrier.said];
  for (const one of recorded) carrier.deliver(one);
  assert.equal(JSON.stringify(carrier.events), before);
  assert.ok(carrier.streamOf("e") !== undefined);
  assert.deepEqual(carrier.dropped.e, ["replayed", "replayed"]);
  assert.deepEqual(carrier.dropped.g, ["noStream", "replayed"]);
});

test("[RB5] a recording played to the next stream, or to a process that forgot, opens nothing", () => {
  const carrier = new Carrier();
  carrier.open();
  const recorded = [...carrier.said];
  carrier.open();
  const stream = carrier.streamOf("e");
  for (const one of recorded) carrier.deliver(one);
  assert.equal(carrier.streamOf("e"), stream);
  const restarted = new Carrier();
  for (const one of recorded) restarted.deliver(one);
  assert.deepEqual(restarted.events, { g: [], e: [] });
});

test("[RB7] what is older or newer than 30 s by our clock is dropped", () => {
  for (const [awayMs, dropped] of [
    [CLOCK_TOLERANCE_MS, []],
    [CLOCK_TOLERANCE_MS + 1, ["stale"]],
    [-CLOCK_TOLERANCE_MS, []],
    [-CLOCK_TOLERANCE_MS - 1, ["stale"]],
  ] as const) {
    const carrier = new Carrier();
    carrier.dial();
    const [open] = carrier.lose();
    assert.ok(open !== undefined);
    carrier.nowMs += awayMs;
    carrier.deliver(open);
    assert.deepEqual(carrier.dropped.e, dropped, `${awayMs}`);
  }
});

test("[RB2] forged, foreign and misrouted envelopes are dropped, each with its reason", () => {
  const carrier = new Carrier();
  carrier.open();
  carrier.say("g", "mine");
  const [message] = carrier.lose();
  assert.ok(message !== undefined);
  const forged = Uint8Array.from(message.bytes);
  forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
  const read = decodeEnvelope(message.bytes, keys);
  assert.ok(read.ok);
  const foreign = encodeEnvelope(read.value, strangers);
  for (const bytes of [forged, foreign, Uint8Array.of(1, 2, 3)]) {
    carrier.deliver({ ...message, bytes });
  }
  carrier.deliver(message, "g");
  assert.deepEqual(carrier.dropped.e, ["forged", "unknownKey", "malformed"]);
  assert.deepEqual(carrier.dropped.g, ["misrouted"]);
  carrier.deliver(message);
  assert.deepEqual(carrier.texts("e"), ["hello", "mine"]);
});

const fate = fc.oneof(
  { weight: 12, arbitrary: fc.constant({ do: "say" as const }) },
  { weight: 8, arbitrary: fc.constant({ do: "deliver" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("again" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("swap" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("spoil" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant({ do: "lose" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "dial" as const }) },
  { weight: 1, arbitrary: fc.constant({ do: "gone" as const }) },
);

test("[RB4] [RB5] [RB6] on any carrier a stream gives a beginning of what was put in, once and in order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fate, fc.boolean()), { maxLength: 120 }), (steps) => {
      const carrier = new Carrier();
      const put = { g: new Map<string, string[]>(), e: new Map<string, string[]>() };
      const waiting: Said[] = [];
      let count = 0;
      for (const [step, isGateway] of steps) {
        const who = isGateway ? "g" : "e";
        waiting.push(...carrier.lose());
        if (step.do === "say") {
          const stream = carrier.streamOf(who);
          count += 1;
          carrier.say(who, `${count}`);
          if (stream !== undefined) {
            put[who].set(stream, [...(put[who].get(stream) ?? []), `${count}`]);
          }
        } else if (step.do === "deliver") {
          const next = waiting.shift();
          if (next !== undefined) carrier.deliver(next);
        } else if (step.do === "again") {
          const old = carrier.said[step.which % Math.max(1, carrier.said.length)];
          if (old !== undefined) carrier.deliver(old);
        } else if (step.do === "swap" && waiting.length > 1) {
          waiting.push(...waiting.splice(step.which % waiting.length, 1));
        } else if (step.do === "spoil" && waiting.length > 0) {
          const at = step.which % waiting.length;
          const one = waiting[at];
          if (one !== undefined) waiting[at] = { ...one, bytes: one.bytes.map((byte) => byte ^ 1) };
        } else if (step.do === "lose") waiting.shift();
        else if (step.do === "dial") carrier.dial();
        else if (step.do === "gone") carrier.do(who, (end) => end.carrierLost());
        carrier.nowMs += 1;
      }
      for (const [reader, writer] of [
        ["e", "g"],
        ["g", "e"],
      ] as const) {
        for (const [stream, texts] of carrier.heard(reader)) {
          assert.deepEqual(texts, (put[writer].get(stream) ?? []).slice(0, texts.length));
        }
      }
      // The carrier heals: whatever state both ends are in, a new stream works at once.
      carrier.lose();
      carrier.nowMs += 1000;
      carrier.open();
      carrier.say("e", "healed");
      carrier.settle();
      assert.equal(carrier.texts("g").at(-1), "healed");
      assert.equal(carrier.streamOf("g"), carrier.streamOf("e"));
    }),
    { numRuns: 300 },
  );
});
