import assert from "node:assert/strict";
import test from "node:test";
import { DEFAULT_CADENCE } from "../cadence.ts";
import { ManualTime } from "../testing/manual-time.ts";
import { TickLoop } from "./tick-loop.ts";

const loopWith = (tickTakesMs: number) => {
  const time = new ManualTime();
  const starts: number[] = [];
  const state = { waiting: false };
  const loop = new TickLoop({
    time,
    cadence: DEFAULT_CADENCE,
    waiting: () => state.waiting,
    tick: (startMs) => {
      starts.push(startMs - 1_000_000);
      state.waiting = false;
      time.burn(tickTakesMs);
      // What comes in during a tick waits for its end.
      loop.nudge();
    },
  });
  loop.start();
  return { time, starts, state, loop };
};

test("[EN26] without input a tick each 100 ms, and none after stop", async () => {
  const { time, starts, loop } = loopWith(0);
  await time.wind(350);
  assert.deepEqual(starts, [100, 200, 300]);
  loop.stop();
  await time.wind(500);
  assert.equal(starts.length, 3);
});

test("[EN26] input brings the next tick forward, at most one in 5 ms", async () => {
  const { time, starts, state, loop } = loopWith(0);
  await time.wind(50);
  const type = (): void => {
    state.waiting = true;
    loop.nudge();
    loop.nudge();
  };
  type();
  await time.wind(2);
  type();
  await time.wind(20);
  assert.deepEqual(starts, [50, 55]);
  await time.wind(100);
  assert.deepEqual(starts, [50, 55, 155]);
});

test("[EN26] a tick that takes long is followed by the next one after its end", async () => {
  const { time, starts, state, loop } = loopWith(150);
  await time.wind(100);
  state.waiting = true;
  loop.nudge();
  await time.wind(1);
  assert.deepEqual(starts, [100, 250]);
});
