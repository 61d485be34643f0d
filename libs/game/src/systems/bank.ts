/** The bank: gold and things in safe keeping, in rooms with the flag `bank`. */

import { limitsWith } from "@ambon/kernel/limits";
import { line, list, styled } from "@ambon/markup/build";
import type { ZoneContext } from "../context.ts";
import { refuse, show, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, freeHands, giveItem } from "./carry.ts";
import { letGo, pay } from "./hands.ts";
import { counted, itemLabel, itemName } from "./naming.ts";
import { goldToGive, parseGold, pickItems, saidItems } from "./targets.ts";

const LIMITS = limitsWith();

/** False after telling that there is no bank here. */
const atBank = (z: ZoneContext, me: PlayerEntity): boolean => {
  if (z.roomDef(me.state.room).flags.includes("bank")) return true;
  refuse(z, me, "There is no bank here.");
  return false;
};

/** `100`, `all`, or any words for gold. */
const amountOf = (typed: string): ReturnType<typeof parseGold> =>
  parseGold(/^(?:\d+|all)$/i.test(typed.trim()) ? `${typed} gold` : typed);

const tellBalance = (z: ZoneContext, me: PlayerEntity, ...done: readonly string[]): void =>
  tell(
    z,
    me,
    "item",
    ...done,
    `You have ${me.state.bankGold} gold in the bank and ${me.state.gold} with you.`,
  );

/** `balance`. */
export const balance = (z: ZoneContext, me: PlayerEntity): void => {
  if (atBank(z, me)) tellBalance(z, me);
};

/** `bank`: all that is kept. */
export const showBank = (z: ZoneContext, me: PlayerEntity): void => {
  if (!atBank(z, me)) return;
  const { bankGold, bankItems } = me.state;
  const rows = [
    [styled("gold", `${bankGold} gold`)],
    ...counted(
      bankItems,
      (item) => itemLabel(z, item),
      (item) => itemName(z, item),
    ),
  ];
  show(z, me, "item", [
    list("The bank keeps for you:", rows),
    line(`${bankItems.length} of ${LIMITS.BANK_ITEMS} places for things are taken.`),
  ]);
};

const depositGold = (z: ZoneContext, me: PlayerEntity, wanted: number | "all" | "some"): void => {
  const amount = goldToGive(wanted, me.state.gold, " with you");
  if (typeof amount === "string") return refuse(z, me, amount);
  pay(z, me, amount);
  z.setPlayer(me, "bankGold", me.state.bankGold + amount);
  z.classA(me.state.id);
  tellBalance(z, me, `You deposit ${amount} gold. `);
};

const withdrawGold = (z: ZoneContext, me: PlayerEntity, wanted: number | "all" | "some"): void => {
  const amount = goldToGive(wanted, me.state.bankGold, " in the bank");
  if (typeof amount === "string") return refuse(z, me, amount);
  z.setPlayer(me, "bankGold", me.state.bankGold - amount);
  changeGold(z, me, amount);
  z.classA(me.state.id);
  tellBalance(z, me, `You withdraw ${amount} gold. `);
};

/** `deposit 100`, `deposit all`, `deposit sword`. */
export const deposit = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (!atBank(z, me)) return;
  const gold = amountOf(typed);
  if (gold !== undefined) return depositGold(z, me, gold);
  const found = pickItems(z, typed, me.state.inventory);
  if (found.length === 0) return refuse(z, me, `You do not carry "${typed}".`);
  const fit = found.slice(0, Math.max(0, LIMITS.BANK_ITEMS - me.state.bankItems.length));
  if (fit.length > 0) {
    for (const item of fit) letGo(z, me, item);
    z.setPlayer(me, "bankItems", [...me.state.bankItems, ...fit]);
    z.classA(me.state.id);
    tell(z, me, "item", "You hand over ", ...saidItems(z, fit), " for safe keeping.");
  }
  if (fit.length < found.length) {
    refuse(z, me, `The bank keeps no more than ${LIMITS.BANK_ITEMS} things for you.`);
  }
};

/** `withdraw 100`, `withdraw all`, `withdraw sword`. */
export const withdraw = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (!atBank(z, me)) return;
  const gold = amountOf(typed);
  if (gold !== undefined) return withdrawGold(z, me, gold);
  const { bankItems } = me.state;
  const found = pickItems(z, typed, bankItems);
  if (found.length === 0) return refuse(z, me, `The bank keeps no "${typed}" for you.`);
  const fit = found.slice(0, freeHands(me));
  if (fit.length > 0) {
    z.setPlayer(
      me,
      "bankItems",
      bankItems.filter((item) => !fit.includes(item)),
    );
    for (const item of fit) giveItem(z, me, item);
    z.classA(me.state.id);
    tell(z, me, "item", "You get ", ...saidItems(z, fit), " back.");
  }
  if (fit.length < found.length) refuse(z, me, "Your hands are full.");
};
