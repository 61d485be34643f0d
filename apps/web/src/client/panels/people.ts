/** Who is in the world, and my group. */

import { personActions } from "../actions.ts";
import { commandButton, el } from "../dom.ts";
import type { PanelUpdate } from "./character.ts";
import { entityList } from "./entity-list.ts";

export const peoplePanel = (body: HTMLElement): PanelUpdate => {
  const group = entityList("My group", "");
  const online = entityList("In the world", "");
  const ask = commandButton("Who is in the world?", "who", { class: "action" });
  body.replaceChildren(el("div", { class: "part" }, ask), group.node, online.node);
  return (state, before) => {
    if (state.group !== before.group) {
      group.update(
        state.group.map((name) => ({ key: name, kind: "player", name, actions: [lookAt(name)] })),
      );
    }
    if (state.who === before.who) return;
    online.update(
      (state.who ?? []).map(({ name, level, afk }) => ({
        key: name,
        kind: "player",
        name: `${name}, level ${level}${afk ? ", away" : ""}`,
        actions:
          name === state.name
            ? [lookAt(name)]
            : personActions(name).filter(({ label }) => label !== "Look"),
      })),
    );
  };
};

const lookAt = (name: string) => ({ label: "Look", command: `look ${name}` });
