/**
 * The end of a step: prompts and data packages for those whom something has touched. Each value is
 * computed once per audience, and only for packages that somebody subscribed to.
 */

import type { CharStats, CharStatus, CharVitals, RoomInfo } from "@ambon/data/packages";
import { divFloor, shareOf } from "@ambon/kernel/fixed";
import { DIRECTIONS } from "@ambon/world/definition";
import { CHANNEL_CAPTIONS, STATUS_CAPTIONS } from "./captions.ts";
import { TOUCH, type ZoneContext } from "./context.ts";
import type { PromptValues } from "./effect.ts";
import type { PlayerState } from "./player-state.ts";
import { publishOwnThings, publishPeople, publishRoomThings } from "./publish-changes.ts";
import { type Emit, emitTo } from "./publish-emit.ts";
import { publishGroups } from "./publish-group.ts";
import type { PlayerEntity } from "./state.ts";
import { dataReaders, wantsAny } from "./subscriptions.ts";
import { doorState, exitOf, SHORT_DIRECTION } from "./systems/doors.ts";
import { levelThreshold } from "./systems/levels.ts";
import { capital, condition } from "./systems/naming.ts";

const foe = (z: ZoneContext, who: PlayerEntity): { name: string; share: number } | undefined => {
  const { target } = who.live;
  if (target === null) return undefined;
  if (target.c === "mob") {
    const mob = z.mob(target.id);
    return mob && { name: z.mobDef(mob).name, share: shareOf(mob.hp, mob.maxHp) };
  }
  const other = z.player(target.id);
  return (
    other && {
      name: other.state.name,
      share: shareOf(other.state.hp, other.live.derived.maxHp),
    }
  );
};

export const promptValues = (z: ZoneContext, who: PlayerEntity): PromptValues => {
  const enemy = foe(z, who);
  const { state, live } = who;
  return {
    hp: state.hp,
    maxHp: live.derived.maxHp,
    mana: state.mana,
    maxMana: live.derived.maxMana,
    gold: state.gold,
    level: state.level,
    xpToLevel: Math.max(0, levelThreshold(state.level + 1) - state.xp),
    room: z.world.rooms.get(state.room)?.title ?? "",
    enemy: enemy === undefined ? "" : `${capital(enemy.name)} is ${condition(enemy.share)}`,
  };
};

const vitals = (who: PlayerEntity): CharVitals => {
  const { hp, mana } = who.state;
  const { maxHp, maxMana } = who.live.derived;
  const string = `H:${hp}/${maxHp} M:${mana}/${maxMana}`;
  return { hp, maxhp: maxHp, mp: mana, maxmp: maxMana, string };
};

/** Race and class by their names. */
const calling = (
  z: ZoneContext,
  state: PlayerState,
): { readonly race: string; readonly class: string } => ({
  race: z.world.races.get(state.race)?.name ?? state.race,
  class: z.world.classes.get(state.class)?.name ?? state.class,
});

const status = (z: ZoneContext, who: PlayerEntity): CharStatus => {
  const enemy = foe(z, who);
  const { state } = who;
  return {
    level: state.level,
    xp: state.xp,
    xptnl: Math.max(0, levelThreshold(state.level + 1) - state.xp),
    gold: state.gold,
    ...calling(z, state),
    fighting: enemy !== undefined,
    opponent: enemy?.name ?? "",
    opponenthp: enemy === undefined ? 0 : divFloor(enemy.share, 10),
  };
};

