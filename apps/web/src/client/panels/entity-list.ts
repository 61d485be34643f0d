/** A list of things or people; each opens to show what can be done with it. */

import type { Action } from "../actions.ts";
import { commandButton, el, syncList } from "../dom.ts";

export interface Entity {
  /** Unique in its list. */
  readonly key: string;
  readonly kind: "player" | "mob" | "item";
  readonly name: string;
  /** Before the name: the slot of a worn thing. */
  readonly prefix?: string;
  readonly actions: readonly Action[];
}

/** A button for each action; `begins` means that the player finishes the command. */
const actionButton = ({ label, command, begins }: Action, name: string): HTMLElement => {
  const attributes = { class: "action", "aria-label": `${label}: ${name}` };
  if (begins !== true) return commandButton(label, command, attributes);
  return el("button", { type: "button", "data-begin": command, ...attributes }, label);
};

/** The name, which opens to what can be done. */
export const entityDetails = ({ kind, name, prefix, actions }: Entity): HTMLElement =>
  el(
    "details",
    { name: "entity" },
    el(
      "summary",
      {},
      prefix === undefined ? null : el("span", { class: "slot" }, `${prefix}: `),
      el("span", { class: `name name-${kind}` }, name),
    ),
    el("div", { class: "actions" }, ...actions.map((action) => actionButton(action, name))),
  );

const entityNode = (entity: Entity): HTMLElement => el("li", {}, entityDetails(entity));

export interface EntityList {
  readonly node: HTMLElement;
  readonly update: (entities: readonly Entity[]) => void;
}

/** `empty` is shown instead of an empty list; "" hides the whole part. */
export const entityList = (title: string, empty: string): EntityList => {
  const list = el("ul", { class: "entities", "aria-label": title });
  const none = el("p", { class: "none" }, empty);
  const node = el("div", { class: "part" }, el("h3", {}, title), list, none);
  const show = (count: number): void => {
    list.hidden = count === 0;
    none.hidden = count > 0;
    node.hidden = count === 0 && empty === "";
  };
  show(0);
  return {
    node,
    update(entities) {
      const keyOf = (one: Entity): string =>
        [one.key, one.name, ...one.actions.map(({ command }) => command)].join("\n");
      syncList(list, entities, keyOf, entityNode);
      show(entities.length);
    },
  };
};
