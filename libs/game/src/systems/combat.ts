/** A round: hit or dodge, armour, criticals; and what follows from it. */

import { mulDiv, permilleOf, shareOf } from "@ambon/kernel/fixed";
import type { PlayerId } from "@ambon/kernel/ids";
import { styled, text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "../context.ts";
import { refuse, tell, toRoom } from "../output.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { killMob, killPlayer } from "./death.ts";
import {
  addThreat,
  armMobRound,
  armPlayerRound,
  callHelpers,
  calmMob,
  isSafe,
  mobAttacks,
  ROUND_MS,
  retarget,
  targetMob,
  worstEnemy,
} from "./fight.ts";
import { fleeFrom, mobFlees } from "./flee.ts";
import { MobName, mobName, playerName } from "./naming.ts";
import { armRegen } from "./regen.ts";
import { points, tellRest, tellStrike, tellSuffered } from "./round-summary.ts";
import { cancelTrade } from "./trade.ts";

/** Armour against blows: half of the damage at this much. */
const ARMOUR_HALF = 20;
const CRIT_PERMILLE = 1750;
const MOB_CRIT_PERMILLE = 30;

interface Blow {
  readonly damage: number;
  readonly critical: boolean;
}

/** Undefined = dodged. */
const rollBlow = (
  z: ZoneContext,
  attack: { readonly min: number; readonly max: number; readonly crit: number },
  defence: { readonly dodge: number; readonly armour: number },
): Blow | undefined => {
  if (z.chance("combat", defence.dodge)) return undefined;
  const critical = z.chance("combat", attack.crit);
  const raw = z.roll("combat", attack.min, attack.max);
  const hard = critical ? permilleOf(raw, CRIT_PERMILLE) : raw;
  const damage = Math.max(1, mulDiv(hard, ARMOUR_HALF, ARMOUR_HALF + defence.armour));
  return { damage, critical };
};

const force = (blow: Blow): string => (blow.critical ? "strikes a terrible blow at" : "hits");

/** Everyone in the room but the fighters; in short blows that miss are not told. */
const others = (
  z: ZoneContext,
  who: PlayerEntity,
  kids: readonly Inline[],
  brief: readonly Inline[] = [],
): void =>
  toRoom(z, who.state.room, "combat_other", text(...kids), {
    except: [who.state.id],
    brief: brief.length === 0 ? [] : text(...brief),
  });

const playerStrikes = (z: ZoneContext, who: PlayerEntity, mob: MobState): void => {
  const def = z.mobDef(mob);
  const { damageMin, damageMax, critPermille } = who.live.derived;
  const attack = { min: damageMin, max: damageMax, crit: critPermille };
  const blow = rollBlow(z, attack, def);
  const foe = mobName(z, mob);
  if (blow === undefined) {
    tellStrike(z, who, [MobName(z, mob), " dodges your blow."], ["You miss"]);
    others(z, who, [MobName(z, mob), " dodges ", playerName(who), "'s blow."]);
    return addThreat(z, mob, who, 1);
  }
  z.setMob(mob, "hp", Math.max(0, mob.hp - blow.damage));
  const threat = z.world.classes.get(who.state.class)?.threatPermille ?? 1000;
  addThreat(z, mob, who, Math.max(1, permilleOf(blow.damage, threat)));
  const hit = blow.critical ? "strike a terrible blow at" : "hit";
  const full: Inline[] = [`You ${hit} `, foe, " for ", points(blow.damage), "."];
  const hard = blow.critical ? " hard" : "";
  tellStrike(z, who, full, [`You hit${hard} for `, points(blow.damage)]);
  others(z, who, [playerName(who), ` ${force(blow)} `, foe, "."], [playerName(who), " hits."]);
  if (mob.hp === 0) return killMob(z, mob, who);
  const { fleePermille, behaviours } = def;
  if (behaviours.includes("coward") && shareOf(mob.hp, mob.maxHp) <= fleePermille) mobFlees(z, mob);
};

const mobStrikes = (z: ZoneContext, mob: MobState, who: PlayerEntity): void => {
  const { damage } = z.mobDef(mob);
  const { dodgePermille, armour, maxHp } = who.live.derived;
  const attack = { ...damage, crit: MOB_CRIT_PERMILLE };
  const blow = rollBlow(z, attack, { dodge: dodgePermille, armour });
  if (blow === undefined) {
    tellSuffered(z, who, ["You dodge ", mobName(z, mob), "."]);
    return others(z, who, [playerName(who), " dodges ", mobName(z, mob), "."]);
  }
  z.setPlayer(who, "hp", Math.max(0, who.state.hp - blow.damage));
  z.touch(who, TOUCH.vitals);
  armRegen(z, who);
  const full: Inline[] = [MobName(z, mob), ` ${force(blow)} you for `, points(blow.damage), "."];
  tellSuffered(z, who, full, blow.damage);
  const line: Inline[] = [MobName(z, mob), ` ${force(blow)} `, playerName(who), "."];
  others(z, who, line, [playerName(who), " is hit."]);
  if (who.state.hp === 0) return killPlayer(z, who, mob);
  if (who.live.target === null) mobAttacks(z, mob, who);
  const { wimpyPermille } = who.state;
  if (wimpyPermille > 0 && shareOf(who.state.hp, maxHp) < wimpyPermille) {
    tellRest(z, who);
    tell(z, who, "combat", styled("warn", "You have had enough!"));
    fleeFrom(z, who);
  }
};

/** Timer: one round of a player. */
export const playerRound = (z: ZoneContext, id: PlayerId): void => {
  const who = z.player(id);
  if (who === undefined) return;
  z.setLive(who, "roundTimer", 0);
  if (who.live.target === null) return tellRest(z, who);
  const mob = targetMob(z, who);
  if (mob === undefined) {
    tellRest(z, who);
    retarget(z, who);
  } else playerStrikes(z, who, mob);
  if (z.player(id) === who && who.live.target !== null) armPlayerRound(z, who, ROUND_MS);
};

/** Timer: one round of a mob. */
export const mobRound = (z: ZoneContext, id: number): void => {
  const mob = z.mob(id);
  if (mob === undefined) return;
  z.setMob(mob, "roundTimer", 0);
  if (mob.target === null) return;
  const enemy = worstEnemy(z, mob);
  if (enemy === undefined) return calmMob(z, mob);
  z.setMob(mob, "target", { c: "player", id: enemy.state.id });
  mobStrikes(z, mob, enemy);
  if (z.mob(id) === mob && mob.target !== null) armMobRound(z, mob, ROUND_MS);
};

/** A player turns on a mob: the first blow falls at once unless the last round is still running. */
export const attack = (z: ZoneContext, who: PlayerEntity, mob: MobState): void => {
  if (isSafe(z, who.state.room)) return refuse(z, who, "This is a place of peace.");
  if (who.live.target?.c === "mob" && who.live.target.id === mob.id) {
    return refuse(z, who, "You are fighting ", mobName(z, mob), " already.");
  }
  const fresh = who.live.target === null;
  z.setLive(who, "target", { c: "mob", id: mob.id });
  cancelTrade(z, who, "is in a fight");
  tell(z, who, "combat", "You attack ", mobName(z, mob), "!");
  const line = text(playerName(who), " attacks ", mobName(z, mob), "!");
  toRoom(z, who.state.room, "combat", line, { except: [who.state.id] });
  mobAttacks(z, mob, who);
  callHelpers(z, mob, who);
  if (fresh) armPlayerRound(z, who, 1);
};
