/** Recovering: a timer that runs only while something is missing. */

import { permilleOf } from "@ambon/kernel/fixed";
import type { PlayerId } from "@ambon/kernel/ids";
import { TOUCH, type ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";

const REGEN_MS = 5000;
const HP_PERMILLE = 60;
const MANA_PERMILLE = 80;
/** Constitution and wisdom above 10 add this to the share. */
const PER_POINT_PERMILLE = 5;
/** In a fight one recovers half as much. */
const FIGHTING_PERMILLE = 500;

const isWhole = (who: PlayerEntity): boolean =>
  who.state.hp >= who.live.derived.maxHp && who.state.mana >= who.live.derived.maxMana;

/** Call after hit points or mana went down. A beat that began in another zone is nearer. */
export const armRegen = (z: ZoneContext, who: PlayerEntity, delayMs = REGEN_MS): void => {
  if (who.live.regenTimer !== 0 || isWhole(who)) return;
  z.setLive(who, "regenTimer", z.after(delayMs, { k: "regen", player: who.state.id }));
};

const gain = (max: number, share: number, attribute: number, fighting: boolean): number => {
  const permille = share + Math.max(0, attribute - 10) * PER_POINT_PERMILLE;
  const full = Math.max(1, permilleOf(max, permille));
  return fighting ? Math.max(1, permilleOf(full, FIGHTING_PERMILLE)) : full;
};

/** Timer. */
export const regenerate = (z: ZoneContext, id: PlayerId): void => {
  const who = z.player(id);
  if (who === undefined) return;
  z.setLive(who, "regenTimer", 0);
  const { maxHp, maxMana, attributes } = who.live.derived;
  const fighting = who.live.target !== null;
  const hp = who.state.hp + gain(maxHp, HP_PERMILLE, attributes.constitution, fighting);
  const mana = who.state.mana + gain(maxMana, MANA_PERMILLE, attributes.wisdom, fighting);
  z.setPlayer(who, "hp", Math.min(maxHp, hp));
  z.setPlayer(who, "mana", Math.min(maxMana, mana));
  z.touch(who, TOUCH.vitals);
  armRegen(z, who);
};
