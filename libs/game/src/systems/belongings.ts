/** What one carries and wears, as screens that also read well aloud. */

import { divFloor } from "@ambon/kernel/fixed";
import { limitsWith } from "@ambon/kernel/limits";
import { heading, line, list, styled, table } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { SLOTS } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { show } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { chargesOf } from "./consume.ts";
import { wornItems } from "./equipment.ts";
import { counted, itemLabel, itemName } from "./naming.ts";

const LIMITS = limitsWith();

/** "a water flask, 2 of 3 left". */
const carriedLabel = (z: ZoneContext, item: ItemState): string => {
  const full = z.itemDef(item).use?.charges ?? 0;
  const left = chargesOf(z, item);
  const inside = (item.contents ?? []).length;
  const uses = left < full ? `, ${left} of ${full} left` : "";
  return `${itemLabel(z, item)}${uses}${inside > 0 ? ` with ${inside} in it` : ""}`;
};

/** `inventory`. */
export const showInventory = (z: ZoneContext, me: PlayerEntity): void => {
  const { inventory, gold } = me.state;
  const rows = counted(
    inventory,
    (item) => carriedLabel(z, item),
    (item): Inline => ({
      t: "style",
      style: "value",
      kids: [itemName(z, item), carriedLabel(z, item).slice(itemLabel(z, item).length)],
    }),
  );
  const count = `${inventory.length} of ${LIMITS.INVENTORY_ITEMS} things`;
  show(z, me, "item", [
    rows.length === 0 ? line("You carry nothing.") : list(`You carry ${count}:`, rows),
    line("You have ", styled("gold", `${gold} gold`), "."),
  ]);
};

/** "armour 2, hit points +5", what a worn thing does. */
export const effectOf = (z: ZoneContext, item: ItemState): string => {
  const { armour, bonus, damage } = z.itemDef(item);
  const parts: string[] = [];
  if (damage !== undefined) parts.push(`damage ${damage.min} to ${damage.max}`);
  if (armour > 0) parts.push(`armour ${armour}`);
  for (const key of Object.keys(bonus).sort() as (keyof typeof bonus)[]) {
    const amount = bonus[key] ?? 0;
    if (amount !== 0) parts.push(`${BONUS_WORDS[key] ?? key} ${signed(amount, key)}`);
  }
  return parts.join(", ");
};

const BONUS_WORDS: Readonly<Record<string, string>> = { hp: "health", crit: "critical hits" };

/** Shares are kept in permille and told in percent. */
const signed = (amount: number, key: string): string => {
  const sign = amount < 0 ? "−" : "+";
  const size = Math.abs(amount);
  return `${sign}${key === "dodge" || key === "crit" ? percent(size) : size}`;
};

/** "7.5 %" of 75 permille; written with integers only. */
export const percent = (permille: number): string => {
  const whole = divFloor(permille, 10);
  const tenth = permille % 10;
  return tenth === 0 ? `${whole} %` : `${whole}.${tenth} %`;
};

/** `equipment`. */
export const showEquipment = (z: ZoneContext, me: PlayerEntity): void => {
  const worn = wornItems(me);
  const rows = worn.map(([slot, item]): readonly (readonly Inline[])[] => [
    [slot],
    [itemName(z, item)],
    [effectOf(z, item)],
  ]);
  const free = SLOTS.filter((slot) => me.state.equipment[slot] === undefined);
  const columns = [{ label: "Place" }, { label: "Thing" }, { label: "Effect" }];
  show(z, me, "item", [
    heading("Equipment"),
    rows.length === 0 ? line("You wear nothing.") : table("What you wear", columns, rows),
    line(free.length === 0 ? "Every place is taken." : `Free: ${free.join(", ")}.`),
  ]);
};
