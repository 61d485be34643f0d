/** What I wear and what I carry. */

import { inventoryActions, stackName, stacksOf } from "../actions.ts";
import type { GameState } from "../state.ts";
import type { PanelUpdate } from "./character.ts";
import { entityList } from "./entity-list.ts";

const entities = (state: GameState, worn: boolean) =>
  stacksOf(state.inventory)
    .filter(({ item }) => (item.slot !== undefined) === worn)
    .map(({ item, count }) => ({
      key: item.id,
      kind: "item" as const,
      name: stackName(item.name, count),
      ...(item.slot === undefined ? {} : { prefix: item.slot }),
      actions: inventoryActions(item),
    }));

export const thingsPanel = (body: HTMLElement): PanelUpdate => {
  const worn = entityList("Worn", "You wear nothing.");
  const carried = entityList("Carried", "You carry nothing.");
  body.replaceChildren(worn.node, carried.node);
  return (state, before) => {
    if (state.inventory === before.inventory) return;
    worn.update(entities(state, true));
    carried.update(entities(state, false));
  };
};
