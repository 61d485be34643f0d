/** Every command that the server offers, by category, with a filter. */

import type { CommandEntry } from "@ambon/data/packages";
import { commandButton, el, setText } from "../dom.ts";
import type { PanelUpdate } from "./character.ts";

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

/** `begin` puts the start of a command into the command line. */
export const commandsPanel = (body: HTMLElement, begin: (text: string) => void): PanelUpdate => {
  let commands: readonly CommandEntry[] = [];
  const filter = el("input", { id: "command-filter", type: "search", autocomplete: "off" });
  const label = el("label", { for: "command-filter" }, "Find a command");
  const count = el("p", { class: "none", role: "status" });
  const list = el("div");
  const topics = commandButton("Help topics", "help", { class: "action" });
  body.replaceChildren(el("div", { class: "part" }, label, filter, topics), count, list);
  const draw = (): void => {
    const words = filter.value.toLowerCase().split(" ").filter(Boolean);
    const found = commands.filter((entry) => fits(entry, words));
    setText(count, filter.value === "" ? "" : `${found.length} found`);
    list.replaceChildren(...categoryNodes(found));
  };
  filter.addEventListener("input", draw);
  list.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-begin]") : null;
    if (button instanceof HTMLElement) begin(button.dataset.begin ?? "");
  });
  return (state, before) => {
    if (state.commands === before.commands) return;
    commands = state.commands;
    draw();
  };
};
