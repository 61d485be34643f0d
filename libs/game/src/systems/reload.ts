/**
 * New content in a running zone. `z.world` is the new world already; the state still speaks of the
 * old one. In order: mobs go, except those in a fight that still exist; the ground of rooms that
 * are gone is saved; mobs come as the new lists have them; players are led out of rooms that are
 * gone; things, doors, shelves and players' values are fitted to the new definitions.
 *
 * Nothing of value is lost by it: what lay in a room that is gone lies in the zone's first room
 * afterwards, as far as that has space; the rest is burned, and so in the ledger.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import { styled } from "@ambon/markup/build";
import { DIRECTIONS } from "@ambon/world/definition";
import { TOUCH, TOUCH_ALL, type ZoneContext } from "../context.ts";
import { tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity, RoomState } from "../state.ts";
import { dropOnGround, freeGround } from "./carry.ts";
import { rederive } from "./derive.ts";
import { exitOf } from "./doors.ts";
import { leaveFight, retarget } from "./fight.ts";
import { relocate } from "./movement.ts";
import { refitPlacements } from "./reload-placements.ts";
import { refitShops } from "./reload-shops.ts";
import { removeMob, spawnMob } from "./spawn.ts";

/** Where people and things of vanished rooms go; undefined when the whole zone is gone. */
const refuge = (z: ZoneContext): string | undefined =>
  z.isHere(z.world.startRoom) ? z.world.startRoom : z.zoneDef?.rooms[0];

/** Onto the ground of a room that exists, or burned when there is none or it is full. */
const settle = (z: ZoneContext, room: string, item: ItemState): string | undefined => {
  const to = z.isHere(room) ? room : refuge(z);
  if (to === undefined || freeGround(z, to) === 0) {
    z.burn(item);
    return undefined;
  }
  dropOnGround(z, to, item);
  return to;
};

const fighting = (z: ZoneContext): ReadonlySet<number> => {
  const ids = new Set<number>();
  for (const id of sortedKeys(z.state.mobs)) if (z.mob(id)?.target != null) ids.add(id);
  for (const id of sortedKeys(z.state.players)) {
    const target = z.player(id)?.live.target;
    if (target?.c === "mob") ids.add(target.id);
  }
  return ids;
};

/** Mobs that stay: they exist in the new world, and fight or were made by staff. */
const staying = (z: ZoneContext): ReadonlySet<number> => {
  const busy = fighting(z);
  return new Set(
    sortedKeys(z.state.mobs).filter((id) => {
      const mob = z.mob(id);
      if (mob === undefined || !z.world.mobs.has(mob.def) || !z.isHere(mob.room)) return false;
      return mob.spawn < 0 || busy.has(id);
    }),
  );
};

const dismiss = (z: ZoneContext, mob: MobState): void => {
  removeMob(z, mob);
  for (const item of mob.items) settle(z, mob.room, item);
  for (const id of z.room(mob.room).players) {
    const who = z.player(id);
    if (who?.live.target?.c === "mob" && who.live.target.id === mob.id) retarget(z, who);
  }
};

/** The spawn of the new list that a staying mob counts for. */
const claimSpawn = (z: ZoneContext, mob: MobState, taken: Map<number, number>): void => {
  const spawns = z.zoneDef?.spawns ?? [];
  const home = z.isHere(mob.home) ? mob.home : mob.room;
  z.setMob(mob, "home", home);
  if (mob.spawn < 0) return;
  const index = spawns.findIndex(
    (spawn, at) =>
      spawn.mob === mob.def && spawn.room === home && (taken.get(at) ?? 0) < spawn.count,
  );
  z.setMob(mob, "spawn", index);
  if (index >= 0) taken.set(index, (taken.get(index) ?? 0) + 1);
};

const refitMobs = (z: ZoneContext): void => {
  for (const timer of z.timers()) if (timer.what.k === "respawn") z.cancel(timer.seq);
  const stay = staying(z);
  const taken = new Map<number, number>();
  for (const id of sortedKeys(z.state.mobs)) {
    const mob = z.mob(id);
    if (mob === undefined) continue;
    if (stay.has(id)) claimSpawn(z, mob, taken);
    else dismiss(z, mob);
  }
  (z.zoneDef?.spawns ?? []).forEach((spawn, index) => {
    for (let n = taken.get(index) ?? 0; n < spawn.count; n += 1) {
      spawnMob(z, spawn.mob, spawn.room, index);
    }
  });
};

const goneRooms = (z: ZoneContext): string[] =>
  sortedKeys(z.state.rooms).filter((id) => !z.isHere(id));

/** What decays goes on decaying where it lies now. */
const moveDecay = (z: ZoneContext, uid: string, to: string): void => {
  const timer = z.timers().find((one) => one.what.k === "decay" && one.what.uid === uid);
  if (timer === undefined) return;
  z.cancel(timer.seq);
  z.after(timer.due - z.nowMs, { k: "decay", room: to, uid });
};

const saveGround = (z: ZoneContext): void => {
  for (const id of goneRooms(z)) {
    const { items } = z.room(id);
    z.setRoom(id, "items", []);
    for (const item of items) {
      const to = settle(z, id, item);
      if (to !== undefined) moveDecay(z, item.uid, to);
    }
  }
};

const leadOut = (z: ZoneContext, who: PlayerEntity): void => {
  tell(z, who, "system", styled("warn", "The place where you stood is no more."));
  leaveFight(z, who, false);
  relocate(z, who, refuge(z) ?? z.world.startRoom);
};

const refitPlayers = (z: ZoneContext): void => {
  for (const id of sortedKeys(z.state.players)) {
    const who = z.player(id);
    if (who === undefined) continue;
    rederive(z, who);
    z.touch(who, TOUCH_ALL);
    if (!z.isHere(who.state.room)) leadOut(z, who);
  }
};

/** States of doors that content no longer has are forgotten. */
const refitDoors = (z: ZoneContext, id: string, room: RoomState): void => {
  const kept = DIRECTIONS.filter(
    (way) => room.doors[way] !== undefined && exitOf(z, id, way)?.door !== undefined,
  );
  if (kept.length === Object.keys(room.doors).length) return;
  z.setRoom(id, "doors", Object.fromEntries(kept.map((way) => [way, room.doors[way]])));
};

const refitRooms = (z: ZoneContext): void => {
  for (const id of goneRooms(z)) z.mutations.drop(z.state.rooms, id);
  for (const id of sortedKeys(z.state.rooms)) {
    refitDoors(z, id, z.room(id));
    z.touchRoom(id, TOUCH.room | TOUCH.roomItems);
  }
};

/** Mends the state to the new world; the protocol stands above. */
export const adaptToContent = (z: ZoneContext): void => {
  refitMobs(z);
  saveGround(z);
  refitPlayers(z);
  refitRooms(z);
  refitPlacements(z);
  refitShops(z);
  z.dirtyZone();
};
