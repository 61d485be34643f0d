/** Mobs and things that content places: at the start of the zone, and again later. */

import { text } from "@ambon/markup/build";
import type { PlacementDef, ZoneDef } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import { toRoom } from "../output.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import type { MobState } from "../state.ts";
import { armMobAct } from "./mob-mind.ts";
import { ItemName, MobName } from "./naming.ts";

/** A new piece as content describes it: containers come closed or locked. */
const mintPlaced = (z: ZoneContext, def: string): ItemState => {
  const box = z.itemDef(def).container;
  if (box === undefined) return z.mint(def);
  return z.mint(def, { contents: [], closed: box.closed, locked: box.locked });
};

/** A mob appears; `spawn` −1 = it will not come back. */
export const spawnMob = (z: ZoneContext, def: string, room: string, spawn: number): MobState => {
  const id = z.state.nextMob;
  z.mutations.set(z.state, "nextMob", id + 1);
  const { hp } = z.world.mobs.get(def) ?? { hp: 1 };
  const mob: MobState = {
    id,
    def,
    room,
    home: room,
    spawn,
    hp,
    maxHp: hp,
    target: null,
    threat: new Map(),
    grudges: new Map(),
    items: [],
    patrolAt: 0,
    patrolStep: 1,
    roundTimer: 0,
    actTimer: 0,
    regenTimer: 0,
  };
  z.mutations.put(z.state.mobs, id, mob);
  z.setRoom(room, "mobs", [...z.room(room).mobs, id]);
  z.touchRoom(room, TOUCH.roomItems);
  armMobAct(z, mob);
  return mob;
};

/** The mob is gone from every table; what it held is the caller's. */
export const removeMob = (z: ZoneContext, mob: MobState): void => {
  z.cancel(mob.roundTimer);
  z.cancel(mob.actTimer);
  z.cancel(mob.regenTimer);
  z.setRoom(
    mob.room,
    "mobs",
    z.room(mob.room).mobs.filter((id) => id !== mob.id),
  );
  z.mutations.drop(z.state.mobs, mob.id);
  z.touchRoom(mob.room, TOUCH.roomItems);
};

/** Arms the return of a mob that is gone. */
export const scheduleRespawn = (z: ZoneContext, mob: MobState): void => {
  const spawn = z.zoneDef?.spawns[mob.spawn];
  if (spawn !== undefined && spawn.respawnMs > 0) {
    z.after(spawn.respawnMs, { k: "respawn", spawn: mob.spawn });
  }
};

/** Timer: one missing mob of a spawn comes back. */
export const respawn = (z: ZoneContext, index: number): void => {
  const spawn = z.zoneDef?.spawns[index];
  if (spawn === undefined) return;
  const mob = spawnMob(z, spawn.mob, spawn.room, index);
  toRoom(z, spawn.room, "movement", text(MobName(z, mob), " appears."));
};

/** The room in which a placement's pieces are, directly or inside a container. */
export const placeOf = (zone: ZoneDef, placement: PlacementDef): string | undefined =>
  placement.room ??
  zone.placements.find((one) => one.item === placement.inside && one.room !== undefined)?.room;

const containerIn = (
  z: ZoneContext,
  room: string,
  def: string | undefined,
): ItemState | undefined => z.room(room).items.find((item) => item.def === def);

const piecesOf = (z: ZoneContext, room: string, placement: PlacementDef): number => {
  const within =
    placement.inside === undefined
      ? z.room(room).items
      : (containerIn(z, room, placement.inside)?.contents ?? []);
  return within.filter((item) => item.def === placement.item).length;
};

/** Puts one piece where it belongs; a container closes again as content has it. */
const place = (z: ZoneContext, room: string, placement: PlacementDef): boolean => {
  const { items } = z.room(room);
  if (placement.inside === undefined) {
    z.setRoom(room, "items", [...items, mintPlaced(z, placement.item)]);
    z.touchRoom(room, TOUCH.roomItems);
    return true;
  }
  const box = containerIn(z, room, placement.inside);
  if (box === undefined) return false;
  const def = z.itemDef(box).container;
  const filled: ItemState = {
    ...box,
    closed: def?.closed ?? false,
    locked: def?.locked ?? false,
    contents: [...(box.contents ?? []), mintPlaced(z, placement.item)],
  };
  z.setRoom(
    room,
    "items",
    items.map((item) => (item === box ? filled : item)),
  );
  return true;
};

const armPlacement = (z: ZoneContext, index: number, placement: PlacementDef): void => {
  if (placement.respawnMs <= 0 || z.state.placementTimers.has(index)) return;
  const timer = z.after(placement.respawnMs, { k: "placement", placement: index });
  z.mutations.put(z.state.placementTimers, index, timer);
};

/** Timer: a placement that lacks pieces gets one. */
export const refillPlacement = (z: ZoneContext, index: number): void => {
  z.mutations.drop(z.state.placementTimers, index);
  const zone = z.zoneDef;
  const placement = zone?.placements[index];
  const room = zone && placement && placeOf(zone, placement);
  if (placement === undefined || room === undefined) return;
  if (piecesOf(z, room, placement) >= placement.count) return;
  place(z, room, placement);
  if (piecesOf(z, room, placement) < placement.count) armPlacement(z, index, placement);
};

/** A thing was taken out of a room or a container in it: its placement may have to refill. */
export const noticeTaken = (z: ZoneContext, room: string, def: string): void => {
  const zone = z.zoneDef;
  if (zone === undefined) return;
  zone.placements.forEach((placement, index) => {
    if (placement.item !== def || placeOf(zone, placement) !== room) return;
    if (piecesOf(z, room, placement) < placement.count) armPlacement(z, index, placement);
  });
};

/** All spawns and placements of a zone that starts; `stored` = its ground came from the store. */
export const populate = (z: ZoneContext, stored: boolean): void => {
  const zone = z.zoneDef;
  if (zone === undefined) return;
  zone.spawns.forEach((spawn, index) => {
    for (let n = 0; n < spawn.count; n += 1) spawnMob(z, spawn.mob, spawn.room, index);
  });
  const outerFirst = zone.placements
    .map((placement, index) => ({ placement, index }))
    .sort(
      (a, b) =>
        Number(a.placement.inside !== undefined) - Number(b.placement.inside !== undefined) ||
        a.index - b.index,
    );
  for (const { placement, index } of outerFirst) {
    const room = placeOf(zone, placement);
    if (room === undefined) continue;
    if (!stored) for (let n = 0; n < placement.count; n += 1) place(z, room, placement);
    else if (piecesOf(z, room, placement) < placement.count) armPlacement(z, index, placement);
  }
};

const CORPSE_MS = 180_000;

/** A corpse does not lie there for ever; other things do. */
export const armDecay = (z: ZoneContext, room: string, { def, uid }: ItemState): void => {
  if (def === CORPSE_DEF) z.after(CORPSE_MS, { k: "decay", room, uid });
};

/** Timer: a corpse or other rubbish falls apart, with what is in it. */
export const decay = (z: ZoneContext, room: string, uid: string): void => {
  const { items } = z.room(room);
  const item = items.find((one) => one.uid === uid);
  if (item === undefined) return;
  z.setRoom(
    room,
    "items",
    items.filter((one) => one !== item),
  );
  z.touchRoom(room, TOUCH.roomItems);
  toRoom(z, room, "item", text(ItemName(z, item), " crumbles to dust."));
  z.burn(item);
};
