import assert from "node:assert/strict";
import { test } from "node:test";
import { type DangerLevel, dangerStep } from "./danger.ts";

test("[WC10] each step down is said once, and again only after a recovery", () => {
  let level: DangerLevel = 0;
  const said = [100, 25, 24, 23, 26, 24, 9, 8, 12, 35, 34, 20, 0].map((hp) => {
    const step = dangerStep(level, hp, 100);
    level = step.level;
    return step.alarm;
  });
  assert.deepEqual(said, [
    null,
    null,
    "Danger: 24 of 100 hit points.",
    null,
    null,
    null,
    "Critical: 9 of 100 hit points.",
    null,
    null,
    null,
    null,
    "Danger: 20 of 100 hit points.",
    "Critical: 0 of 100 hit points.",
  ]);
});

test("[WC10] without a maximum there is no alarm", () => {
  assert.deepEqual(dangerStep(2, 0, 0), { level: 0, alarm: null });
});
