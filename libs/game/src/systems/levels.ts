/** Experience and levels. */

import { integerSqrt } from "@ambon/kernel/fixed";
import { styled, text } from "@ambon/markup/build";
import { TOUCH, type ZoneContext } from "../context.ts";
import { tell, toRoom } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { rederive } from "./derive.ts";
import { playerName } from "./naming.ts";

export const MAX_LEVEL = 50;
const BASE_XP = 100;

/** Total experience at which `level` begins: 100 · (level−1)^2.5. */
export const levelThreshold = (level: number): number =>
  THRESHOLDS[level] ?? computeThreshold(level);

/** With integers only: the root of the fifth power, scaled by 10^4. */
const computeThreshold = (level: number): number => {
  const steps = Math.max(0, level - 1);
  const fifth = steps * steps * steps * steps * steps;
  return integerSqrt(fifth * BASE_XP * BASE_XP);
};

/** By level; every prompt asks for one. */
const THRESHOLDS = Array.from({ length: MAX_LEVEL + 2 }, (_, level) => computeThreshold(level));

/** Experience, and the levels that come with it: full strength at each. */
export const gainXp = (z: ZoneContext, who: PlayerEntity, amount: number): void => {
  if (amount <= 0) return;
  z.setPlayer(who, "xp", who.state.xp + amount);
  tell(z, who, "system", `You gain ${amount} experience.`);
  z.touch(who, TOUCH.status);
  while (who.state.level < MAX_LEVEL && who.state.xp >= levelThreshold(who.state.level + 1)) {
    levelUp(z, who);
  }
};

const levelUp = (z: ZoneContext, who: PlayerEntity): void => {
  z.setPlayer(who, "level", who.state.level + 1);
  rederive(z, who);
  const { maxHp, maxMana } = who.live.derived;
  z.setPlayer(who, "hp", maxHp);
  z.setPlayer(who, "mana", maxMana);
  const { level, id, room } = who.state;
  tell(z, who, "system", styled("good", `You have reached level ${level}!`));
  const words = text(playerName(who), ` has reached level ${level}!`);
  toRoom(z, room, "system", words, { except: [id] });
  z.emit({ e: "roster", player: id, level, afk: who.session.afk !== null });
};
