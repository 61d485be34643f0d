/**
 * Into and out of containers: bags that are carried, chests and corpses that lie here.
 *
 * A container that holds something goes into no other one, so nesting ends at the second level
 * and a character's size stays bounded.
 */

import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { act, refuse, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold } from "./carry.ts";
import { takeProblem, tellFull, thatFit } from "./ground.ts";
import { change, lessGold, letGo, pay, receive, withGold } from "./hands.ts";
import { capital, ItemName, itemLabel, itemName, playerName } from "./naming.ts";
import { noticeTaken } from "./spawn.ts";
import {
  findContainer,
  goldToGive,
  isCorpse,
  isEmpty,
  isPile,
  meansMany,
  parseGold,
  pickItems,
  saidItems,
  withinReach,
} from "./targets.ts";

const roomIn = (z: ZoneContext, box: ItemState): number =>
  Math.max(0, (z.itemDef(box).container?.capacity ?? 0) - (box.contents ?? []).length);

/** The container a player names, open and theirs to use; undefined after telling why not. */
const reachContainer = (z: ZoneContext, me: PlayerEntity, typed: string): ItemState | undefined => {
  const box = findContainer(z, me, typed);
  if (box === undefined) {
    const [thing] = pickItems(z, typed, withinReach(z, me));
    if (thing === undefined) refuse(z, me, `There is no "${typed}" here.`);
    else refuse(z, me, ItemName(z, thing), " is no container.");
    return undefined;
  }
  if (box.closed === true) {
    refuse(z, me, ItemName(z, box), box.locked === true ? " is locked." : " is closed.");
    return undefined;
  }
  const owner = box.ownedBy;
  if (owner !== undefined && owner !== me.state.name.toLowerCase()) {
    refuse(z, me, ItemName(z, box), " is not yours to search.");
    return undefined;
  }
  return box;
};

/** Gold is in a corpse as a number, elsewhere as a pile. */
const goldIn = (box: ItemState): number =>
  (box.gold ?? 0) + ((box.contents ?? []).find(isPile)?.gold ?? 0);

const withoutGold = (box: ItemState, amount: number): ItemState => {
  const own = Math.min(box.gold ?? 0, amount);
  const rest = amount - own;
  const next = box.gold === undefined ? box : { ...box, gold: box.gold - own };
  if (rest === 0) return next;
  const contents = (next.contents ?? []).flatMap((item) =>
    isPile(item) ? (lessGold(item, rest) ?? []) : item,
  );
  return { ...next, contents };
};

const tellTaken = (
  z: ZoneContext,
  me: PlayerEntity,
  box: ItemState,
  taken: readonly Inline[],
): void =>
  act(z, me, "item", {
    actor: ["You take ", ...taken, " from ", itemName(z, box), "."],
    rest: [playerName(me), " takes ", ...taken, " from ", itemName(z, box), "."],
  });

const takeGoldFrom = (
  z: ZoneContext,
  me: PlayerEntity,
  box: ItemState,
  wanted: number | "all" | "some",
): void => {
  const gold = goldIn(box);
  const amount = typeof wanted === "number" ? Math.min(gold, wanted) : gold;
  if (amount === 0) return refuse(z, me, "There is no gold in ", itemName(z, box), ".");
  const next = withoutGold(box, amount);
  const emptied = (box.contents ?? []).find(isPile);
  change(z, me, box, next);
  if (emptied !== undefined && !(next.contents ?? []).some(isPile)) {
    z.burn({ ...emptied, gold: 0 });
  }
  changeGold(z, me, amount);
  tellTaken(z, me, box, saidItems(z, [], amount));
};

