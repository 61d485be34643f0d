/** Wearing, wielding and holding, and taking off again. */

import { SLOTS, type Slot } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { act, refuse } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { freeHands, giveItem } from "./carry.ts";
import { rederive } from "./derive.ts";
import { letGo } from "./hands.ts";
import { ItemName, itemKeywords, itemName, playerName } from "./naming.ts";
import { armRegen } from "./regen.ts";
import { meansMany, pickItems, saidItems } from "./targets.ts";

const VERBS: Readonly<Partial<Record<Slot, string>>> = { weapon: "wield", offhand: "hold" };

/** "wield", "hold" or "wear". */
const verbOf = (slot: Slot): string => VERBS[slot] ?? "wear";

/** Worn things in the order of the slots. */
export const wornItems = (who: PlayerEntity): readonly (readonly [Slot, ItemState])[] =>
  SLOTS.flatMap((slot) => {
    const item = who.state.equipment[slot];
    return item === undefined ? [] : [[slot, item] as const];
  });

const setEquipment = (
  z: ZoneContext,
  me: PlayerEntity,
  slot: Slot,
  item: ItemState | undefined,
): void => {
  const { [slot]: _old, ...others } = me.state.equipment;
  z.setPlayer(me, "equipment", item === undefined ? others : { ...others, [slot]: item });
};

/** Strength follows equipment; a higher maximum has to be recovered to. */
const settle = (z: ZoneContext, me: PlayerEntity): void => {
  rederive(z, me);
  armRegen(z, me);
};

const wearProblem = (z: ZoneContext, me: PlayerEntity, item: ItemState): string | undefined => {
  const { slot, minLevel } = z.itemDef(item);
  if (slot === undefined) return "is nothing to wear or wield";
  return me.state.level < minLevel ? `asks for level ${minLevel}` : undefined;
};

/** What was in the slot before comes back into the hands. */
const putOn = (z: ZoneContext, me: PlayerEntity, item: ItemState): void => {
  const { slot } = z.itemDef(item);
  if (slot === undefined) return;
  const old = me.state.equipment[slot];
  letGo(z, me, item);
  if (old !== undefined) giveItem(z, me, old);
  setEquipment(z, me, slot, item);
  const instead = old === undefined ? [] : [" instead of ", itemName(z, old)];
  act(z, me, "item", {
    actor: [`You ${verbOf(slot)} `, itemName(z, item), ...instead, "."],
    rest: [playerName(me), ` ${verbOf(slot)}s `, itemName(z, item), "."],
  });
};

/** One piece for each free slot, in the order carried. */
const wearAll = (z: ZoneContext, me: PlayerEntity, found: readonly ItemState[]): void => {
  let worn = 0;
  for (const item of found) {
    const { slot } = z.itemDef(item);
    if (slot === undefined || me.state.equipment[slot] !== undefined) continue;
    if (wearProblem(z, me, item) !== undefined) continue;
    putOn(z, me, item);
    worn += 1;
  }
  if (worn === 0) return refuse(z, me, "You carry nothing that you could put on as well.");
  settle(z, me);
};

/** `wear cap`, `wear all`; `only` limits it to one slot (`wield`, `hold`). */
export const wear = (z: ZoneContext, me: PlayerEntity, typed: string, only?: Slot): void => {
  const carried = me.state.inventory;
  const fitting =
    only === undefined ? carried : carried.filter((item) => z.itemDef(item).slot === only);
  const found = pickItems(z, typed, fitting);
  if (meansMany(typed)) return wearAll(z, me, found);
  const item = found[0] ?? pickItems(z, typed, carried)[0];
  if (item === undefined) {
    const worn = wornItems(me).map(([, one]) => one);
    const on = pickOne(typed, worn, (one) => itemKeywords(z, one));
    if (on !== undefined) return refuse(z, me, "You have ", itemName(z, on), " on already.");
    return refuse(z, me, `You do not carry "${typed}".`);
  }
  const problem = wearProblem(z, me, item);
  if (problem !== undefined) return refuse(z, me, ItemName(z, item), ` ${problem}.`);
  const { slot } = z.itemDef(item);
  if (only !== undefined && slot !== only && slot !== undefined) {
    return refuse(
      z,
      me,
      `You can ${verbOf(slot)} `,
      itemName(z, item),
      `, not ${verbOf(only)} it.`,
    );
  }
  putOn(z, me, item);
  settle(z, me);
};

/** `remove cap`, `remove head`, `remove all`. */
export const remove = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const worn = wornItems(me);
  if (worn.length === 0) return refuse(z, me, "You have nothing on that you could take off.");
  const word = typed.trim().toLowerCase();
  const bySlot = worn.filter(([slot]) => slot === word);
  const items = worn.map(([, item]) => item);
  const named = pickItems(z, typed, items);
  const found = bySlot.length > 0 ? bySlot : worn.filter(([, item]) => named.includes(item));
  if (found.length === 0) return refuse(z, me, `You have no "${typed}" on.`);
  const off = found.slice(0, freeHands(me));
  if (off.length === 0) return refuse(z, me, "Your hands are full. Drop something first.");
  for (const [slot, item] of off) {
    setEquipment(z, me, slot, undefined);
    giveItem(z, me, item);
  }
  settle(z, me);
  const said = saidItems(
    z,
    off.map(([, item]) => item),
  );
  act(z, me, "item", {
    actor: ["You take off ", ...said, "."],
    rest: [playerName(me), " takes off ", ...said, "."],
  });
  if (off.length < found.length) refuse(z, me, "Your hands are full. The rest stays on.");
};
