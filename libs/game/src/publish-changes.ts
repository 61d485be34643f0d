/**
 * Lists of things and of people, for those who follow their changes and for those who get them
 * whole. Changes are the difference between the beginning of the step and its end, computed once
 * for all who see the same list.
 */

import type { ItemEntry, RoomPlayer } from "@ambon/data/packages";
import type { PlayerId } from "@ambon/kernel/ids";
import { TOUCH, type ZoneContext } from "./context.ts";
import type { ItemState } from "./player-state.ts";
import { type Emit, emitTo } from "./publish-emit.ts";
import {
  contentsOfRoom,
  entriesOf,
  insideOf,
  isOpenBox,
  maySearch,
  ownEntries,
  ownList,
  roomEntries,
  roomList,
} from "./publish-things.ts";
import type { PlayerEntity } from "./state.ts";
import { wants } from "./subscriptions.ts";

/** More changes of one list in one step than this: the list comes whole instead. */
const CHANGES_MAX = 16;

const sameEntry = (a: ItemEntry, b: ItemEntry): boolean =>
  a.name === b.name && a.attrib === b.attrib && a.keyword === b.keyword && a.slot === b.slot;

const byId = (entries: readonly ItemEntry[]): ReadonlyMap<string, ItemEntry> =>
  new Map(entries.map((entry) => [entry.id, entry]));

/** False when there is too much to tell one by one; then nothing is emitted. */
const emitChanges = (
  emit: Emit,
  location: string,
  before: readonly ItemEntry[],
  after: readonly ItemEntry[],
): boolean => {
  const old = byId(before);
  const now = byId(after);
  const gone = before.filter(({ id }) => !now.has(id));
  const come = after.filter(({ id }) => !old.has(id));
  const other = after.filter((entry) => {
    const known = old.get(entry.id);
    return known !== undefined && !sameEntry(known, entry);
  });
  if (gone.length + come.length + other.length > CHANGES_MAX) return false;
  for (const { id } of gone) emit("Char.Items.Remove", () => ({ location, item: { id } }));
  for (const item of come) emit("Char.Items.Add", () => ({ location, item }));
  for (const item of other) emit("Char.Items.Update", () => ({ location, item }));
  return true;
};

/** What came into and went out of boxes that were open before and are now. */
const emitInside = (
  z: ZoneContext,
  emit: (box: ItemState) => Emit,
  before: readonly ItemState[],
  after: readonly ItemState[],
): void => {
  for (const box of after) {
    if (box.contents === undefined || !isOpenBox(z, box)) continue;
    const old = before.find(({ uid }) => uid === box.uid);
    if (old === undefined || old.contents === box.contents || !isOpenBox(z, old)) continue;
    const was = entriesOf(z, old.contents ?? []);
    const list = { location: insideOf(box), items: entriesOf(z, box.contents) };
    if (emitChanges(emit(box), list.location, was, list.items)) continue;
    emit(box)("Char.Items.List", () => list);
  }
};

/** What the player carries and wears. */
export const publishOwnThings = (z: ZoneContext, who: PlayerEntity, bits: number): void => {
  if ((bits & TOUCH.inventory) === 0) return;
  const { state } = who;
  const emit = emitTo(z, [who]);
  const whole = (): void => emit("Char.Items.List", () => ownList(z, state));
  if ((bits & TOUCH.full) !== 0 || !wants(who, "Char.Items.Add")) return whole();
  const before = z.before.things.get(state.id);
  if (before === undefined) return;
  if (!emitChanges(emit, "inv", ownEntries(z, before), ownEntries(z, state))) whole();
  emitInside(z, () => emit, before.inventory, state.inventory);
};

interface Audience {
  /** Those who read the list from the beginning, or never follow its changes. */
  readonly whole: readonly PlayerEntity[];
  readonly changes: readonly PlayerEntity[];
}

const audienceOf = (
  z: ZoneContext,
  readers: readonly PlayerEntity[],
  roomBits: number,
  bit: number,
  change: "Char.Items.Add" | "Room.AddPlayer",
): Audience => {
  const whole: PlayerEntity[] = [];
  const changes: PlayerEntity[] = [];
  for (const who of readers) {
    const anew = ((z.touched.get(who.state.id) ?? 0) & bit) !== 0;
    if (!anew && (roomBits & bit) === 0) continue;
    if (anew || !wants(who, change)) whole.push(who);
    else changes.push(who);
  }
  return { whole, changes };
};

/** Creatures and things in the room. */
export const publishRoomThings = (
  z: ZoneContext,
  room: string,
  bits: number,
  readers: readonly PlayerEntity[],
): void => {
  const bit = TOUCH.roomItems;
  const { whole, changes } = audienceOf(z, readers, bits, bit, "Char.Items.Add");
  emitTo(z, whole)("Char.Items.List", () => roomList(z, room));
  const before = z.before.rooms.get(room);
  if (before === undefined || changes.length === 0) return;
  const now = contentsOfRoom(z, room);
  const emit = emitTo(z, changes);
  if (!emitChanges(emit, "room", roomEntries(z, before), roomEntries(z, now))) {
    emit("Char.Items.List", () => roomList(z, room));
  }
  const near = (box: ItemState): Emit =>
    emitTo(
      z,
      changes.filter((who) => maySearch(box, who.state.name)),
    );
  emitInside(z, near, before.items, now.items);
};

/** How a client lists somebody. */
const personOf = ({ state }: PlayerEntity): RoomPlayer => ({
  name: state.name,
  fullname: state.name,
});

/** Players in the room. */
export const publishPeople = (
  z: ZoneContext,
  room: string,
  bits: number,
  readers: readonly PlayerEntity[],
): void => {
  const bit = TOUCH.roomPlayers;
  const { whole, changes } = audienceOf(z, readers, bits, bit, "Room.AddPlayer");
  const people = (): readonly PlayerEntity[] => contentsOfRoom(z, room).players;
  emitTo(z, whole)("Room.Players", () => ({ players: people().map(personOf) }));
  const before = z.before.rooms.get(room)?.players;
  if (before === undefined || changes.length === 0) return;
  const emit = emitTo(z, changes);
  const old = new Set<PlayerId>(before.map(({ state }) => state.id));
  const now = new Set<PlayerId>(people().map(({ state }) => state.id));
  for (const { state } of before) {
    if (!now.has(state.id)) emit("Room.RemovePlayer", () => ({ name: state.name }));
  }
  for (const who of people()) {
    if (!old.has(who.state.id)) emit("Room.AddPlayer", () => personOf(who));
  }
};
