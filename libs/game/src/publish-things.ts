/** Things and creatures as clients list them. */

import type { CharItemsList, ItemEntry } from "@ambon/data/packages";
import { type ItemDef, SLOTS } from "@ambon/world/definition";
import type { OwnThings, RoomContents } from "./before.ts";
import type { ZoneContext } from "./context.ts";
import type { ItemState } from "./player-state.ts";
import { itemLabel } from "./systems/naming.ts";

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

export const entriesOf = (z: ZoneContext, items: readonly ItemState[]): ItemEntry[] => {
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

/** What is worn, then what is carried. */
export const ownEntries = (z: ZoneContext, { equipment, inventory }: OwnThings): ItemEntry[] => [
  ...SLOTS.flatMap((slot) => {
    const item = equipment[slot];
    return item === undefined ? [] : [wornEntry(z, item, slot)];
  }),
  ...entriesOf(z, inventory),
];

/** Creatures, then things. */
export const roomEntries = (
  z: ZoneContext,
  { mobs, items }: Pick<RoomContents, "mobs" | "items">,
): ItemEntry[] => {
  // One that was here before new content came may be unknown by now.
  const defs = mobs.map((mob) => z.world.mobs.get(mob.def));
  const words = wordsFor(defs.map((def) => def?.keywords ?? []));
  const standing = mobs.map((mob, index): ItemEntry => {
    const name = defs[index]?.name ?? "";
    return { id: `m${mob.id}`, name, attrib: "m", keyword: words[index] ?? name };
  });
  return [...standing, ...entriesOf(z, items)];
};

/** What is in a room now. */
export const contentsOfRoom = (z: ZoneContext, room: string): RoomContents => {
  const { players, mobs, items } = z.room(room);
  return {
    players: players.flatMap((id) => z.player(id) ?? []),
    mobs: mobs.flatMap((id) => z.mob(id) ?? []),
    items,
  };
};

export const ownList = (z: ZoneContext, things: OwnThings): CharItemsList => ({
  location: "inv",
  items: ownEntries(z, things),
});

export const roomList = (z: ZoneContext, room: string): CharItemsList => ({
  location: "room",
  items: roomEntries(z, contentsOfRoom(z, room)),
});

/** Where GMCP clients look for what is in a container. */
export const insideOf = (box: ItemState): string => `rep${box.uid}`;

export const boxList = (z: ZoneContext, box: ItemState): CharItemsList => ({
  location: insideOf(box),
  items: entriesOf(z, box.contents ?? []),
});

/** One may look into it without asking anybody. */
export const isOpenBox = (z: ZoneContext, item: ItemState): boolean =>
  z.itemDef(item).container !== undefined && item.closed !== true;

/** Corpses of players are theirs alone. */
export const maySearch = (box: ItemState, name: string): boolean =>
  box.ownedBy === undefined || box.ownedBy === name.toLowerCase();
