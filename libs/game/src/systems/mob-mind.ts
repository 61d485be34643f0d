/**
 * What mobs do by themselves. They act on timers that run only while a player with a socket is in
 * the zone, so that a sleeping zone costs nothing.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import { permilleOf } from "@ambon/kernel/fixed";
import { styled, text } from "@ambon/markup/build";
import { DIRECTIONS, type Direction } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import { toRoom } from "../output.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { takeFromGround } from "./carry.ts";
import { exitOf } from "./doors.ts";
import { callHelpers, isSafe, mobAttacks } from "./fight.ts";
import { mobWays, moveMob } from "./flee.ts";
import { itemName, MobName } from "./naming.ts";

const ACT_MIN_MS = 8000;
const ACT_MAX_MS = 20_000;
const REGEN_MS = 5000;
const REGEN_PERMILLE = 100;
const SAYING_PERMILLE = 150;
/** A scavenger carries no more than this. */
const SCAVENGER_ITEMS = 5;

const actsByItself = (z: ZoneContext, mob: MobState): boolean => {
  const def = z.mobDef(mob);
  if (def.sayings.length > 0) return true;
  return def.behaviours.some((b) => b === "wander" || b === "patrol" || b === "scavenger");
};

/** Arms the next act of a mob that has any, while somebody is in the zone. */
export const armMobAct = (z: ZoneContext, mob: MobState): void => {
  if (z.state.audience === 0 || mob.actTimer !== 0 || !actsByItself(z, mob)) return;
  const delay = z.roll("mobs", ACT_MIN_MS, ACT_MAX_MS);
  z.setMob(mob, "actTimer", z.after(delay, { k: "mobAct", mob: mob.id }));
};

/** The first player with a socket has come into the zone: idle mobs begin to act. */
export const rouseMobs = (z: ZoneContext): void => {
  for (const id of sortedKeys(z.state.mobs)) {
    const mob = z.mob(id);
    if (mob !== undefined) armMobAct(z, mob);
  }
};

const remembers = (z: ZoneContext, mob: MobState, who: PlayerEntity): boolean => {
  const until = mob.grudges.get(who.state.id);
  if (until === undefined) return false;
  if (until > z.nowMs) return true;
  z.mutations.drop(mob.grudges, who.state.id);
  return false;
};

const considerAttack = (z: ZoneContext, mob: MobState, who: PlayerEntity): void => {
  if (mob.target !== null || who.session.linkDead || who.state.staff) return;
  const hostile = z.mobDef(mob).behaviours.includes("aggressive") || remembers(z, mob, who);
  if (!hostile || isSafe(z, mob.room)) return;
  const words = [MobName(z, mob), " attacks "] as const;
  z.emit({
    e: "output",
    to: [who.state.id],
    class: "combat",
    markup: text(...words, styled("bad", "you"), "!"),
  });
  const rest = text(...words, who.state.name, "!");
  toRoom(z, mob.room, "combat", rest, { except: [who.state.id] });
  mobAttacks(z, mob, who);
  callHelpers(z, mob, who);
};

/** A player has come into a room: aggressive mobs and those with a grudge act on it. */
export const noticeArrival = (z: ZoneContext, who: PlayerEntity): void => {
  for (const id of z.room(who.state.room).mobs) {
    const mob = z.mob(id);
    if (mob !== undefined) considerAttack(z, mob, who);
  }
};

const lookForPrey = (z: ZoneContext, mob: MobState): void => {
  for (const id of z.room(mob.room).players) {
    const who = z.player(id);
    if (who !== undefined) considerAttack(z, mob, who);
  }
};

const go = (z: ZoneContext, mob: MobState, way: Direction): void => {
  const to = exitOf(z, mob.room, way)?.to;
  if (to === undefined) return;
  toRoom(z, mob.room, "movement", text(MobName(z, mob), ` leaves ${way}.`));
  moveMob(z, mob, to);
  toRoom(z, to, "movement", text(MobName(z, mob), " arrives."));
  lookForPrey(z, mob);
};

