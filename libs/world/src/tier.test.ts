// Goal: the tier table, worked out by hand at a few points.
import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { MOB_TIERS } from "./definition.ts";
import { LEVEL_MAX } from "./limits.ts";
import { tierValues } from "./tier.ts";

test("[WO48] a tier's values at level 1 are its base", () => {
  deepEqual(tierValues("weak", 1), {
    hp: 5,
    damage: { min: 1, max: 2 },
    armour: 0,
    dodge: 0,
    xp: 15,
    gold: { min: 1, max: 3 },
  });
  deepEqual(tierValues("boss", 1), {
    hp: 50,
    damage: { min: 3, max: 8 },
    armour: 3,
    dodge: 0,
    xp: 200,
    gold: { min: 50, max: 100 },
  });
});

test("[WO48] values grow by their compound rates, rounded down", () => {
  // 10 × 1.1² = 12.1; 4 × 1.07² = 4.58; 30 × 1.08² = 34.99; 2 and 8 × 1.19² = 2.83 and 11.33.
  deepEqual(tierValues("standard", 3), {
    hp: 12,
    damage: { min: 1, max: 4 },
    armour: 0,
    dodge: 0,
    xp: 34,
    gold: { min: 2, max: 11 },
  });
  for (const tier of MOB_TIERS) {
    const { hp, damage, xp, gold } = tierValues(tier, LEVEL_MAX);
    for (const value of [hp, damage.min, damage.max, xp, gold.min, gold.max]) {
      deepEqual(Number.isSafeInteger(value) && value >= 1, true);
    }
  }
});
