/** Seeing: rooms, and everything that can be looked at. */

import { shareOf } from "@ambon/kernel/fixed";
import { line, link, list, named, series, styled } from "@ambon/markup/build";
import { keep } from "@ambon/markup/kept";
import type { Block, Inline, Markup } from "@ambon/markup/tree";
import { DIRECTIONS, type Direction, type RoomDef, SLOTS } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { refuse, show, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { doorState, exitOf } from "./doors.ts";
import {
  condition,
  counted,
  itemKeywords,
  itemLabel,
  itemName,
  MobName,
  mobName,
} from "./naming.ts";

const exitWord = (z: ZoneContext, room: string, direction: Direction): readonly Inline[] => {
  const door = doorState(z, room, direction);
  const word = link(direction, styled("exit", direction));
  if (door === undefined || door.open) return [word];
  return [word, door.locked ? " (locked)" : " (closed)"];
};

/** What a room shows as long as its content is the same; renderings of it are kept. */
interface RoomBlocks {
  readonly heading: Block;
  readonly description: Block;
  /** Undefined where a door can change it. */
  readonly exits: Block | undefined;
}

const roomBlocks = new WeakMap<RoomDef, RoomBlocks>();

const blocksOf = (z: ZoneContext, id: string): RoomBlocks => {
  const def = z.roomDef(id);
  const known = roomBlocks.get(def);
  if (known !== undefined) return known;
  const doors = DIRECTIONS.some((way) => def.exits[way]?.door !== undefined);
  const blocks = {
    heading: keep({ t: "heading", text: def.title }),
    description: keep(line(def.description)),
    exits: doors ? undefined : writeExits(z, id),
  };
  roomBlocks.set(def, blocks);
  return blocks;
};

/** "Exits: north, east (closed)." */
export const exitsLine = (z: ZoneContext, room: string): Block =>
  blocksOf(z, room).exits ?? writeExits(z, room);

const writeExits = (z: ZoneContext, room: string): Block => {
  const ways = DIRECTIONS.filter((direction) => exitOf(z, room, direction) !== undefined);
  if (ways.length === 0) return line("There is no way out.");
  const words = ways.flatMap((way, index) => [
    ...(index > 0 ? [", "] : []),
    ...exitWord(z, room, way),
  ]);
  return line("Exits: ", ...words, ".");
};

/** "Mira is here.", which nearly all lines about players are. */
const plainLines = new WeakMap<PlayerEntity, Block>();

const plainLine = (who: PlayerEntity): Block => {
  let known = plainLines.get(who);
  if (known === undefined) {
    known = keep(line(named("player", who.state.name), " is here."));
    plainLines.set(who, known);
  }
  return known;
};

const playerLine = (who: PlayerEntity): Block => {
  const { linkDead, afk } = who.session;
  if (!linkDead && afk === null && who.live.target === null) return plainLine(who);
  const name = named("player", who.state.name);
  const tags: string[] = [];
  if (linkDead) tags.push("staring into the distance");
  if (afk !== null) tags.push("away");
  const what = who.live.target === null ? " is here" : " is here, fighting";
  return line(name, what, tags.length > 0 ? `, ${tags.join(", ")}` : "", ".");
};

const mobLine = (z: ZoneContext, mob: MobState, me: PlayerEntity): Block => {
  const def = z.mobDef(mob);
  if (mob.target === null) return line(named("mob", def.ground));
  const { target } = mob;
  const you = target.c === "player" && target.id === me.state.id;
  const foe = target.c === "player" ? z.player(target.id)?.state.name : undefined;
  return line(MobName(z, mob), " is here, fighting ", you ? "you" : (foe ?? "somebody"), "!");
};

/** What lies on the ground: single things by their own line, several of a kind counted. */
const groundLines = (z: ZoneContext, items: readonly ItemState[]): Block[] =>
  counted(
    items,
    (item) => item.label ?? item.def,
    (item) => {
      const text =
        item.label === undefined ? z.itemDef(item).ground : `${itemLabel(z, item)} lies here.`;
      return named("item", text.charAt(0).toUpperCase() + text.slice(1));
    },
  ).map((kids) => line(...kids));

/** In a dark room somebody there must hold a light; staff see everything. */
export const canSee = (z: ZoneContext, me: PlayerEntity): boolean => {
  const { room, staff } = me.state;
  if (staff || !z.roomDef(room).flags.includes("dark")) return true;
  return z.room(room).players.some((id) => {
    const worn = z.player(id)?.state.equipment ?? {};
    return SLOTS.some((slot) => {
      const item = worn[slot];
      return item !== undefined && z.itemDef(item).kind === "light";
    });
  });
};

/** The whole room as one player sees it. `brief` leaves out the description. */
export const roomMarkup = (z: ZoneContext, me: PlayerEntity, brief: boolean): Markup => {
  const id = me.state.room;
  const room = z.room(id);
  if (!canSee(z, me)) {
    const dark = line("It is too dark to see anything. A light in your hand would help.");
    return [{ t: "heading", text: "Darkness" }, dark, exitsLine(z, id)];
  }
  const { heading, description, exits } = blocksOf(z, id);
  const blocks: Block[] = brief ? [heading] : [heading, description];
  blocks.push(exits ?? writeExits(z, id));
  if (room.items.length > 0) blocks.push(...groundLines(z, room.items));
  for (const mobId of room.mobs) {
    const mob = z.mob(mobId);
    if (mob !== undefined) blocks.push(mobLine(z, mob, me));
  }
  for (const other of room.players) {
    const who = other === me.state.id ? undefined : z.player(other);
    if (who !== undefined) blocks.push(playerLine(who));
  }
  return blocks;
};

export const lookRoom = (z: ZoneContext, me: PlayerEntity, brief = false): void =>
  show(z, me, "room", roomMarkup(z, me, brief));

const lookDirection = (z: ZoneContext, me: PlayerEntity, direction: Direction): void => {
  const exit = exitOf(z, me.state.room, direction);
  if (exit === undefined) return tell(z, me, "room", `There is no way ${direction}.`);
  const door = doorState(z, me.state.room, direction);
  if (door !== undefined && !door.open) {
    const state = door.locked ? "locked" : "closed";
    return tell(z, me, "room", `${capitalName(exit.door?.name ?? "the door")} is ${state}.`);
  }
  if (exit.description !== undefined) return tell(z, me, "room", exit.description);
  const beyond = z.world.rooms.get(exit.to)?.title ?? "somewhere";
  tell(
    z,
    me,
    "room",
    `${direction.charAt(0).toUpperCase()}${direction.slice(1)} lies `,
    styled("title", beyond),
    ".",
  );
};

const capitalName = (name: string): string => `The ${name}`.replace(/^The the /i, "The ");

/** What is in it, or why one cannot see. */
export const containerBlocks = (z: ZoneContext, item: ItemState): Block[] => {
  if (z.itemDef(item).container === undefined) return [];
  if (item.closed === true) return [line("It is closed.")];
  const inside = item.contents ?? [];
  const gold: readonly (readonly Inline[])[] =
    item.gold === undefined || item.gold === 0 ? [] : [[styled("gold", `${item.gold} gold`)]];
  const rows = [
    ...counted(
      inside,
      (inner) => itemLabel(z, inner),
      (inner) => itemName(z, inner),
    ),
    ...gold,
  ];
  return rows.length === 0 ? [line("It is empty.")] : [list("It holds:", rows)];
};

const lookItem = (z: ZoneContext, me: PlayerEntity, item: ItemState): void =>
  show(z, me, "room", [line(z.itemDef(item).description), ...containerBlocks(z, item)]);

const lookMob = (z: ZoneContext, me: PlayerEntity, mob: MobState): void => {
  const state = condition(shareOf(mob.hp, mob.maxHp));
  show(z, me, "room", [line(z.mobDef(mob).description), line(MobName(z, mob), ` is ${state}.`)]);
};

const lookPlayer = (z: ZoneContext, me: PlayerEntity, who: PlayerEntity): void => {
  const { state } = who;
  const race = z.world.races.get(state.race)?.name ?? state.race;
  const cls = z.world.classes.get(state.class)?.name ?? state.class;
  const worn = SLOTS.flatMap((slot) => {
    const item = state.equipment[slot];
    return item === undefined ? [] : [[`${slot}: `, itemName(z, item)]];
  });
  const health = condition(shareOf(state.hp, who.live.derived.maxHp));
  show(z, me, "room", [
    line(named("player", state.name), `, ${race} ${cls}, is ${health}.`),
    ...(state.description === "" ? [] : [line(state.description)]),
    ...(worn.length === 0 ? [] : [list("Wearing:", worn)]),
  ]);
};

const lookExtra = (z: ZoneContext, me: PlayerEntity, typed: string): boolean => {
  const extra = pickOne(typed, z.roomDef(me.state.room).extras, (one) => one.keywords);
  if (extra === undefined) return false;
  tell(z, me, "room", extra.description);
  return true;
};

const doorNamed = (z: ZoneContext, me: PlayerEntity, typed: string): Direction | undefined =>
  pickOne(
    typed,
    DIRECTIONS.filter((way) => exitOf(z, me.state.room, way)?.door !== undefined),
    (way) => exitOf(z, me.state.room, way)?.door?.keywords ?? [],
  );

/** Everything that `look <typed>` may mean, nearest first. */
export const lookAt = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const word = typed.toLowerCase();
  const direction = DIRECTIONS.find((way) => way === word || way.charAt(0) === word);
  if (direction !== undefined) return lookDirection(z, me, direction);
  if (word === "me" || word === "self") return lookPlayer(z, me, me);
  if (!canSee(z, me)) return refuse(z, me, "It is too dark to see that.");
  const room = z.room(me.state.room);
  const others = room.players.flatMap((id) => z.player(id) ?? []);
  const who = pickOne(typed, others, (one) => [one.state.name]);
  if (who !== undefined) return lookPlayer(z, me, who);
  const mobs = room.mobs.flatMap((id) => z.mob(id) ?? []);
  const mob = pickOne(typed, mobs, (one) => z.mobDef(one).keywords);
  if (mob !== undefined) return lookMob(z, me, mob);
  const worn = SLOTS.flatMap((slot) => me.state.equipment[slot] ?? []);
  const things = [...room.items, ...me.state.inventory, ...worn];
  const item = pickOne(typed, things, (one) => itemKeywords(z, one));
  if (item !== undefined) return lookItem(z, me, item);
  if (lookExtra(z, me, typed)) return;
  const door = doorNamed(z, me, typed);
  if (door !== undefined) return lookDirection(z, me, door);
  refuse(z, me, `There is no "${typed}" to look at here.`);
};

/** `look in chest`. */
export const lookInto = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const things = [...me.state.inventory, ...z.room(me.state.room).items];
  const item = pickOne(typed, things, (one) => itemKeywords(z, one));
  if (item === undefined) return refuse(z, me, `There is no "${typed}" here.`);
  const blocks = containerBlocks(z, item);
  if (blocks.length === 0) return refuse(z, me, "Nothing can be in ", itemName(z, item), ".");
  show(z, me, "room", [line("In ", itemName(z, item), ":"), ...blocks]);
};

/** Who is here besides me, as a sentence; for `scan`-like uses and tests. */
export const company = (z: ZoneContext, me: PlayerEntity): readonly Inline[] => {
  const room = z.room(me.state.room);
  const mobs = room.mobs.flatMap((id) => z.mob(id) ?? []).map((mob) => mobName(z, mob));
  const players = room.players
    .filter((id) => id !== me.state.id)
    .flatMap((id) => z.player(id) ?? [])
    .map((who) => named("player", who.state.name));
  return series([...players, ...mobs]);
};