export const roomInfo = (z: ZoneContext, room: string): RoomInfo => {
  const def = z.roomDef(room);
  const exits: Record<string, number> = {};
  const doors: Record<string, string> = {};
  for (const way of DIRECTIONS) {
    const exit = exitOf(z, room, way);
    if (exit === undefined) continue;
    exits[SHORT_DIRECTION[way]] = z.world.rooms.get(exit.to)?.num ?? 0;
    const door = doorState(z, room, way);
    if (door !== undefined) {
      doors[SHORT_DIRECTION[way]] = door.open ? "open" : door.locked ? "locked" : "closed";
    }
  }
  const zone = z.world.zones.get(def.zone)?.name ?? def.zone;
  const shop = [...z.world.shops.values()].some((one) => one.room === room);
  return {
    num: def.num,
    name: def.title,
    desc: def.description,
    area: zone,
    zone,
    environment: def.terrain,
    terrain: def.terrain,
    coords: `${def.x},${def.y},${def.z}`,
    exits,
    doors,
    details: [...def.flags, ...(shop ? ["shop"] : [])],
  };
};

const stats = ({ live }: PlayerEntity): CharStats => {
  const { strength, dexterity, constitution, intelligence, wisdom, charisma } =
    live.derived.attributes;
  return {
    str: strength,
    dex: dexterity,
    con: constitution,
    int: intelligence,
    wis: wisdom,
    cha: charisma,
  };
};

/** What never changes while a client is there. */
const publishCaptions = (emit: Emit): void => {
  emit("Char.StatusVars", () => STATUS_CAPTIONS);
  emit("Comm.Channel.List", () => ({ channels: CHANNEL_CAPTIONS }));
};

const publishData = (z: ZoneContext, who: PlayerEntity, bits: number): void => {
  const { state, live } = who;
  const emit = emitTo(z, [who]);
  const touched = (mask: number): boolean => (bits & mask) !== 0;
  if (touched(TOUCH.name)) {
    const { name } = state;
    emit("Char.Name", () => ({ name, fullname: name, ...calling(z, state) }));
  }
  if (touched(TOUCH.full)) publishCaptions(emit);
  if (touched(TOUCH.vitals)) emit("Char.Vitals", () => vitals(who));
  if (touched(TOUCH.status)) emit("Char.Status", () => status(z, who));
  if (touched(TOUCH.stats)) {
    const { maxHp: maxhp, maxMana: maxmana } = live.derived;
    emit("Char.Stats", () => stats(who));
    emit("Char.MaxStats", () => ({ maxhp, maxmana }));
  }
  if (touched(TOUCH.worth)) {
    emit("Char.Worth", () => ({ gold: state.gold, bank: state.bankGold }));
  }
  if (touched(TOUCH.room)) emit("Room.Info", () => roomInfo(z, state.room));
  publishOwnThings(z, who, bits);
};

const publishRoom = (z: ZoneContext, room: string, bits: number): void => {
  const readers = dataReaders(z, z.room(room).players);
  if (readers.length === 0) return;
  publishPeople(z, room, bits, readers);
  publishRoomThings(z, room, bits, readers);
  if ((bits & TOUCH.room) === 0) return;
  const told = (who: PlayerEntity): boolean =>
    ((z.touched.get(who.state.id) ?? 0) & TOUCH.room) !== 0;
  emitTo(
    z,
    readers.filter((who) => !told(who)),
  )("Room.Info", () => roomInfo(z, room));
};

const ROOM_BITS = TOUCH.roomPlayers | TOUCH.roomItems;

/** Emits what this step has touched, then forgets it. */
export const publish = (z: ZoneContext): void => {
  let groups = z.leftGroups.size > 0;
  for (const [id, bits] of z.touched) {
    const who = z.player(id);
    if (who === undefined) continue;
    if ((bits & ROOM_BITS) !== 0) z.touchRoom(who.state.room, 0);
    if (wantsAny(who)) publishData(z, who, bits);
    groups ||= who.session.group !== null || (bits & TOUCH.group) !== 0;
    z.emit({ e: "prompt", to: id, values: promptValues(z, who) });
  }
  if (groups) publishGroups(z, z.touched);
  for (const [room, bits] of z.touchedRooms) publishRoom(z, room, bits);
  z.touched.clear();
  z.touchedRooms.clear();
  z.before.forget();
  z.leftGroups.clear();
};
