/** Death: of mobs (experience, corpse, loot) and of players (a cost, but nothing is lost). */

import { divFloor, permilleOf } from "@ambon/kernel/fixed";
import { styled, text } from "@ambon/markup/build";
import { TOUCH, type ZoneContext } from "../context.ts";
import { tell, toRoom } from "../output.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { dropOnGround } from "./carry.ts";
import { leaveFight, retarget } from "./fight.ts";
import { gainXp, levelThreshold } from "./levels.ts";
import { lootCorpse } from "./loot.ts";
import { relocate } from "./movement.ts";
import { MobName, mobName, playerName } from "./naming.ts";
import { armRegen } from "./regen.ts";
import { tellRest } from "./round-summary.ts";
import { armDecay, removeMob, scheduleRespawn } from "./spawn.ts";

/** Of the experience gained in the present level. */
const DEATH_XP_PERMILLE = 100;
const REVIVE_PERMILLE = 300;
/** Each member of a group beyond the first adds this to what is shared. */
const GROUP_BONUS_PERMILLE = 100;

/** Easy prey teaches little: 3 levels below half, 5 a fifth, 8 nothing. */
const worth = (xp: number, mobLevel: number, level: number): number => {
  const below = level - mobLevel;
  if (below >= 8) return 0;
  if (below >= 5) return permilleOf(xp, 200);
  return below >= 3 ? permilleOf(xp, 500) : xp;
};

/** The killer and the members of the group who are in the room. */
const sharers = (z: ZoneContext, killer: PlayerEntity): PlayerEntity[] => {
  const members = killer.session.group?.members.map((member) => member.id) ?? [];
  return z
    .room(killer.state.room)
    .players.filter((id) => id === killer.state.id || members.includes(id))
    .flatMap((id) => z.player(id) ?? []);
};

const reward = (z: ZoneContext, mob: MobState, killer: PlayerEntity): void => {
  const { xp, level } = z.mobDef(mob);
  const all = sharers(z, killer);
  const total = permilleOf(xp, 1000 + (all.length - 1) * GROUP_BONUS_PERMILLE);
  const each = divFloor(total, all.length);
  for (const who of all) {
    z.setPlayer(who, "kills", who.state.kills + 1);
    gainXp(z, who, worth(each, level, who.state.level));
  }
};

const makeCorpse = (z: ZoneContext, mob: MobState): ItemState => {
  const def = z.mobDef(mob);
  const found = def.loot
    .filter((entry) => z.chance("loot", entry.chancePermille))
    .map((entry) => z.mint(entry.item));
  const gold = z.mintGold(z.roll("loot", def.gold.min, def.gold.max));
  return z.mint(CORPSE_DEF, {
    label: `the corpse of ${def.name}`,
    contents: [...mob.items, ...found],
    gold,
  });
};

export const killMob = (z: ZoneContext, mob: MobState, killer: PlayerEntity): void => {
  const { room } = mob;
  tell(z, killer, "combat", "You have slain ", mobName(z, mob), "!");
  const line = text(MobName(z, mob), " is dead, slain by ", playerName(killer), ".");
  toRoom(z, room, "combat", line, { except: [killer.state.id] });
  const corpse = makeCorpse(z, mob);
  removeMob(z, mob);
  scheduleRespawn(z, mob);
  dropOnGround(z, room, corpse);
  armDecay(z, room, corpse);
  for (const id of z.room(room).players) {
    const who = z.player(id);
    if (who?.live.target?.c === "mob" && who.live.target.id === mob.id) retarget(z, who);
  }
  reward(z, mob, killer);
  if (killer.state.settings.autoLoot) lootCorpse(z, killer, corpse);
};

/** No thing is lost; a tenth of the experience gained in this level is. */
export const killPlayer = (z: ZoneContext, who: PlayerEntity, killer: MobState): void => {
  const { room, level, xp } = who.state;
  const line = text(playerName(who), " falls to ", mobName(z, killer), "!");
  toRoom(z, room, "combat", line, { except: [who.state.id] });
  tellRest(z, who);
  const lost = permilleOf(Math.max(0, xp - levelThreshold(level)), DEATH_XP_PERMILLE);
  tell(z, who, "combat", styled("bad", "You have been slain by "), mobName(z, killer), "!");
  const cost = lost > 0 ? ` It cost you ${lost} experience.` : "";
  tell(z, who, "combat", `Somebody carries you to safety.${cost}`);
  leaveFight(z, who, false);
  z.setPlayer(who, "deaths", who.state.deaths + 1);
  z.setPlayer(who, "xp", xp - lost);
  const { maxHp, maxMana } = who.live.derived;
  z.setPlayer(who, "hp", Math.max(1, permilleOf(maxHp, REVIVE_PERMILLE)));
  z.setPlayer(who, "mana", permilleOf(maxMana, REVIVE_PERMILLE));
  z.touch(who, TOUCH.vitals | TOUCH.status);
  relocate(z, who, z.world.respawnRoom);
  if (z.player(who.state.id) === who) armRegen(z, who);
};