/** Steps between two rooms of the zone through exits, at most `most`; undefined = farther. */
const distance = (z: ZoneContext, from: string, to: string, most: number): number | undefined => {
  let edge = [from];
  const seen = new Set(edge);
  for (let steps = 0; steps <= most; steps += 1) {
    if (edge.includes(to)) return steps;
    const next: string[] = [];
    for (const room of edge) {
      for (const way of DIRECTIONS) {
        const exit = exitOf(z, room, way)?.to;
        if (exit === undefined || seen.has(exit) || !z.isHere(exit)) continue;
        seen.add(exit);
        next.push(exit);
      }
    }
    edge = next;
  }
  return undefined;
};

const wander = (z: ZoneContext, mob: MobState): void => {
  const { wanderSteps } = z.mobDef(mob);
  const ways = mobWays(z, mob.room).filter((way) => {
    const to = exitOf(z, mob.room, way)?.to ?? "";
    return distance(z, mob.home, to, wanderSteps) !== undefined;
  });
  const way = ways[z.roll("mobs", 0, Math.max(0, ways.length - 1))];
  if (way !== undefined) go(z, mob, way);
};

const patrol = (z: ZoneContext, mob: MobState): void => {
  const { patrol: route } = z.mobDef(mob);
  if (route.length < 2) return;
  let at = mob.patrolAt + mob.patrolStep;
  if (at < 0 || at >= route.length) {
    z.setMob(mob, "patrolStep", mob.patrolStep === 1 ? -1 : 1);
    at = mob.patrolAt + mob.patrolStep;
  }
  const goal = route[at];
  const way = mobWays(z, mob.room).find((one) => exitOf(z, mob.room, one)?.to === goal);
  if (way === undefined) return;
  z.setMob(mob, "patrolAt", at);
  go(z, mob, way);
};

const isRubbish = (z: ZoneContext, item: ItemState): boolean =>
  item.def !== CORPSE_DEF && !z.itemDef(item).fixed && z.itemDef(item).container === undefined;

const scavenge = (z: ZoneContext, mob: MobState): boolean => {
  if (mob.items.length >= SCAVENGER_ITEMS) return false;
  const item = z.room(mob.room).items.find((one) => isRubbish(z, one));
  if (item === undefined) return false;
  takeFromGround(z, mob.room, item);
  z.setMob(mob, "items", [...mob.items, item]);
  z.dirtyZone();
  const words = text(MobName(z, mob), " picks up ", itemName(z, item), ".");
  toRoom(z, mob.room, "item", words);
  return true;
};

const speak = (z: ZoneContext, mob: MobState): void => {
  const { sayings } = z.mobDef(mob);
  const words = sayings[z.roll("words", 0, Math.max(0, sayings.length - 1))];
  if (words === undefined) return;
  const line = text(MobName(z, mob), " says, ", styled("quote", `"${words}"`));
  toRoom(z, mob.room, "chat", line);
};

/** Timer: a mob's own act. */
export const mobAct = (z: ZoneContext, id: number): void => {
  const mob = z.mob(id);
  if (mob === undefined) return;
  z.setMob(mob, "actTimer", 0);
  armMobAct(z, mob);
  if (mob.target !== null || z.state.audience === 0) return;
  const { behaviours, sayings } = z.mobDef(mob);
  if (sayings.length > 0 && z.chance("words", SAYING_PERMILLE)) return speak(z, mob);
  if (behaviours.includes("scavenger") && scavenge(z, mob)) return;
  if (behaviours.includes("patrol")) return patrol(z, mob);
  if (behaviours.includes("wander")) return wander(z, mob);
};

/** Timer: a hurt mob out of combat recovers. */
export const mobRegen = (z: ZoneContext, id: number): void => {
  const mob = z.mob(id);
  if (mob === undefined) return;
  z.setMob(mob, "regenTimer", 0);
  if (mob.target !== null) return;
  const gain = Math.max(1, permilleOf(mob.maxHp, REGEN_PERMILLE));
  z.setMob(mob, "hp", Math.min(mob.maxHp, mob.hp + gain));
  z.touchRoom(mob.room, TOUCH.roomItems);
  if (mob.hp < mob.maxHp) {
    z.setMob(mob, "regenTimer", z.after(REGEN_MS, { k: "mobRegen", mob: id }));
  }
};
