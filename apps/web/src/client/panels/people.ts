/** Who is in the world, and my group. */

import { personActions } from "../actions.ts";
import { commandButton, el } from "../dom.ts";
import { type GameState, othersHere } from "../state.ts";
import type { PanelUpdate } from "./character.ts";
import { entityList } from "./entity-list.ts";

const LEAVE = { label: "Leave", command: "group leave" };

/** One line of the group: who leads, who is here, and what I may do. */
const memberOf = (state: GameState, { name, info }: GameState["groupMembers"][number]) => {
  const isMe = name === state.name;
  const leads = state.groupLeader === state.name;
  const kick = leads && !isMe ? [{ label: "Kick", command: `group kick ${name}` }] : [];
  const notes = [
    ...(name === state.groupLeader ? ["leads"] : []),
    ...(!isMe && othersHere(state).includes(name) ? ["here"] : []),
    ...(info === undefined ? [] : [`${info.hp} of ${info.mhp} hit points`]),
  ];
  return {
    key: name,
    kind: "player" as const,
    name: [isMe ? `${name} (you)` : name, ...notes].join(", "),
    actions: isMe
      ? [LEAVE]
      : [...personActions(name).filter(({ label }) => label !== "Invite"), ...kick],
  };
};

const onlineOf = (state: GameState) =>
  (state.who ?? []).map(({ name, level, afk }) => ({
    key: name,
    kind: "player" as const,
    name: `${name}, level ${level}${afk ? ", away" : ""}`,
    actions:
      name === state.name
        ? [lookAt(name)]
        : personActions(name).filter(({ label }) => label !== "Look"),
  }));

export const peoplePanel = (body: HTMLElement): PanelUpdate => {
  const group = entityList("My group", "You are in no group.");
  const talk = el(
    "button",
    { type: "button", class: "action", "data-begin": "gtell " },
    "Talk to the group",
  );
  const online = entityList("In the world", "");
  const ask = commandButton("Who is in the world?", "who", { class: "action" });
  group.node.append(talk);
  body.replaceChildren(el("div", { class: "part" }, ask), group.node, online.node);
  talk.hidden = true;
  return (state, before) => {
    if (state.groupMembers !== before.groupMembers || state.people !== before.people) {
      group.update(state.groupMembers.map((member) => memberOf(state, member)));
      talk.hidden = state.group.length === 0;
    }
    if (state.who !== before.who) online.update(onlineOf(state));
  };
};

const lookAt = (name: string) => ({ label: "Look", command: `look ${name}` });
