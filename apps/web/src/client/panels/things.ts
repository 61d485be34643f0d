/** What I wear and what I carry; in a shop also what it is worth there. */

import { inventoryActions, shopActions, stackName, stacksOf } from "../actions.ts";
import type { GameState } from "../state.ts";
import type { PanelUpdate } from "./character.ts";
import { dollPart } from "./doll.ts";
import { entityList } from "./entity-list.ts";

const isShop = ({ room }: GameState): boolean => room?.details.includes("shop") === true;

const carriedOf = (state: GameState) =>
  stacksOf(state.inventory)
    .filter(({ item }) => item.slot === undefined)
    .map(({ item, count }) => ({
      key: item.id,
      kind: "item" as const,
      name: stackName(item.name, count),
      actions: [...inventoryActions(item), ...(isShop(state) ? shopActions(item) : [])],
    }));

export const thingsPanel = (body: HTMLElement): PanelUpdate => {
  const worn = dollPart();
  const carried = entityList("Carried", "You carry nothing.");
  body.replaceChildren(worn.node, carried.node);
  return (state, before) => {
    const isSame = state.inventory === before.inventory && isShop(state) === isShop(before);
    if (isSame && state !== before) return;
    worn.update(state);
    carried.update(carriedOf(state));
  };
};
