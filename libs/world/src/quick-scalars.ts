/** Values of the quick reader: plain and quoted words, one-line flow, block scalars. */
import { YAML_DEPTH_MAX } from "./limits.ts";
import type { MapEntry, Tree } from "./yaml-tree.ts";

/** Text of a plain value outside flow; ends before a comment, `: ` is not for this reader. */
const PLAIN = /[A-Za-z0-9(<=$/.;^_~+\u00a1-\u1fff\u2010-\u2027\u2030-\ud7ff-][^\n]*/y;
const FLOW_PLAIN = /[A-Za-z0-9_.+-][A-Za-z0-9_.+%'!?;()/ -]*(?::[A-Za-z0-9_][A-Za-z0-9_-]*)?/y;
const FLOW_KEY = /([A-Za-z_][A-Za-z0-9_-]*): /y;
const DOUBLE = /"([^"\\\n]*)"/y;
const SINGLE = /'((?:[^'\n]|'')*)'/y;
const REST = / *(?: #[^\n]*)?(?:\n|$)/y;
const HEADER = /([>|])(-?) *(?: #[^\n]*)?\n/y;

const INTEGER = /^[-+]?[0-9]{1,15}$/;
/** Words that the core schema takes for something else than text. */
const SPECIAL = /^(?:null|true|false)$/i;
const NUMBER_LIKE = /^[-+.]?[0-9.]|^[-+]/;
/** What starts like a number and is none: 2-5, 90s, 12.5%, "3 old men". */
const NO_NUMBER = /^\d+(?:-\d+|s|m|h|ms|d|(?:\.\d+)?%)$|^\d+ [A-Za-z]/;

export class QuickScalars {
  readonly #text: string;
  /** Where the next line starts after a value was read. */
  end = 0;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A value that ends on its line. */
  oneLine(at: number, depth: number): Tree | undefined {
    this.#at = at;
    const first = this.#text[at];
    const tree =
      first === "[" || first === "{"
        ? this.#flow(depth)
        : first === '"' || first === "'"
          ? this.#quoted()
          : this.#plain();
    if (tree === undefined) return undefined;
    REST.lastIndex = this.#at;
    if (!REST.test(this.#text)) return undefined;
    this.end = REST.lastIndex;
    return tree;
  }

  #plain(): Tree | undefined {
    const at = this.#at;
    PLAIN.lastIndex = at;
    const found = PLAIN.exec(this.#text)?.[0];
    if (found === undefined) return undefined;
    const comment = found.indexOf(" #");
    const text = (comment < 0 ? found : found.slice(0, comment)).trimEnd();
    if (text.includes(": ") || text.endsWith(":") || /^(?:- |-$|---|\.\.\.)/.test(text)) {
      return undefined;
    }
    this.#at = at + text.length;
    return scalar(at, text);
  }

  #quoted(): Tree | undefined {
    const at = this.#at;
    const pattern = this.#text[at] === '"' ? DOUBLE : SINGLE;
    pattern.lastIndex = at;
    const found = pattern.exec(this.#text)?.[1];
    if (found === undefined) return undefined;
    this.#at = pattern.lastIndex;
    const value = pattern === SINGLE ? found.replaceAll("''", "'") : found;
    return { kind: "scalar", at, value };
  }

  #spaces(): void {
    while (this.#text[this.#at] === " ") this.#at++;
  }

  /** `[a, b]` or `{ a: b }`, to its bracket. */
  #flow(depth: number): Tree | undefined {
    if (depth > YAML_DEPTH_MAX) return undefined;
    const at = this.#at;
    const list = this.#text[at] === "[";
    const close = list ? "]" : "}";
    const items: Tree[] = [];
    const entries: MapEntry[] = [];
    this.#at++;
    this.#spaces();
    while (this.#text[this.#at] !== close) {
      const good = list ? this.#item(items, depth) : this.#entry(entries, depth);
      if (!good) return undefined;
      this.#spaces();
      if (this.#text[this.#at] === ",") {
        if (this.#text[this.#at + 1] !== " ") return undefined;
        this.#at++;
        this.#spaces();
        if (this.#text[this.#at] === close) return undefined;
      } else if (this.#text[this.#at] !== close) return undefined;
    }
    this.#at++;
    return list ? { kind: "list", at, items } : { kind: "map", at, entries };
  }

  #item(items: Tree[], depth: number): boolean {
    const item = this.#flowValue(depth);
    if (item === undefined) return false;
    items.push(item);
    return true;
  }

  #entry(entries: MapEntry[], depth: number): boolean {
    const at = this.#at;
    FLOW_KEY.lastIndex = at;
    const key = FLOW_KEY.exec(this.#text)?.[1];
    if (key === undefined || entries.some((entry) => entry.key === key)) return false;
    this.#at = FLOW_KEY.lastIndex;
    this.#spaces();
    const value = this.#flowValue(depth);
    if (value === undefined) return false;
    entries.push({ key, at, value });
    return true;
  }

  #flowValue(depth: number): Tree | undefined {
    const at = this.#at;
    const first = this.#text[at];
    if (first === "[" || first === "{") return this.#flow(depth + 1);
    if (first === '"' || first === "'") return this.#quoted();
    FLOW_PLAIN.lastIndex = at;
    const text = FLOW_PLAIN.exec(this.#text)?.[0].trimEnd();
    if (text === undefined || /^-(?: |$)/.test(text)) return undefined;
    this.#at = at + text.length;
    return scalar(at, text);
  }

  /** `>`, `>-`, `|`, `|-` and the deeper lines under it. */
  block(at: number, indent: number): Tree | undefined {
    HEADER.lastIndex = at;
    const header = HEADER.exec(this.#text);
    if (header === null) return undefined;
    const lines = this.#blockLines(HEADER.lastIndex, indent, header[1] === ">");
    if (lines === undefined) return undefined;
    const body = header[1] === "|" ? lines.join("\n") : fold(lines);
    return { kind: "scalar", at, value: header[2] === "-" ? body : `${body}\n` };
  }

  /** Lines without their indentation and without the blank ones after the last. */
  #blockLines(start: number, parent: number, folded: boolean): string[] | undefined {
    const text = this.#text;
    const lines: string[] = [];
    let indent = 0;
    let blank = 0;
    let at = start;
    while (at < text.length) {
      const found = text.indexOf("\n", at);
      const end = found < 0 ? text.length : found;
      let first = at;
      while (text[first] === " ") first++;
      if (first >= end) {
        if (lines.length === 0 || first - at > indent) return undefined;
        blank++;
      } else {
        if (lines.length === 0) indent = first - at;
        if (first - at < indent || indent <= parent) break;
        if (folded && first - at > indent) return undefined;
        for (; blank > 0; blank--) lines.push("");
        lines.push(text.slice(at + indent, end));
      }
      at = end + 1;
    }
    this.end = at;
    return lines.length === 0 ? undefined : lines;
  }
}

/** Lines of a paragraph become one; a blank line becomes a line break. */
function fold(lines: readonly string[]): string {
  let folded = lines[0] ?? "";
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const before = lines[index - 1] ?? "";
    folded += line === "" ? "\n" : before === "" ? line : ` ${line}`;
  }
  return folded;
}

/** A plain word as the core schema reads it, or nothing where that takes more thought. */
function scalar(at: number, text: string): Tree | undefined {
  if (INTEGER.test(text)) return { kind: "scalar", at, value: Number(text) };
  if (text === "true" || text === "false") return { kind: "scalar", at, value: text === "true" };
  if (SPECIAL.test(text) || text.startsWith("~")) return undefined;
  if (NUMBER_LIKE.test(text) && !NO_NUMBER.test(text)) return undefined;
  return { kind: "scalar", at, value: text };
}
