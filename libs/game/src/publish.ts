/**
 * The end of a step: prompts and data packages for those whom something has touched. Each value is
 * computed once per audience, and only for packages that somebody subscribed to.
 */

import type {
  CharItemsList,
  CharStatus,
  CharVitals,
  ItemEntry,
  PackageName,
  RoomInfo,
} from "@ambon/data/packages";
import { divFloor, shareOf } from "@ambon/kernel/fixed";
import type { PlayerId } from "@ambon/kernel/ids";
import { DIRECTIONS, type ItemDef, SLOTS } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "./context.ts";
import type { PromptValues } from "./effect.ts";
import type { ItemState } from "./player-state.ts";
import type { PlayerEntity } from "./state.ts";
import { dataReaders, wants, wantsAny } from "./subscriptions.ts";
import { doorState, exitOf } from "./systems/doors.ts";
import { levelThreshold } from "./systems/levels.ts";
import { capital, condition, itemLabel } from "./systems/naming.ts";

const SHORT = { north: "n", east: "e", south: "s", west: "w", up: "u", down: "d" } as const;

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

const status = (z: ZoneContext, who: PlayerEntity): CharStatus => {
  const enemy = foe(z, who);
  const { state } = who;
  return {
    level: state.level,
    xp: state.xp,
    xptnl: Math.max(0, levelThreshold(state.level + 1) - state.xp),
    gold: state.gold,
    race: z.world.races.get(state.race)?.name ?? state.race,
    class: z.world.classes.get(state.class)?.name ?? state.class,
    fighting: enemy !== undefined,
    opponent: enemy?.name ?? "",
    opponenthp: enemy === undefined ? 0 : divFloor(enemy.share, 10),
  };
};

/** GMCP's letters; e and f (edible, fluid) tell clients which verb fits. */
const lettersOf = (def: ItemDef, worn: boolean): string =>
  (worn ? "w" : def.slot === undefined ? "" : "W") +
  (def.container === undefined ? "" : "c") +
  (def.use?.verb === "eat" ? "e" : def.use?.verb === "drink" ? "f" : "") +
  (def.fixed ? "" : "t");

/** The words that mean each of the things in a list: "sword", and "2.sword" for a second one. */
const wordsFor = (keywords: readonly (readonly string[])[]): string[] =>
  keywords.map((words, index) => {
    const [word = ""] = words;
    const before = keywords.slice(0, index).filter((others) => others.includes(word)).length;
    return before === 0 ? word : `${before + 1}.${word}`;
  });

const entries = (z: ZoneContext, items: readonly ItemState[]): ItemEntry[] => {
  const words = wordsFor(items.map((item) => z.itemDef(item).keywords));
  return items.map((item, index) => ({
    id: item.uid,
    name: itemLabel(z, item),
    attrib: lettersOf(z.itemDef(item), false),
    keyword: words[index] ?? "",
  }));
};

const wornEntry = (z: ZoneContext, item: ItemState, slot: string): ItemEntry => {
  const def = z.itemDef(item);
  const keyword = def.keywords[0] ?? "";
  return { id: item.uid, name: itemLabel(z, item), attrib: lettersOf(def, true), keyword, slot };
};

const inventory = (z: ZoneContext, who: PlayerEntity): CharItemsList => ({
  location: "inv",
  items: [
    ...SLOTS.flatMap((slot) => {
      const item = who.state.equipment[slot];
      return item === undefined ? [] : [wornEntry(z, item, slot)];
    }),
    ...entries(z, who.state.inventory),
  ],
});

const roomItems = (z: ZoneContext, room: string): CharItemsList => {
  const mobs = z.room(room).mobs.flatMap((id) => z.mob(id) ?? []);
  const words = wordsFor(mobs.map((mob) => z.mobDef(mob).keywords));
  const standing = mobs.map((mob, index): ItemEntry => {
    const { name } = z.mobDef(mob);
    return { id: `m${mob.id}`, name, attrib: "m", keyword: words[index] ?? name };
  });
  return { location: "room", items: [...standing, ...entries(z, z.room(room).items)] };
};

export const roomInfo = (z: ZoneContext, room: string): RoomInfo => {
  const def = z.roomDef(room);
  const exits: Record<string, number> = {};
  const doors: Record<string, string> = {};
  for (const way of DIRECTIONS) {
    const exit = exitOf(z, room, way);
    if (exit === undefined) continue;
    exits[SHORT[way]] = z.world.rooms.get(exit.to)?.num ?? 0;
    const door = doorState(z, room, way);
    if (door !== undefined) {
      doors[SHORT[way]] = door.open ? "open" : door.locked ? "locked" : "closed";
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

const emitTo = (
  z: ZoneContext,
  to: readonly PlayerId[],
  name: PackageName,
  value: () => unknown,
): void => {
  if (to.length > 0) z.emit({ e: "data", to, package: name, value: value() });
};

const publishData = (z: ZoneContext, who: PlayerEntity, bits: number): void => {
  const { id, name } = who.state;
  const one = (pkg: PackageName, mask: number, value: () => unknown): void => {
    if ((bits & mask) !== 0 && wants(who, pkg)) emitTo(z, [id], pkg, value);
  };
  one("Char.Name", TOUCH.name, () => ({
    name,
    fullname: name,
    race: who.state.race,
    class: who.state.class,
  }));
  one("Char.Vitals", TOUCH.vitals, () => vitals(who));
  one("Char.Status", TOUCH.status, () => status(z, who));
  one("Room.Info", TOUCH.room, () => roomInfo(z, who.state.room));
  one("Char.Items.List", TOUCH.inventory, () => inventory(z, who));
  one("Group", TOUCH.group, () => {
    const { group } = who.session;
    const leader = group?.members.find((member) => member.id === group.leader)?.name ?? "";
    return { leader, members: group?.members.map((member) => ({ name: member.name })) ?? [] };
  });
};

const publishRoom = (z: ZoneContext, room: string, bits: number): void => {
  const readers = dataReaders(z, z.room(room).players);
  if (readers.length === 0) return;
  const audience = (name: PackageName, mask: number): PlayerId[] =>
    readers
      .filter((who) => {
        const own = z.touched.get(who.state.id) ?? 0;
        return ((bits | own) & mask) !== 0 && wants(who, name);
      })
      .map((who) => who.state.id);
  emitTo(z, audience("Room.Players", TOUCH.roomPlayers), "Room.Players", () => ({
    players: z.room(room).players.flatMap((id) => {
      const who = z.player(id);
      return who === undefined ? [] : [{ name: who.state.name, fullname: who.state.name }];
    }),
  }));
  emitTo(z, audience("Char.Items.List", TOUCH.roomItems), "Char.Items.List", () =>
    roomItems(z, room),
  );
  if ((bits & TOUCH.room) === 0) return;
  emitTo(z, audience("Room.Info", TOUCH.room), "Room.Info", () => roomInfo(z, room));
};

const ROOM_BITS = TOUCH.roomPlayers | TOUCH.roomItems;

/** Emits what this step has touched, then forgets it. */
export const publish = (z: ZoneContext): void => {
  for (const [id, bits] of z.touched) {
    const who = z.player(id);
    if (who === undefined) continue;
    if ((bits & ROOM_BITS) !== 0) z.touchRoom(who.state.room, 0);
    if (wantsAny(who)) publishData(z, who, bits);
    z.emit({ e: "prompt", to: id, values: promptValues(z, who) });
  }
  for (const [room, bits] of z.touchedRooms) publishRoom(z, room, bits);
  z.touched.clear();
  z.touchedRooms.clear();
};
