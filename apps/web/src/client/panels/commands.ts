/** The help: every command that the server offers, by category, and the game’s own book. */

import type { CommandEntry } from "@ambon/data/packages";
import { commandButton, el, setText } from "../dom.ts";
import type { PanelUpdate } from "./character.ts";

/** Characters of a topic. */
const TOPIC_MAX = 60;

const fits = (entry: CommandEntry, words: readonly string[]): boolean => {
  const all = `${entry.name} ${entry.summary} ${entry.category}`.toLowerCase();
  return words.every((word) => all.includes(word));
};

const commandNode = ({ name, usage, summary }: CommandEntry): HTMLElement => {
  const help = commandButton("Help", `help ${name}`, {
    class: "action",
    "aria-label": `Help: ${name}`,
  });
  const begin = el("button", { type: "button", class: "link", "data-begin": `${name} ` }, name);
  const rest = usage.startsWith(name) ? usage.slice(name.length) : ` ${usage}`;
  return el(
    "li",
    {},
    el("div", { class: "command-head" }, begin, el("code", {}, rest), help),
    el("p", {}, summary),
  );
};

const categoryNodes = (entries: readonly CommandEntry[]): readonly HTMLElement[] =>
  [...new Set(entries.map(({ category }) => category))].flatMap((category) => [
    el("h3", {}, category),
    el(
      "ul",
      { class: "commands" },
      ...entries.filter((one) => one.category === category).map(commandNode),
    ),
  ]);

/** Words that may be a topic of the book. */
const topicOf = (text: string): string => text.trim().replaceAll(/\s+/g, " ").slice(0, TOPIC_MAX);

export const commandsPanel = (body: HTMLElement): PanelUpdate => {
  let commands: readonly CommandEntry[] = [];
  const filter = el("input", {
    id: "command-filter",
    type: "search",
    autocomplete: "off",
    maxlength: TOPIC_MAX,
  });
  const label = el("label", { for: "command-filter" }, "Find a command or a topic");
  const count = el("p", { class: "none", role: "status" });
  const list = el("div");
  const topics = commandButton("All topics", "help", { class: "action" });
  const ask = commandButton("", "", { class: "action" });
  const tools = el("div", { class: "tools" }, topics, ask);
  body.replaceChildren(el("div", { class: "part" }, label, filter, tools), count, list);
  const draw = (): void => {
    const topic = topicOf(filter.value);
    const words = topic.toLowerCase().split(" ").filter(Boolean);
    const found = commands.filter((entry) => fits(entry, words));
    setText(count, topic === "" ? "" : `${found.length} found`);
    ask.hidden = topic === "";
    ask.dataset.command = `help ${topic}`;
    setText(ask, `Ask the book about “${topic}”`);
    list.replaceChildren(...categoryNodes(found));
  };
  filter.addEventListener("input", draw);
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) ask.click();
  });
  draw();
  return (state, before) => {
    if (state.commands === before.commands) return;
    commands = state.commands;
    draw();
  };
};
