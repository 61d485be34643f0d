/**
 * Markup as real HTML elements: headings, lists, tables, meters and buttons that a reader knows.
 */

import type { Block, Inline, Markup } from "@ambon/markup/tree";
import { commandButton, el } from "./dom.ts";
import { meterText } from "./markup-text.ts";

/** What may not begin a line: it stays with the link before it. */
const CLOSING = /^[,.;:!?)\]»”’"']+/;

/** A browser may break a line after a button, also before a comma: those two are kept together. */
const inlineNodes = (kids: readonly Inline[]): readonly Node[] => {
  const nodes: Node[] = [];
  let link: Node | undefined;
  for (const kid of kids) {
    const closing = typeof kid === "string" ? CLOSING.exec(kid)?.[0] : undefined;
    if (link !== undefined && typeof kid === "string" && closing !== undefined) {
      nodes.pop();
      const rest = document.createTextNode(kid.slice(closing.length));
      nodes.push(el("span", { class: "together" }, link, closing), rest);
    } else nodes.push(inlineNode(kid));
    link = typeof kid !== "string" && kid.t === "link" ? nodes.at(-1) : undefined;
  }
  return nodes;
};

const inlineNode = (kid: Inline): Node => {
  if (typeof kid === "string") return document.createTextNode(kid);
  switch (kid.t) {
    case "name":
      return el("span", { class: `name name-${kid.kind}` }, kid.text);
    case "style":
      return el("span", { class: `style-${kid.style}` }, ...inlineNodes(kid.kids));
    case "link": {
      const button = commandButton("", kid.command, { class: "link" });
      button.append(...inlineNodes(kid.kids));
      return button;
    }
  }
};

/** A bar with its numbers written out; the bar itself is only decoration. */
const meterNode = (block: Extract<Block, { t: "meter" }>): HTMLElement => {
  const bar = el("span", { class: "bar-fill" });
  const share = block.max > 0 ? Math.min(1, Math.max(0, block.value / block.max)) : 0;
  bar.style.inlineSize = `${Math.round(share * 100)}%`;
  return el(
    "div",
    { class: "line-meter" },
    el("span", {}, meterText(block)),
    el("span", { class: "bar", "aria-hidden": "true" }, bar),
  );
};

const tableNode = (block: Extract<Block, { t: "table" }>): HTMLElement => {
  const right = (index: number) => block.columns[index]?.align === "right";
  const head = block.columns.map(({ label }, index) =>
    el("th", { scope: "col", class: right(index) ? "right" : false }, label),
  );
  const rows = block.rows.map((row) =>
    el(
      "tr",
      {},
      ...row.map((cell, index) =>
        el("td", { class: right(index) ? "right" : false }, ...inlineNodes(cell)),
      ),
    ),
  );
  const table = el(
    "table",
    {},
    el("caption", {}, block.caption),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...rows),
  );
  // A wide table scrolls in a box of its own; scroll-boxes.ts makes it reachable while it does.
  return el("div", { class: "table-box", "data-label": block.caption }, table);
};

/** Drawn for those who see it, in words for everyone; `inWords` leaves the drawing out. */
const mapNode = (block: Extract<Block, { t: "map" }>, inWords: boolean): HTMLElement => {
  const words = el("ul", {}, ...block.words.map((line) => el("li", {}, line)));
  if (inWords) return el("div", { class: "map-words" }, words);
  return el(
    "div",
    { class: "map" },
    el("pre", { "aria-hidden": "true" }, block.grid.join("\n")),
    el("details", {}, el("summary", {}, "Map in words"), words),
  );
};

const listNode = (block: Extract<Block, { t: "list" }>): HTMLElement => {
  const items = block.items.map((item) => el("li", {}, ...inlineNodes(item)));
  const title = block.title === undefined ? null : el("p", { class: "list-title" }, block.title);
  return el("div", { class: "list" }, title, el("ul", {}, ...items));
};

const blockNode = (block: Block, inWords: boolean): HTMLElement => {
  switch (block.t) {
    case "line":
      return el("p", {}, ...inlineNodes(block.kids));
    case "heading":
      return el("h3", {}, block.text);
    case "list":
      return listNode(block);
    case "table":
      return tableNode(block);
    case "meter":
      return meterNode(block);
    case "map":
      return mapNode(block, inWords);
  }
};

/** The elements of one output, from top to bottom. */
export const renderMarkup = (markup: Markup, inWords: boolean): readonly HTMLElement[] =>
  markup.map((block) => blockNode(block, inWords));
