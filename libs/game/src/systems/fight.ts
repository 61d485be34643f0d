/**
 * Who fights whom. A fight is a pair of targets: each side strikes in rounds of its own, armed
 * when it begins and re-armed while there is somebody to strike.
 */

import { text } from "@ambon/markup/build";
import { TOUCH, type ZoneContext } from "../context.ts";
import { toRoom } from "../output.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { MobName, mobName } from "./naming.ts";
import { tellRest } from "./round-summary.ts";
import { cancelTrade } from "./trade.ts";

export const ROUND_MS = 2000;
/** A side that is attacked strikes back after this. */
const ANSWER_MS = 1000;
const REGEN_DELAY_MS = 5000;
/** How long mobs remember a fight that was left. */
const GRUDGE_MS = 30_000;

export const targetMob = (z: ZoneContext, who: PlayerEntity): MobState | undefined => {
  const { target } = who.live;
  const mob = target?.c === "mob" ? z.mob(target.id) : undefined;
  return mob?.room === who.state.room ? mob : undefined;
};

export const targetPlayer = (z: ZoneContext, mob: MobState): PlayerEntity | undefined => {
  const who = mob.target?.c === "player" ? z.player(mob.target.id) : undefined;
  return who?.state.room === mob.room ? who : undefined;
};

export const isSafe = (z: ZoneContext, room: string): boolean =>
  z.roomDef(room).flags.includes("safe");

export const armPlayerRound = (z: ZoneContext, who: PlayerEntity, delayMs: number): void => {
  if (who.live.roundTimer !== 0) return;
  const timer = z.after(delayMs, { k: "playerRound", player: who.state.id });
  z.setLive(who, "roundTimer", timer);
};

export const armMobRound = (z: ZoneContext, mob: MobState, delayMs: number): void => {
  if (mob.roundTimer !== 0) return;
  z.setMob(mob, "roundTimer", z.after(delayMs, { k: "mobRound", mob: mob.id }));
};

export const addThreat = (
  z: ZoneContext,
  mob: MobState,
  who: PlayerEntity,
  amount: number,
): void => {
  const { id } = who.state;
  z.mutations.put(mob.threat, id, (mob.threat.get(id) ?? 0) + amount);
};

/** The mob turns on a player, and its helpers with it. */
export const mobAttacks = (z: ZoneContext, mob: MobState, who: PlayerEntity): void => {
  addThreat(z, mob, who, 1);
  if (mob.target === null) z.setMob(mob, "target", { c: "player", id: who.state.id });
  armMobRound(z, mob, ANSWER_MS);
  if (who.live.target === null) {
    z.setLive(who, "target", { c: "mob", id: mob.id });
    cancelTrade(z, who, "is in a fight");
    armPlayerRound(z, who, ANSWER_MS);
    z.touch(who, TOUCH.status);
  }
};

/** Idle helpers in the room take the side of a mob that is attacked. */
export const callHelpers = (z: ZoneContext, mob: MobState, who: PlayerEntity): void => {
  for (const id of z.room(mob.room).mobs) {
    const other = z.mob(id);
    if (other === undefined || other === mob || other.target !== null) continue;
    if (!z.mobDef(other).behaviours.includes("helper")) continue;
    const words = text(MobName(z, other), " rushes to help ", mobName(z, mob), "!");
    toRoom(z, mob.room, "combat", words);
    mobAttacks(z, other, who);
  }
};

/** The mob stops fighting and begins to recover. */
export const calmMob = (z: ZoneContext, mob: MobState): void => {
  z.setMob(mob, "target", null);
  z.setMob(mob, "threat", new Map());
  if (mob.hp < mob.maxHp && mob.regenTimer === 0) {
    z.setMob(mob, "regenTimer", z.after(REGEN_DELAY_MS, { k: "mobRegen", mob: mob.id }));
  }
};

/** The mob with the highest threat target; undefined when nobody it hates is here. */
export const worstEnemy = (z: ZoneContext, mob: MobState): PlayerEntity | undefined => {
  let worst: PlayerEntity | undefined;
  let most = -1;
  for (const id of z.room(mob.room).players) {
    const threat = mob.threat.get(id);
    const who = threat === undefined ? undefined : z.player(id);
    if (who === undefined || threat === undefined || threat <= most) continue;
    worst = who;
    most = threat;
  }
  return worst;
};

/** The next mob in the room that is after this player. */
export const nextAttacker = (z: ZoneContext, who: PlayerEntity): MobState | undefined => {
  for (const id of z.room(who.state.room).mobs) {
    const mob = z.mob(id);
    if (mob?.target?.c === "player" && mob.target.id === who.state.id) return mob;
  }
  return undefined;
};

/** The player's side of the fight is over; others who attack them become the target. */
export const retarget = (z: ZoneContext, who: PlayerEntity): void => {
  const next = nextAttacker(z, who);
  z.setLive(who, "target", next === undefined ? null : { c: "mob", id: next.id });
  z.touch(who, TOUCH.status);
};

/** Ends a player's part in every fight: leaving, death. Mobs forget, or bear a grudge. */
export const leaveFight = (z: ZoneContext, who: PlayerEntity, grudge = true): void => {
  const { room, id } = who.state;
  for (const mobId of z.room(room).mobs) {
    const mob = z.mob(mobId);
    if (mob === undefined || !mob.threat.has(id)) continue;
    z.mutations.drop(mob.threat, id);
    if (grudge) z.mutations.put(mob.grudges, id, z.nowMs + GRUDGE_MS);
    if (mob.target?.c !== "player" || mob.target.id !== id) continue;
    const next = worstEnemy(z, mob);
    if (next === undefined) calmMob(z, mob);
    else z.setMob(mob, "target", { c: "player", id: next.state.id });
  }
  z.cancel(who.live.roundTimer);
  z.setLive(who, "roundTimer", 0);
  z.setLive(who, "target", null);
  tellRest(z, who);
  z.touch(who, TOUCH.status);
};
