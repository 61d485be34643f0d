/**
 * An instance that ends leaves what it had to the first one of its zone.
 *
 * What lies on its ground moves into the same rooms here, and its books of what was minted and
 * burned are added to ours, so that the sum over both is what it was. What content itself had put
 * there is not wanted twice: as much of it as the placements say, untouched and of the other's own
 * making, ceases to be, and stands in the books. Shelves, doors and mobs end with the instance.
 */

import type { ZoneId } from "@ambon/kernel/ids";
import type { ZoneDef } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import type { InputBody } from "../input.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import type { StoredZone } from "../stored-zone.ts";
import { armDecay, placeOf } from "./spawn.ts";
import { isEmpty } from "./targets.ts";

export const absorb = (z: ZoneContext, input: Extract<InputBody, { i: "absorb" }>): void => {
  const other = JSON.parse(input.stored) as StoredZone;
  z.mergeLedger(other.ledger);
  for (const id of Object.keys(other.rooms).sort()) {
    const items = other.rooms[id]?.items ?? [];
    if (items.length > 0) takeGround(z, input.from, id, items);
  }
  z.dirtyZone();
  z.emit({ e: "absorbed", from: input.from });
};

/** How many pieces of each kind content has put in a room, or into a container there. */
type Furnishing = Map<string, number>;

const inRoom = (def: string): string => def;
const inBox = (box: string, def: string): string => `${box}>${def}`;

const furnishingOf = (zone: ZoneDef | undefined, room: string): Furnishing => {
  const furnishing: Furnishing = new Map();
  for (const placement of zone?.placements ?? []) {
    const { item, inside, count } = placement;
    if (zone === undefined || placeOf(zone, placement) !== room) continue;
    const key = inside === undefined ? inRoom(item) : inBox(inside, item);
    furnishing.set(key, (furnishing.get(key) ?? 0) + count);
  }
  return furnishing;
};

const takeGround = (
  z: ZoneContext,
  from: ZoneId,
  id: string,
  items: readonly ItemState[],
): void => {
  // Content may have lost the room since: what lay there lies at the zone's beginning.
  const room = z.isHere(id) ? id : (z.zoneDef?.rooms[0] ?? id);
  const furnishing = furnishingOf(z.zoneDef, id);
  for (const item of items) {
    const { burns, moves } = sortOut(z, from, furnishing, item);
    if (burns !== undefined) z.burn(burns);
    for (const thing of moves) layDown(z, room, item, thing);
  }
  z.touchRoom(room, TOUCH.roomItems);
};

interface Sorted {
  readonly burns?: ItemState;
  readonly moves: readonly ItemState[];
}

const sortOut = (z: ZoneContext, from: ZoneId, furnishing: Furnishing, item: ItemState): Sorted => {
  if (!isOwn(from, item) || (furnishing.get(inRoom(item.def)) ?? 0) === 0) return { moves: [item] };
  const left = new Map(furnishing);
  takeOne(left, inRoom(item.def));
  const strange = (item.contents ?? []).filter(
    (inner) => !isOwn(from, inner) || !isEmpty(inner) || !takeOne(left, inBox(item.def, inner.def)),
  );
  // Somebody has packed it: it is more than content put there, unless nobody can carry it.
  if (strange.length > 0 && !z.itemDef(item).fixed) return { moves: [item] };
  for (const [key, count] of left) furnishing.set(key, count);
  const contents = (item.contents ?? []).filter((inner) => !strange.includes(inner));
  return { burns: { ...item, contents }, moves: strange };
};

/** Made by the other instance, and nothing in it or on it that a player could miss. */
const isOwn = (from: ZoneId, { uid, def, gold, charges }: ItemState): boolean =>
  uid.startsWith(`${from}/`) && def !== CORPSE_DEF && gold === undefined && charges === undefined;

const takeOne = (furnishing: Furnishing, key: string): boolean => {
  const count = furnishing.get(key) ?? 0;
  if (count > 0) furnishing.set(key, count - 1);
  return count > 0;
};

/** What was in a box that stays behind goes into ours of that kind, if it stands there. */
const layDown = (z: ZoneContext, room: string, box: ItemState, thing: ItemState): void => {
  const { items } = z.room(room);
  const ours = thing === box ? undefined : items.find(({ def }) => def === box.def);
  if (ours === undefined) {
    z.setRoom(room, "items", [...items, thing]);
    return armDecay(z, room, thing);
  }
  const filled = { ...ours, contents: [...(ours.contents ?? []), thing] };
  z.setRoom(
    room,
    "items",
    items.map((item) => (item === ours ? filled : item)),
  );
};
