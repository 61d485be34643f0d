/** A tree as one line of text: for channel data, summaries and records. */

import { factsOf } from "./facts.ts";
import type { Block, Markup } from "./tree.ts";

const SPACES = /\s+/g;
const tidy = (text: string): string => text.replace(SPACES, " ").trim();

const sentence = (block: Block): string => {
  const [head = "", ...rest] = factsOf(block, tidy);
  if (block.t === "list" && (block.title ?? "") === "") return [head, ...rest].join(", ");
  if (block.t === "list") return `${head} ${rest.join(", ")}`;
  if (block.t === "table" && block.caption !== "") return `${head} ${rest.join("; ")}`;
  return [head, ...rest].join(block.t === "table" ? "; " : " ");
};

/** All of it in one line, without colours, trimmed; "" for an empty tree. */
export const textOf = (markup: Markup): string => tidy(markup.map(sentence).join(" "));
