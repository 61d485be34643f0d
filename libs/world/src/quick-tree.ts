/**
 * A fast reader for the plain part of YAML that content files are written in.
 *
 * The yaml package needs over two seconds for the 12 000 rooms that a start may take three for
 * (docs/spec/world.md WO40), and stops the tick for as long on a reload. This reader knows block
 * maps and lists, block scalars, one-line quoted and flow values, and takes a tenth of the time.
 * It decides nothing: for whatever it does not know (anchors, tags, escapes, values over several
 * lines, anything wrong) it gives up the whole file and the package reads it instead. A property
 * test holds the two equal, offsets included, on every text that this one accepts.
 */
import { YAML_DEPTH_MAX } from "./limits.ts";
import { QuickScalars } from "./quick-scalars.ts";
import type { MapEntry, Tree } from "./yaml-tree.ts";

/** The tree of a file, or nothing if the package must read it. */
export function quickTree(text: string): Tree | undefined {
  if (/[\t\r\ufeff\u0085\u2028\u2029]/.test(text)) return undefined;
  const reader = new QuickReader(text);
  return reader.file();
}

const KEY = /([A-Za-z_][A-Za-z0-9_-]{0,100}):(?=[ \n]|$)/y;

class QuickReader {
  readonly #text: string;
  readonly #scalars: QuickScalars;
  /** Start of the line that is read next, its indentation, or -1 at the end of the file. */
  #line = 0;
  #indent = -1;

  constructor(text: string) {
    this.#text = text;
    this.#scalars = new QuickScalars(text);
  }

  file(): Tree | undefined {
    this.#seek(0);
    if (this.#indent !== 0) return undefined;
    const tree = this.#node(0, 0);
    return this.#indent < 0 ? tree : undefined;
  }

  /** Moves to the next line from `at` that is neither blank nor only a comment. */
  #seek(at: number): void {
    const text = this.#text;
    for (let start = at; start < text.length; ) {
      let first = start;
      while (text[first] === " ") first++;
      if (first < text.length && text[first] !== "\n" && text[first] !== "#") {
        this.#line = start;
        this.#indent = first - start;
        return;
      }
      const end = text.indexOf("\n", first);
      if (end < 0) break;
      start = end + 1;
    }
    this.#indent = -1;
  }

  /** The block that starts at the current line, whose indentation is `indent`. */
  #node(indent: number, depth: number): Tree | undefined {
    if (depth > YAML_DEPTH_MAX) return undefined;
    const at = this.#line + indent;
    if (this.#text[at] === "-" && this.#text[at + 1] === " ") return this.#list(indent, depth);
    return this.#map(at, indent, depth);
  }

  #list(indent: number, depth: number): Tree | undefined {
    const at = this.#line + indent;
    const items: Tree[] = [];
    while (this.#indent === indent) {
      const dash = this.#line + indent;
      if (this.#text[dash] !== "-" || this.#text[dash + 1] !== " ") break;
      let first = dash + 2;
      while (this.#text[first] === " ") first++;
      KEY.lastIndex = first;
      const item = KEY.test(this.#text)
        ? this.#map(first, first - this.#line, depth + 1)
        : this.#value(first, indent, depth + 1, false);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return this.#indent > indent ? undefined : { kind: "list", at, items };
  }

  /** A map whose first key is at `at`, which may stand behind a dash. */
  #map(at: number, indent: number, depth: number): Tree | undefined {
    if (depth > YAML_DEPTH_MAX) return undefined;
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    let start = at;
    do {
      KEY.lastIndex = start;
      const key = KEY.exec(this.#text)?.[1];
      if (key === undefined || seen.has(key)) return undefined;
      seen.add(key);
      let first = start + key.length + 1;
      while (this.#text[first] === " ") first++;
      const value = this.#value(first, indent, depth + 1, true);
      if (value === undefined) return undefined;
      entries.push({ key, at: start, value });
      start = this.#line + indent;
    } while (this.#indent === indent && !this.#dashAt(start));
    return this.#indent > indent ? undefined : { kind: "map", at, entries };
  }

  #dashAt(at: number): boolean {
    return this.#text[at] === "-" && this.#text[at + 1] === " ";
  }

  /**
   * The value whose text starts at `first`, of a key or dash in a block of this indentation. The
   * list of a key may start at the key's own indentation.
   */
  #value(first: number, indent: number, depth: number, ofKey: boolean): Tree | undefined {
    const character = this.#text[first];
    if (character === undefined || character === "\n" || character === "#") {
      if (character === "#" && this.#text[first - 1] !== " ") return undefined;
      this.#seek(first);
      const dashed = ofKey && this.#indent === indent && this.#dashAt(this.#line + indent);
      if (this.#indent <= indent && !dashed) return undefined;
      return this.#node(this.#indent, depth);
    }
    const scalars = this.#scalars;
    const tree =
      character === ">" || character === "|"
        ? scalars.block(first, indent)
        : scalars.oneLine(first, depth);
    if (tree === undefined) return undefined;
    this.#seek(scalars.end);
    return this.#indent > indent ? undefined : tree;
  }
}
