import assert from "node:assert/strict";
import test from "node:test";
import { Dice } from "./dice.ts";
import { Process } from "./process.ts";
import { START_MS, VirtualTime } from "./virtual-time.ts";

test("[SM1] events run by time and by the order in which they were set", () => {
  const time = new VirtualTime();
  const ran: string[] = [];
  const note = (what: string) => (): void => void ran.push(`${what}@${time.elapsedMs}`);
  time.after(20, note("late"));
  time.after(10, note("first"));
  time.after(10, note("second"));
  const never = time.after(15, note("never"));
  time.after(10, () => time.after(0, note("set by an event")));
  time.cancel(never);
  time.runUntil(START_MS + 10);
  assert.deepEqual(ran, ["first@10", "second@10", "set by an event@10"]);
  time.runUntil(START_MS + 100);
  assert.deepEqual(ran.slice(3), ["late@20"]);
  assert.equal(time.elapsedMs, 100);
});

test("[SM1] a run stops as soon as it is told to", () => {
  const time = new VirtualTime();
  let count = 0;
  const tick = (): void => {
    count += 1;
  };
  for (let ms = 1; ms <= 5; ms += 1) time.after(ms, tick);
  time.runUntil(START_MS + 10, () => count < 2);
  assert.deepEqual([count, time.elapsedMs], [2, 2]);
});

test("[SM2] streams are independent and repeatable", () => {
  const draw = (dice: Dice): number[] => Array.from({ length: 8 }, () => dice.below(1000));
  const alone = draw(new Dice(7).fork("a"));
  const root = new Dice(7);
  draw(root.fork("b"));
  root.below(10);
  assert.deepEqual(draw(root.fork("a")), alone);
  assert.notDeepEqual(draw(root.fork("b")), alone);
  assert.notDeepEqual(draw(new Dice(8).fork("a")), alone);
});

test("[SM2] exponential delays have their mean, and permille its share", () => {
  const dice = new Dice(1);
  const draws = 20_000;
  let sum = 0;
  let hits = 0;
  for (let n = 0; n < draws; n += 1) {
    sum += dice.exponential(1000);
    if (dice.permille(250)) hits += 1;
  }
  assert.ok(Math.abs(sum / draws - 1000) < 30, `mean ${sum / draws}`);
  assert.ok(Math.abs(hits / draws - 0.25) < 0.01, `share ${hits / draws}`);
  assert.equal(new Dice(1).exponential(0), 0);
});

test("[SM3] a paused process catches up in order, a dead one does nothing", () => {
  const time = new VirtualTime();
  const process = new Process(time, "p");
  const ran: string[] = [];
  process.after(10, () => ran.push("one"));
  process.after(20, () => ran.push("two"));
  process.pause();
  process.run(() => ran.push("now"));
  time.runUntil(START_MS + 50);
  assert.equal(ran.length, 0);
  assert.equal(process.ranMs, 0);
  process.resume();
  assert.deepEqual(ran, ["now", "one", "two"]);
  time.runUntil(START_MS + 80);
  assert.equal(process.ranMs, 30);
  let told = 0;
  process.onDeath(() => {
    told += 1;
  });
  process.after(5, () => void ran.push("never"));
  process.kill();
  process.kill();
  time.runUntil(START_MS + 100);
  assert.deepEqual([ran.length, told], [3, 1]);
});

test("[SM3] a process that is paused again while it catches up keeps the rest for later", () => {
  const time = new VirtualTime();
  const process = new Process(time, "p");
  const ran: string[] = [];
  process.pause();
  process.run(() => {
    ran.push("one");
    process.pause();
  });
  process.run(() => ran.push("two"));
  process.resume();
  assert.deepEqual(ran, ["one"]);
  process.resume();
  assert.deepEqual(ran, ["one", "two"]);
});

test("[SM27] the clock of a host may run too fast or too slow, and its timers with it", () => {
  for (const drift of [-20, 20]) {
    const time = new VirtualTime();
    const process = new Process(time, "p", drift);
    const fired: number[] = [];
    process.after(10_000, () => fired.push(process.nowMs - START_MS, time.elapsedMs));
    time.runUntil(START_MS + 20_000);
    assert.equal(process.nowMs - START_MS, 20_000 + drift * 20);
    assert.equal(process.ranMs, 20_000 + drift * 20);
    const [own = 0, real = 0] = fired;
    assert.ok(own >= 10_000 && own <= 10_001, `${own} by its own clock`);
    assert.equal(real, Math.ceil(10_000_000 / (1000 + drift)));
  }
});
