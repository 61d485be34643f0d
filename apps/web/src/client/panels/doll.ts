/** The paper doll: what is worn where, with a button to take it off, and what is free. */

import { inventoryActions } from "../actions.ts";
import { commandButton, el, setText, syncList } from "../dom.ts";
import type { GameState } from "../state.ts";
import { type DollPlace, dollOf, freeText } from "../worn.ts";
import { entityDetails } from "./entity-list.ts";

const wornNode = ({ slot, item }: DollPlace): HTMLElement => {
  if (item === null) return el("li");
  const name = item.name;
  const actions = inventoryActions(item).filter(({ label }) => label !== "Remove");
  const details = entityDetails({ key: item.id, kind: "item", name, prefix: slot, actions });
  const remove = commandButton("Remove", `remove ${item.keyword}`, {
    class: "action",
    "aria-label": `Remove: ${name}`,
  });
  return el("li", { class: "doll-place" }, details, remove);
};

export const dollPart = (): {
  readonly node: HTMLElement;
  readonly update: (state: GameState) => void;
} => {
  const list = el("ul", { class: "entities doll", "aria-label": "Worn" });
  const none = el("p", { class: "none" }, "You wear nothing.");
  const free = el("p", { class: "none" });
  const node = el("div", { class: "part" }, el("h3", {}, "Worn"), list, none, free);
  return {
    node,
    update({ inventory }) {
      const places = dollOf(inventory);
      const worn = places.filter(({ item }) => item !== null);
      const keyOf = ({ slot, item }: DollPlace): string =>
        [slot, item?.id, item?.name, item?.keyword].join("\n");
      syncList(list, worn, keyOf, wornNode);
      list.hidden = worn.length === 0;
      none.hidden = worn.length > 0;
      setText(free, freeText(places));
    },
  };
};
