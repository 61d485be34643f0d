/** Running away: players through any free exit, cowards within their zone. */

import { styled, text } from "@ambon/markup/build";
import { DIRECTIONS, type Direction } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import { refuse, tell, toRoom } from "../output.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { exitOf, isPassable } from "./doors.ts";
import { calmMob, leaveFight, retarget } from "./fight.ts";
import { walk } from "./movement.ts";
import { MobName, playerName } from "./naming.ts";

const FLEE_PERMILLE = 750;
/** After a failed attempt one must gather oneself. */
const FLEE_PAUSE_MS = 1500;

const waysOut = (z: ZoneContext, room: string): Direction[] =>
  DIRECTIONS.filter((way) => exitOf(z, room, way) !== undefined && isPassable(z, room, way));

/** Tries to leave the fight by a random exit; it may fail. */
export const fleeFrom = (z: ZoneContext, who: PlayerEntity): void => {
  if (z.nowMs < who.live.fleeAfterMs) return refuse(z, who, "You are still gathering yourself.");
  const ways = waysOut(z, who.state.room);
  if (ways.length === 0) return refuse(z, who, "There is nowhere to flee to!");
  if (!z.chance("flee", FLEE_PERMILLE)) {
    z.setLive(who, "fleeAfterMs", z.nowMs + FLEE_PAUSE_MS);
    return tell(z, who, "combat", styled("warn", "You try to flee, but cannot get away!"));
  }
  const way = ways[z.roll("flee", 0, ways.length - 1)] as Direction;
  const line = text(playerName(who), " flees!");
  toRoom(z, who.state.room, "combat", line, { except: [who.state.id] });
  leaveFight(z, who);
  tell(z, who, "combat", `You flee ${way}!`);
  walk(z, who, way);
};

/** Moves a mob to a neighbouring room of its zone. */
export const moveMob = (z: ZoneContext, mob: MobState, to: string): void => {
  z.setRoom(
    mob.room,
    "mobs",
    z.room(mob.room).mobs.filter((id) => id !== mob.id),
  );
  z.touchRoom(mob.room, TOUCH.roomItems);
  z.setMob(mob, "room", to);
  z.setRoom(to, "mobs", [...z.room(to).mobs, mob.id]);
  z.touchRoom(to, TOUCH.roomItems);
};

/** Ways a mob may take: open, inside the zone, into rooms that admit mobs. */
export const mobWays = (z: ZoneContext, room: string): Direction[] =>
  waysOut(z, room).filter((way) => {
    const to = exitOf(z, room, way)?.to ?? "";
    return z.isHere(to) && !z.roomDef(to).flags.includes("noMobs");
  });

/** A coward runs; those who fought it lose their target. */
export const mobFlees = (z: ZoneContext, mob: MobState): void => {
  const ways = mobWays(z, mob.room);
  const way = ways[z.roll("flee", 0, Math.max(0, ways.length - 1))];
  const to = way === undefined ? undefined : exitOf(z, mob.room, way)?.to;
  if (way === undefined || to === undefined) return;
  const from = mob.room;
  toRoom(z, from, "combat", text(MobName(z, mob), ` flees ${way}!`));
  moveMob(z, mob, to);
  calmMob(z, mob);
  for (const id of z.room(from).players) {
    const who = z.player(id);
    if (who?.live.target?.c === "mob" && who.live.target.id === mob.id) retarget(z, who);
  }
  toRoom(z, to, "movement", text(MobName(z, mob), " stumbles in, out of breath."));
};
