/** Staff change the world: what they make is minted, what they remove is burned. */

import { suggest } from "@ambon/kernel/did-you-mean";
import { limitsWith } from "@ambon/kernel/limits";
import { line, named, styled, table, text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { refuse, show, tell, toRoom } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { dropOnGround, freeGround, freeHands, giveItem, takeFromGround } from "./carry.ts";
import { leaveFight, retarget } from "./fight.ts";
import { gainXp, levelThreshold, MAX_LEVEL } from "./levels.ts";
import { ItemName, itemKeywords, itemName, MobName, playerName } from "./naming.ts";
import { removeMob, scheduleRespawn, spawnMob } from "./spawn.ts";
import { shortName } from "./talk.ts";

const LIMITS = limitsWith();
/** More mobs than this are not made in one room. */
const MAX_ROOM_MOBS = 50;

const mintAsDefined = (z: ZoneContext, id: string): ItemState => {
  const box = z.itemDef(id).container;
  if (box === undefined) return z.mint(id);
  return z.mint(id, { contents: [], closed: box.closed, locked: box.locked });
};

const makeItem = (z: ZoneContext, me: PlayerEntity, id: string): void => {
  const { room } = me.state;
  const carry = !z.itemDef(id).fixed && freeHands(me) > 0;
  if (!carry && freeGround(z, room) === 0) {
    return refuse(z, me, `There is no space for it: ${LIMITS.ROOM_ITEMS} things lie here.`);
  }
  const item = mintAsDefined(z, id);
  if (carry) giveItem(z, me, item);
  else dropOnGround(z, room, item);
  tell(z, me, "staff", "You make ", itemName(z, item), carry ? "." : ", which lies here now.");
};

const makeMob = (z: ZoneContext, me: PlayerEntity, id: string): void => {
  const { room } = me.state;
  if (z.room(room).mobs.length >= MAX_ROOM_MOBS) {
    return refuse(z, me, `There are ${MAX_ROOM_MOBS} creatures here; that is enough.`);
  }
  const mob = spawnMob(z, id, room, -1);
  toRoom(z, room, "movement", text(MobName(z, mob), " appears."));
};

/** A mob or a thing by its id; inside the present zone the part behind the colon will do. */
export const spawn = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const word = typed.toLowerCase();
  const zone = z.zoneDef?.id ?? "";
  for (const id of [word, `${zone}:${word}`]) {
    if (z.world.mobs.has(id)) return makeMob(z, me, id);
    if (z.world.items.has(id)) return makeItem(z, me, id);
  }
  const ids = [...z.world.mobs.keys(), ...z.world.items.keys()].sort();
  const near = suggest(word, ids);
  const guess = near.length > 0 ? ` Did you mean ${near.join(", ")}?` : "";
  refuse(z, me, `Nothing has the id "${shortName(typed)}".${guess}`);
};

const purgeMob = (z: ZoneContext, mob: MobState): void => {
  for (const item of mob.items) z.burn(item);
  removeMob(z, mob);
  scheduleRespawn(z, mob);
  for (const id of z.room(mob.room).players) {
    const who = z.player(id);
    if (who?.live.target?.c === "mob" && who.live.target.id === mob.id) retarget(z, who);
  }
};

const purgeItem = (z: ZoneContext, room: string, item: ItemState): void => {
  takeFromGround(z, room, item);
  z.burn(item);
};

const purgeAll = (z: ZoneContext, me: PlayerEntity): void => {
  const { room } = me.state;
  const { items, mobs } = z.room(room);
  for (const id of mobs) {
    const mob = z.mob(id);
    if (mob !== undefined) purgeMob(z, mob);
  }
  for (const item of items) purgeItem(z, room, item);
  const count = `${items.length + mobs.length}`;
  tell(z, me, "staff", `You purge the place of creatures and things: ${count} of them.`);
};

/** One mob or thing in the room, or all of them. Players stay. */
export const purge = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (typed === "") return purgeAll(z, me);
  const { room } = me.state;
  const mobs = z.room(room).mobs.flatMap((id) => z.mob(id) ?? []);
  const mob = pickOne(typed, mobs, (one) => z.mobDef(one).keywords);
  if (mob !== undefined) {
    purgeMob(z, mob);
    tell(z, me, "staff", MobName(z, mob), " is gone.");
    return;
  }
  const item = pickOne(typed, z.room(room).items, (one) => itemKeywords(z, one));
  if (item === undefined) return refuse(z, me, `There is no "${shortName(typed)}" here.`);
  purgeItem(z, room, item);
  tell(z, me, "staff", ItemName(z, item), " is gone.");
};

/** A player in this zone by name; "" and `me` mean oneself. */
const playerInZone = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
): PlayerEntity | undefined => {
  if (typed === "" || /^(?:me|self)$/i.test(typed)) return me;
  const who = z.playerNamed(typed);
  if (who === undefined) {
    refuse(z, me, `There is nobody called "${shortName(typed)}" in this zone. Use goto first.`);
  }
  return who;
};

/** Full strength. */
export const restore = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const who = playerInZone(z, me, typed);
  if (who === undefined) return;
  z.setPlayer(who, "hp", who.live.derived.maxHp);
  z.setPlayer(who, "mana", who.live.derived.maxMana);
  z.touch(who, TOUCH.vitals | TOUCH.status);
  tell(z, who, "system", styled("good", "You are whole again."));
  if (who !== me) tell(z, me, "staff", "You restore ", playerName(who), ".");
};

/** Experience up to the beginning of a higher level. */
export const advance = (z: ZoneContext, me: PlayerEntity, name: string, typed: string): void => {
  const who = playerInZone(z, me, name);
  if (who === undefined) return;
  const level = /^\d{1,3}$/.test(typed) ? Number(typed) : 0;
  if (level <= who.state.level || level > MAX_LEVEL) {
    const lowest = who.state.level + 1;
    return refuse(z, me, `The new level is a number from ${lowest} to ${MAX_LEVEL}.`);
  }
  gainXp(z, who, levelThreshold(level) - who.state.xp);
  if (who !== me) tell(z, me, "staff", playerName(who), ` has reached level ${level}.`);
};

/** All fights in the room end, without a grudge. */
export const peace = (z: ZoneContext, me: PlayerEntity): void => {
  const { room } = me.state;
  for (const id of z.room(room).players) {
    const who = z.player(id);
    if (who !== undefined) leaveFight(z, who, false);
  }
  toRoom(z, room, "system", text("Peace falls over the place."));
};

/** The players of this zone and their rooms. */
export const where = (z: ZoneContext, me: PlayerEntity): void => {
  const rows = [...z.state.players.keys()].sort().flatMap((id): (readonly Inline[])[][] => {
    const who = z.player(id);
    if (who === undefined) return [];
    const title = z.world.rooms.get(who.state.room)?.title ?? "";
    return [[[named("player", who.state.name)], [title], [who.state.room]]];
  });
  const columns = ["Name", "Room", "Id"].map((label) => ({ label }));
  show(z, me, "staff", [
    table(`Players in ${z.state.zone}`, columns, rows),
    line(`${z.state.mobs.size} creatures are here, too.`),
  ]);
};
