/** What follows from level, race, class and equipment. All integers; shares in permille. */

import { permilleOf } from "@ambon/kernel/fixed";
import { ATTRIBUTES, type Attribute, SLOTS } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { TOUCH } from "../context.ts";
import type { PlayerState } from "../player-state.ts";
import type { Derived, PlayerEntity } from "../state.ts";

const BASE_ATTRIBUTE = 10;
const BASE_HP = 20;
const BASE_MANA = 20;
const HP_PER_CONSTITUTION = 2;
const MANA_PER_INTELLIGENCE = 2;
const UNARMED = { min: 1, max: 3 };
const DODGE_PER_DEXTERITY = 20;
const MAX_DODGE_PERMILLE = 300;
const CRIT_BASE_PERMILLE = 50;
const CRIT_PER_DEXTERITY = 5;
const MAX_CRIT_PERMILLE = 300;
/** Permille of more damage for each level above the first. */
const DAMAGE_PER_LEVEL = 90;

type Bonus = Record<Attribute | "hp" | "mana" | "dodge" | "crit", number>;

const equipmentOf = (z: ZoneContext, state: PlayerState) => {
  const sum: Bonus = {
    strength: 0,
    dexterity: 0,
    constitution: 0,
    intelligence: 0,
    wisdom: 0,
    charisma: 0,
    hp: 0,
    mana: 0,
    dodge: 0,
    crit: 0,
  };
  let armour = 0;
  let damage = UNARMED;
  for (const slot of SLOTS) {
    const item = state.equipment[slot];
    if (item === undefined) continue;
    const def = z.itemDef(item);
    armour += def.armour;
    if (slot === "weapon" && def.damage !== undefined) damage = def.damage;
    for (const key of Object.keys(sum) as (keyof Bonus)[]) sum[key] += def.bonus[key] ?? 0;
  }
  return { sum, armour, damage };
};

/** Pure in the state and the content. */
export const derive = (z: ZoneContext, state: PlayerState): Derived => {
  const { sum, armour, damage } = equipmentOf(z, state);
  const race = z.world.races.get(state.race);
  const cls = z.world.classes.get(state.class);
  const attributes = {} as Record<Attribute, number>;
  for (const name of ATTRIBUTES) {
    const born = (race?.attributes[name] ?? 0) + (cls?.attributes[name] ?? 0);
    attributes[name] = Math.max(1, state.attributes[name] + born + sum[name]);
  }
  const over = (name: Attribute): number => attributes[name] - BASE_ATTRIBUTE;
  const levels = state.level - 1;
  const grown = 1000 + levels * DAMAGE_PER_LEVEL;
  const might = Math.max(0, over(cls?.attack ?? "strength"));
  return {
    attributes,
    maxHp: Math.max(
      1,
      BASE_HP +
        levels * ((cls?.hpPerLevel ?? 8) + Math.max(0, over("constitution"))) +
        over("constitution") * HP_PER_CONSTITUTION +
        sum.hp,
    ),
    maxMana: Math.max(
      0,
      BASE_MANA +
        levels * (cls?.manaPerLevel ?? 5) +
        over("intelligence") * MANA_PER_INTELLIGENCE +
        sum.mana,
    ),
    damageMin: Math.max(1, permilleOf(damage.min * grown + might * 250 + levels * 300, 1)),
    damageMax: Math.max(2, permilleOf(damage.max * grown + might * 500 + levels * 500, 1)),
    armour,
    dodgePermille: Math.min(
      MAX_DODGE_PERMILLE,
      Math.max(0, over("dexterity") * DODGE_PER_DEXTERITY + sum.dodge),
    ),
    critPermille: Math.min(
      MAX_CRIT_PERMILLE,
      CRIT_BASE_PERMILLE + Math.max(0, over("dexterity")) * CRIT_PER_DEXTERITY + sum.crit,
    ),
  };
};

/** After a change of level or equipment: hit points never exceed the new maximum. */
export const rederive = (z: ZoneContext, who: PlayerEntity): void => {
  const derived = derive(z, who.state);
  z.setLive(who, "derived", derived);
  if (who.state.hp > derived.maxHp) z.setPlayer(who, "hp", derived.maxHp);
  if (who.state.mana > derived.maxMana) z.setPlayer(who, "mana", derived.maxMana);
  z.touch(who, TOUCH.vitals | TOUCH.status | TOUCH.stats);
};
