/** The score screen and its short forms. */

import { heading, line, meter, styled, table } from "@ambon/markup/build";
import type { Block, Inline } from "@ambon/markup/tree";
import { ATTRIBUTES } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { show, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { percent } from "./belongings.ts";
import { levelThreshold, MAX_LEVEL } from "./levels.ts";
import { capital } from "./naming.ts";

const attributeTable = (me: PlayerEntity): Block => {
  const rows = ATTRIBUTES.map((name): readonly (readonly Inline[])[] => {
    const base = me.state.attributes[name];
    const now = me.live.derived.attributes[name];
    const more = now - base;
    return [
      [capital(name)],
      [String(now)],
      [more === 0 ? "" : more > 0 ? `+${more}` : `−${-more}`],
    ];
  });
  const columns = [
    { label: "Attribute" },
    { label: "Value", align: "right" },
    { label: "Bonus", align: "right" },
  ] as const;
  return table("Attributes", columns, rows);
};

const progress = (me: PlayerEntity): readonly Block[] => {
  const { level, xp } = me.state;
  if (level >= MAX_LEVEL) return [line(`You have ${xp} experience and the highest level.`)];
  const begin = levelThreshold(level);
  const end = levelThreshold(level + 1);
  return [
    meter("Experience in this level", Math.max(0, xp - begin), end - begin),
    line(`You have ${xp} experience; ${Math.max(0, end - xp)} more make level ${level + 1}.`),
  ];
};

/** `score`. */
export const showScore = (z: ZoneContext, me: PlayerEntity): void => {
  const { state } = me;
  const { maxHp, maxMana, armour, damageMin, damageMax, dodgePermille, critPermille } =
    me.live.derived;
  const race = z.world.races.get(state.race)?.name ?? state.race;
  const cls = z.world.classes.get(state.class)?.name ?? state.class;
  show(z, me, "system", [
    heading(state.name),
    line(`${race} ${cls} of level ${state.level}.`),
    meter("Health", state.hp, maxHp),
    meter("Mana", state.mana, maxMana),
    ...progress(me),
    attributeTable(me),
    line(`Your blows do ${damageMin} to ${damageMax} damage. Armour: ${armour}.`),
    line(
      `You dodge ${percent(dodgePermille)} of blows, and ${percent(critPermille)} of yours ` +
        "are critical.",
    ),
    line("Gold: ", styled("gold", String(state.gold)), ` with you, ${state.bankGold} in the bank.`),
    line(`Kills: ${state.kills}. Deaths: ${state.deaths}.`),
  ]);
};

/** `vitals`: one line. */
export const showVitals = (z: ZoneContext, me: PlayerEntity): void => {
  const { hp, mana, xp, level } = me.state;
  const { maxHp, maxMana } = me.live.derived;
  const left = Math.max(0, levelThreshold(level + 1) - xp);
  const next = level >= MAX_LEVEL ? "" : ` ${left} experience to the next level.`;
  tell(z, me, "system", `Health ${hp} of ${maxHp}, mana ${mana} of ${maxMana}.${next}`);
};

/** `gold`. */
export const showGold = (z: ZoneContext, me: PlayerEntity): void => {
  const { gold, bankGold } = me.state;
  const kept = bankGold > 0 ? `, and ${bankGold} in the bank` : "";
  tell(z, me, "system", "You have ", styled("gold", `${gold} gold`), `${kept}.`);
};
