/**
 * What a mob is worth by tier and level when its file does not say. Values grow by compound rates
 * per level (reference: the tier table of the original system), in exact integers.
 */
import { compound } from "@ambon/kernel/fixed";
import type { MobTier } from "./definition.ts";

interface TierRule {
  readonly hp: number;
  readonly hpRatePermille: number;
  readonly damage: readonly [number, number];
  readonly damageRatePermille: number;
  readonly armour: number;
  readonly xp: number;
  readonly xpRatePermille: number;
  readonly gold: readonly [number, number];
}

const RULES: Readonly<Record<MobTier, TierRule>> = {
  weak: {
    hp: 5,
    hpRatePermille: 1100,
    damage: [1, 2],
    damageRatePermille: 1060,
    armour: 0,
    xp: 15,
    xpRatePermille: 1090,
    gold: [1, 3],
  },
  standard: {
    hp: 10,
    hpRatePermille: 1100,
    damage: [1, 4],
    damageRatePermille: 1070,
    armour: 0,
    xp: 30,
    xpRatePermille: 1080,
    gold: [2, 8],
  },
  elite: {
    hp: 20,
    hpRatePermille: 1090,
    damage: [2, 6],
    damageRatePermille: 1070,
    armour: 1,
    xp: 75,
    xpRatePermille: 1080,
    gold: [10, 25],
  },
  boss: {
    hp: 50,
    hpRatePermille: 1090,
    damage: [3, 8],
    damageRatePermille: 1070,
    armour: 3,
    xp: 200,
    xpRatePermille: 1070,
    gold: [50, 100],
  },
};

const GOLD_RATE_PERMILLE = 1190;

export interface TierValues {
  readonly hp: number;
  readonly damage: { readonly min: number; readonly max: number };
  readonly armour: number;
  readonly dodge: number;
  readonly xp: number;
  readonly gold: { readonly min: number; readonly max: number };
}

/** Values of a mob of this tier at this level (1 and up), rounded down; dodge is 0. */
export function tierValues(tier: MobTier, level: number): TierValues {
  const rule = RULES[tier];
  const grown = (base: number, ratePermille: number): number =>
    compound(base, ratePermille, level - 1);
  const [damageMin, damageMax] = rule.damage;
  const [goldMin, goldMax] = rule.gold;
  return {
    hp: grown(rule.hp, rule.hpRatePermille),
    damage: {
      min: grown(damageMin, rule.damageRatePermille),
      max: grown(damageMax, rule.damageRatePermille),
    },
    armour: rule.armour,
    dodge: 0,
    xp: grown(rule.xp, rule.xpRatePermille),
    gold: {
      min: grown(goldMin, GOLD_RATE_PERMILLE),
      max: grown(goldMax, GOLD_RATE_PERMILLE),
    },
  };
}
