/** Taking things off the ground and leaving them there. */

import { TOUCH, type ZoneContext } from "../context.ts";
import { act, refuse, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, dropOnGround, freeGround, freeHands, takeFromGround } from "./carry.ts";
import { lessGold, letGo, pay, receive, withGold } from "./hands.ts";
import { ItemName, playerName } from "./naming.ts";
import { noticeTaken } from "./spawn.ts";
import { goldToGive, isPile, meansMany, parseGold, pickItems, saidItems } from "./targets.ts";

/** Why this may not be taken; undefined = it may. */
export const takeProblem = (
  z: ZoneContext,
  me: PlayerEntity,
  item: ItemState,
): string | undefined => {
  const owner = item.ownedBy;
  if (owner !== undefined && owner !== me.state.name.toLowerCase()) return "is not yours to take";
  return z.itemDef(item).fixed ? "cannot be taken" : undefined;
};

/** The first of `items` that hands have room for; gold needs none. */
export const thatFit = (me: PlayerEntity, items: readonly ItemState[]): readonly ItemState[] => {
  let free = freeHands(me);
  return items.filter((item) => {
    if (isPile(item)) return true;
    free -= 1;
    return free >= 0;
  });
};

/** Told after several were meant and not all could be held. */
export const tellFull = (z: ZoneContext, me: PlayerEntity, left: number): void => {
  if (left > 0) refuse(z, me, "Your hands are full. Drop or store something first.");
};

const liftPart = (z: ZoneContext, me: PlayerEntity, pile: ItemState, amount: number): void => {
  const { room } = me.state;
  const rest = lessGold(pile, amount);
  if (rest === undefined) {
    takeFromGround(z, room, pile);
    return receive(z, me, pile);
  }
  z.setRoom(
    room,
    "items",
    z.room(room).items.map((item) => (item === pile ? rest : item)),
  );
  z.touchRoom(room, TOUCH.roomItems);
  changeGold(z, me, amount);
};

const takeGold = (
  z: ZoneContext,
  me: PlayerEntity,
  pile: ItemState,
  amount: number | "all" | "some",
): void => {
  const gold = pile.gold ?? 0;
  const part = typeof amount === "number" ? Math.min(gold, amount) : gold;
  if (part === 0) return refuse(z, me, "None at all? Name an amount.");
  liftPart(z, me, pile, part);
  act(z, me, "item", {
    actor: ["You pick up ", ...saidItems(z, [], part), "."],
    rest: [playerName(me), " picks up some gold."],
  });
};

const lift = (z: ZoneContext, me: PlayerEntity, item: ItemState): void => {
  const { room } = me.state;
  takeFromGround(z, room, item);
  for (const inner of item.contents ?? []) noticeTaken(z, room, inner.def);
  receive(z, me, item);
};

/** `get sword`, `get all`, `get 10 gold`. False when nothing here is called so: nothing is told. */
export const takeHere = (z: ZoneContext, me: PlayerEntity, typed: string): boolean => {
  const { items } = z.room(me.state.room);
  const gold = parseGold(typed);
  const pile = items.find(isPile);
  if (gold !== undefined && pile !== undefined) {
    takeGold(z, me, pile, gold);
    return true;
  }
  const found = pickItems(z, typed, items);
  const [first] = found;
  if (first === undefined) return false;
  const may = found.filter((item) => takeProblem(z, me, item) === undefined);
  if (may.length === 0) {
    const problem = takeProblem(z, me, first);
    if (meansMany(typed)) refuse(z, me, "There is nothing here that can be taken.");
    else refuse(z, me, ItemName(z, first), ` ${problem}.`);
    return true;
  }
  const fit = thatFit(me, may);
  for (const item of fit) lift(z, me, item);
  if (fit.length > 0) {
    act(z, me, "item", {
      actor: ["You pick up ", ...saidItems(z, fit), "."],
      rest: [playerName(me), " picks up ", ...saidItems(z, fit), "."],
    });
  }
  tellFull(z, me, may.length - fit.length);
  return true;
};

const NO_SPACE = "There is no space left on the ground here.";

const dropGold = (z: ZoneContext, me: PlayerEntity, wanted: number | "all" | "some"): void => {
  const { room, gold } = me.state;
  const amount = goldToGive(wanted, gold);
  if (typeof amount === "string") return refuse(z, me, amount);
  const { items } = z.room(room);
  if (!items.some(isPile) && freeGround(z, room) === 0) return refuse(z, me, NO_SPACE);
  pay(z, me, amount);
  z.setRoom(room, "items", withGold(z, items, amount));
  z.touchRoom(room, TOUCH.roomItems);
  act(z, me, "item", {
    actor: ["You drop ", ...saidItems(z, [], amount), "."],
    rest: [playerName(me), " drops some gold."],
  });
};

/** `drop sword`, `drop all.coin`, `drop 10 gold`. */
export const dropHere = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const found = pickItems(z, typed, me.state.inventory);
  const gold = parseGold(typed);
  if (found.length === 0 && gold !== undefined) return dropGold(z, me, gold);
  if (found.length === 0) {
    if (meansMany(typed)) return refuse(z, me, "You carry nothing like that.");
    return refuse(z, me, `You do not carry "${typed}".`);
  }
  const { room } = me.state;
  const fit = found.slice(0, freeGround(z, room));
  if (fit.length === 0) return refuse(z, me, NO_SPACE);
  for (const item of fit) {
    letGo(z, me, item);
    dropOnGround(z, room, item);
  }
  act(z, me, "item", {
    actor: ["You drop ", ...saidItems(z, fit), "."],
    rest: [playerName(me), " drops ", ...saidItems(z, fit), "."],
  });
  if (fit.length < found.length) tell(z, me, "error", NO_SPACE);
};
