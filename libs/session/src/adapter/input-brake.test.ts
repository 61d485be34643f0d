// Goal: every byte arrives once and in order, and costly input is spread over time.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type BrakeClock, InputBrake, sliceOfBytes, wholeFrame } from "./input-brake.ts";

/** A clock on which handing on a byte takes `costMs`, and a socket that remembers its state. */
class Rig implements BrakeClock {
  now = 0;
  got: number[] = [];
  sliceSizes: number[] = [];
  reading = true;
  waits: number[] = [];
  readonly brake: InputBrake<Uint8Array>;
  #later: { readonly delayMs: number; readonly act: () => void } | null = null;

  constructor(costMs: number) {
    const socket = {
      pause: () => {
        this.reading = false;
      },
      resume: () => {
        this.reading = true;
      },
    };
    const put = (bytes: Uint8Array): void => {
      this.got.push(...bytes);
      this.sliceSizes.push(bytes.length);
      this.now += bytes.length * costMs;
    };
    this.brake = new InputBrake(socket, put, sliceOfBytes, this);
  }

  nowMs(): number {
    return this.now;
  }

  later(delayMs: number, act: () => void): () => void {
    assert.equal(this.#later, null);
    this.waits.push(delayMs);
    this.#later = { delayMs, act };
    return () => {
      this.#later = null;
    };
  }

  get waiting(): boolean {
    return this.#later !== null;
  }

  pass(): void {
    const later = this.#later;
    assert.ok(later !== null);
    this.#later = null;
    this.now += later.delayMs;
    later.act();
  }

  finish(): void {
    while (this.waiting) this.pass();
  }
}

const packet = (length: number): Uint8Array => Uint8Array.from({ length }, (_one, at) => at % 251);

test("[HX1] cheap input goes through at once and is never paused", () => {
  const rig = new Rig(0.0001);
  for (let at = 0; at < 100; at += 1) {
    rig.brake.take(packet(100));
    rig.now += 50;
  }
  assert.equal(rig.got.length, 10_000);
  assert.deepEqual(rig.waits, []);
});

test("[HX1] a costly packet is taken in turns, and then the socket rests until its debt is paid", () => {
  const rig = new Rig(0.001);
  rig.brake.take(packet(200_000));
  assert.ok(!rig.reading);
  rig.finish();
  assert.ok(rig.reading);
  assert.deepEqual(rig.got, [...packet(200_000)]);
  assert.ok(Math.max(...rig.sliceSizes) <= 4096);
  // 200 ms of work against 100 ms of credit, and 2 ms earned in each 100.
  assert.ok(rig.now > 4000, `${rig.now} ms`);
  assert.ok(Math.max(...rig.waits) <= 500);
});

test("[HX1] one pause of the whole process in a socket's turn costs it half a second at most", () => {
  const rig = new Rig(0);
  rig.brake.take(packet(1));
  rig.brake.stop();
  const slow = new Rig(10_000);
  slow.brake.take(packet(1));
  slow.finish();
  assert.deepEqual(slow.waits, [500]);
  assert.ok(slow.reading);
});

test("[HX1] what is held is dropped when the socket is gone", () => {
  const rig = new Rig(1);
  rig.brake.take(packet(20_000));
  const { length } = rig.got;
  rig.brake.stop();
  assert.ok(!rig.waiting);
  assert.equal(rig.got.length, length);
});

test("[HX30] frames are handed on whole, in order, and a costly flood of them rests", () => {
  let now = 0;
  const got: string[] = [];
  const later: (() => void)[] = [];
  const clock: BrakeClock = {
    nowMs: () => now,
    later: (delayMs, act) => {
      later.push(() => {
        now += delayMs;
        act();
      });
      return () => undefined;
    },
  };
  const put = (frame: string): void => {
    got.push(frame);
    now += 1;
  };
  const socket = { pause: () => undefined, resume: () => undefined };
  const brake = new InputBrake(socket, put, wholeFrame, clock);
  const sent = Array.from({ length: 300 }, (_one, at) => `frame ${at}`);
  for (const frame of sent) brake.take(frame);
  for (let act = later.shift(); act !== undefined; act = later.shift()) act();
  assert.deepEqual(got, sent);
  // 300 ms of work against 100 ms of credit, at a share of 2 %.
  assert.ok(now > 8000, `${now} ms`);
});

test("[HX1] any packets at any cost arrive whole and in order", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 });
  const cost = fc.constantFrom(0, 0.00001, 0.001, 1);
  fc.assert(
    fc.property(sizes, cost, (lengths, costMs) => {
      const rig = new Rig(costMs);
      const sent: number[] = [];
      for (const [at, length] of lengths.entries()) {
        const bytes = packet(length);
        sent.push(...bytes);
        // Some runtimes deliver a packet that was read before the pause.
        if (at % 3 === 2) rig.finish();
        rig.brake.take(bytes);
      }
      rig.finish();
      assert.deepEqual(rig.got, sent);
      assert.ok(rig.reading);
    }),
    { numRuns: 100 },
  );
});
