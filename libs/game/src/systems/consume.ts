/** Eating, drinking and using up. */

import { styled } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ItemDef } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import { act, refuse, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { change, letGo } from "./hands.ts";
import { ItemName, itemName, playerName } from "./naming.ts";
import { isEmpty, pickItems } from "./targets.ts";

type Use = NonNullable<ItemDef["use"]>;

/** Uses left in a thing; 0 for what cannot be used. */
export const chargesOf = (z: ZoneContext, item: ItemState): number =>
  item.charges ?? z.itemDef(item).use?.charges ?? 0;

/** "You recover 10 health and 5 mana.", or nothing. */
const heal = (z: ZoneContext, me: PlayerEntity, use: Use): readonly Inline[] => {
  const { maxHp, maxMana } = me.live.derived;
  const hp = Math.max(0, Math.min(maxHp - me.state.hp, use.healHp));
  const mana = Math.max(0, Math.min(maxMana - me.state.mana, use.healMana));
  if (hp > 0) z.setPlayer(me, "hp", me.state.hp + hp);
  if (mana > 0) z.setPlayer(me, "mana", me.state.mana + mana);
  z.touch(me, TOUCH.vitals);
  const parts = [hp > 0 ? `${hp} health` : "", mana > 0 ? `${mana} mana` : ""];
  const said = parts.filter((part) => part !== "").join(" and ");
  return said === "" ? [] : [" You recover ", styled("heal", said), "."];
};

const useUp = (z: ZoneContext, me: PlayerEntity, item: ItemState, use: Use): void => {
  const left = chargesOf(z, item) - 1;
  if (left > 0) change(z, me, item, { ...item, charges: left });
  else {
    letGo(z, me, item);
    z.burn(item);
  }
  const gained = heal(z, me, use);
  act(z, me, "item", {
    actor: [`You ${use.verb} `, itemName(z, item), `. ${use.message}`, ...gained],
    rest: [playerName(me), ` ${use.verb}s `, itemName(z, item), "."],
  });
  if (left > 0)
    tell(z, me, "item", left === 1 ? "There is one use left." : `${left} uses are left.`);
};

/** `eat bread`, `drink ale`; `use` does for anything. */
export const consume = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
  verb: Use["verb"],
): void => {
  const found = pickItems(z, typed, me.state.inventory);
  const fits = (item: ItemState): boolean => {
    const { use } = z.itemDef(item);
    return use !== undefined && (verb === "use" || use.verb === verb);
  };
  const item = found.find(fits) ?? found[0];
  if (item === undefined) return refuse(z, me, `You do not carry "${typed}".`);
  const { use } = z.itemDef(item);
  if (use === undefined) {
    return refuse(z, me, ItemName(z, item), ` is nothing to ${verb}.`);
  }
  if (!fits(item)) {
    return refuse(z, me, ItemName(z, item), ` is nothing to ${verb}. Try to ${use.verb} it.`);
  }
  if (!isEmpty(item)) return refuse(z, me, "There is something in ", itemName(z, item), ".");
  useUp(z, me, item, use);
};