const takeThingsFrom = (
  z: ZoneContext,
  me: PlayerEntity,
  box: ItemState,
  things: readonly ItemState[],
  loose: number,
): void => {
  const fit = thatFit(me, things);
  if (fit.length === 0 && loose === 0) return tellFull(z, me, things.length);
  const { room } = me.state;
  const lies = z.room(room).items.includes(box);
  const contents = (box.contents ?? []).filter((item) => !fit.includes(item));
  change(z, me, box, {
    ...box,
    contents,
    ...(box.gold === undefined ? {} : { gold: box.gold - loose }),
  });
  if (loose > 0) changeGold(z, me, loose);
  for (const item of fit) receive(z, me, item);
  if (lies) for (const item of fit) noticeTaken(z, room, item.def);
  tellTaken(z, me, box, saidItems(z, fit, loose));
  tellFull(z, me, things.length - fit.length);
};

/** `get sword from chest`, `get all from corpse`, `get gold from corpse`. */
export const takeFrom = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
  container: string,
): void => {
  const box = reachContainer(z, me, container);
  if (box === undefined) return;
  const gold = parseGold(typed);
  if (gold !== undefined && goldIn(box) > 0) return takeGoldFrom(z, me, box, gold);
  const found = pickItems(z, typed, box.contents ?? []).filter(
    (item) => takeProblem(z, me, item) === undefined,
  );
  const loose = typed.trim().toLowerCase() === "all" ? (box.gold ?? 0) : 0;
  if (found.length > 0 || loose > 0) return takeThingsFrom(z, me, box, found, loose);
  if (isEmpty(box)) return refuse(z, me, ItemName(z, box), " is empty.");
  refuse(z, me, `There is no "${typed}" in `, itemName(z, box), ".");
};

/** Why this thing does not go into that container; undefined = it does. */
const putProblem = (z: ZoneContext, item: ItemState, box: ItemState): string | undefined => {
  if (item === box) return `${capital(itemLabel(z, item))} does not fit into itself.`;
  if (z.itemDef(item).container === undefined || isEmpty(item)) return undefined;
  return `Empty ${itemLabel(z, item)} first, then it will fit.`;
};

const putGold = (
  z: ZoneContext,
  me: PlayerEntity,
  box: ItemState,
  wanted: number | "all" | "some",
): void => {
  const amount = goldToGive(wanted, me.state.gold);
  if (typeof amount === "string") return refuse(z, me, amount);
  const contents = box.contents ?? [];
  if (!contents.some(isPile) && roomIn(z, box) === 0) {
    return refuse(z, me, ItemName(z, box), " is full.");
  }
  pay(z, me, amount);
  change(z, me, box, { ...box, contents: withGold(z, contents, amount) });
  tellPut(z, me, box, saidItems(z, [], amount));
};

const tellPut = (z: ZoneContext, me: PlayerEntity, box: ItemState, what: readonly Inline[]): void =>
  act(z, me, "item", {
    actor: ["You put ", ...what, " into ", itemName(z, box), "."],
    rest: [playerName(me), " puts ", ...what, " into ", itemName(z, box), "."],
  });

/** `put rope in sack`, `put all.coin in chest`, `put 10 gold in bag`. */
export const putInto = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
  container: string,
): void => {
  const box = reachContainer(z, me, container);
  if (box === undefined) return;
  if (isCorpse(box)) return refuse(z, me, "A corpse is no place to keep things.");
  const found = pickItems(z, typed, me.state.inventory);
  const gold = parseGold(typed);
  if (found.length === 0 && gold !== undefined) return putGold(z, me, box, gold);
  const [first] = found;
  if (first === undefined) return refuse(z, me, `You do not carry "${typed}".`);
  const may = found.filter((item) => putProblem(z, item, box) === undefined);
  if (may.length === 0) {
    const many = meansMany(typed) && found.length > 1;
    return refuse(z, me, many ? "None of that fits." : (putProblem(z, first, box) ?? ""));
  }
  const fit = may.slice(0, roomIn(z, box));
  if (fit.length === 0) return refuse(z, me, ItemName(z, box), " is full.");
  for (const item of fit) letGo(z, me, item);
  change(z, me, box, { ...box, contents: [...(box.contents ?? []), ...fit] });
  tellPut(z, me, box, saidItems(z, fit));
  if (fit.length < may.length) tell(z, me, "error", ItemName(z, box), " is full.");
};
