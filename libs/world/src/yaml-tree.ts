/**
 * YAML text -> a plain tree with offsets, the only thing the schema sees.
 *
 * - Values are those of the YAML 1.2 core schema; map keys are always text.
 * - Aliases are bounded: at most YAML_ALIASES_MAX a file, standing for at most
 *   YAML_ALIAS_NODES_MAX nodes, and none inside an anchored value. So there are no cycles and
 *   no text that grows exponentially.
 * - A file with a syntax error gives no tree at all: guessing would only report noise.
 */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from "yaml";
import { YAML_ALIAS_NODES_MAX, YAML_ALIASES_MAX, YAML_DEPTH_MAX } from "./limits.ts";
import type { ProblemList, Source } from "./problem.ts";
import { quickTree } from "./quick-tree.ts";
import { didYouMean } from "./suggest.ts";

export interface ScalarTree {
  readonly kind: "scalar";
  readonly at: number;
  readonly value: string | number | boolean | null;
}

export interface ListTree {
  readonly kind: "list";
  readonly at: number;
  readonly items: readonly Tree[];
}

export interface MapEntry {
  readonly key: string;
  /** Offset of the key; the value knows its own. */
  readonly at: number;
  readonly value: Tree;
}

export interface MapTree {
  readonly kind: "map";
  readonly at: number;
  readonly entries: readonly MapEntry[];
}

export type Tree = ScalarTree | ListTree | MapTree;

/** Reads one file; reports what is wrong with it as YAML and then gives nothing. */
export function parseTree(source: Source, problems: ProblemList): Tree | undefined {
  return quickTree(source.text) ?? packageTree(source, problems);
}

/** The same by the yaml package alone, which knows all of YAML and every way to get it wrong. */
export function packageTree(source: Source, problems: ProblemList): Tree | undefined {
  const document = parse(source, problems);
  if (document === undefined) return undefined;
  for (const error of document.errors) {
    if (error.code === "MULTIPLE_DOCS") {
      problems.error(source, error.pos[0], "a file holds one document", "remove the line ---");
    } else problems.error(source, error.pos[0], `not valid YAML: ${sentence(error.message)}`);
  }
  for (const warning of document.warnings) {
    problems.error(source, warning.pos[0], `not allowed here: ${sentence(warning.message)}`);
  }
  if (document.errors.length + document.warnings.length > 0) return undefined;
  if (document.contents === null) {
    problems.error(source, 0, "the file is empty");
    return undefined;
  }
  return new Planter(source, problems).plant(document.contents);
}

function parse(source: Source, problems: ProblemList): Document.Parsed | undefined {
  try {
    return parseDocument(source.text, {
      version: "1.2",
      resolveKnownTags: false,
      prettyErrors: false,
      // "silent" would also hide that a second document follows.
      logLevel: "error",
      // The package compares each key with all before it; Planter finds duplicates in one pass.
      uniqueKeys: false,
    });
  } catch (error) {
    // The package recurses on nesting and may run out of stack on hostile text.
    const why = error instanceof RangeError ? "too deeply nested" : String(error);
    problems.error(source, 0, `not valid YAML: ${why}`);
    return undefined;
  }
}

function sentence(message: string): string {
  // The package reports its own exhausted stack as an error, each runtime in its own words.
  if (/call stack/i.test(message)) return "too deeply nested";
  return message.replace(/\s+/g, " ").trim();
}

interface Anchor {
  readonly tree: Tree;
  readonly nodes: number;
}

/** Turns the package's nodes into a Tree; one per file. */
class Planter {
  readonly #source: Source;
  readonly #problems: ProblemList;
  readonly #anchors = new Map<string, Anchor>();
  #failed = false;
  #nodes = 0;
  #aliases = 0;
  #aliasNodes = 0;
  #insideAnchor = 0;

  constructor(source: Source, problems: ProblemList) {
    this.#source = source;
    this.#problems = problems;
  }

  plant(contents: Node): Tree | undefined {
    const tree = this.#node(contents, 0);
    return this.#failed ? undefined : tree;
  }

  #fail(at: number, message: string, suggestion?: string): Tree {
    this.#failed = true;
    this.#problems.error(this.#source, at, message, suggestion);
    return { kind: "scalar", at, value: null };
  }

  #node(node: unknown, depth: number): Tree {
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor === undefined) return this.#bare(node, depth);
    const before = this.#nodes;
    this.#insideAnchor += 1;
    const tree = this.#bare(node, depth);
    this.#insideAnchor -= 1;
    this.#anchors.set(anchor, { tree, nodes: this.#nodes - before });
    return tree;
  }

  #bare(node: unknown, depth: number): Tree {
    this.#nodes += 1;
    if (isScalar(node)) return this.#scalar(node.value, offsetOf(node));
    if (isAlias(node)) return this.#alias(node.source, offsetOf(node));
    if (isMap(node) || isSeq(node)) {
      const at = offsetOf(node);
      if (depth >= YAML_DEPTH_MAX) {
        return this.#fail(at, `nested deeper than ${YAML_DEPTH_MAX} levels`);
      }
      if (isMap(node)) return { kind: "map", at, entries: this.#entries(node.items, depth) };
      return { kind: "list", at, items: node.items.map((item) => this.#node(item, depth + 1)) };
    }
    return { kind: "scalar", at: 0, value: null };
  }

  #scalar(value: unknown, at: number): Tree {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return { kind: "scalar", at, value };
    }
    return { kind: "scalar", at, value: null };
  }

  #alias(name: string, at: number): Tree {
    this.#aliases += 1;
    if (this.#aliases > YAML_ALIASES_MAX) {
      return this.#fail(at, `more than ${YAML_ALIASES_MAX} aliases in one file`);
    }
    if (this.#insideAnchor > 0) {
      return this.#fail(at, `the alias *${name} stands inside an anchored value`, WRITE_OUT);
    }
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) {
      const hint = didYouMean(name, this.#anchors.keys());
      return this.#fail(at, `the alias *${name} has no anchor &${name} before it`, hint);
    }
    this.#aliasNodes += anchor.nodes;
    if (this.#aliasNodes > YAML_ALIAS_NODES_MAX) {
      const message = `the aliases of this file stand for over ${YAML_ALIAS_NODES_MAX} values`;
      return this.#fail(at, message, WRITE_OUT);
    }
    return anchor.tree;
  }

  #entries(pairs: readonly { key: unknown; value: unknown }[], depth: number): MapEntry[] {
    const entries: MapEntry[] = [];
    const seen = new Map<string, number>();
    for (const pair of pairs) {
      const keyNode = pair.key;
      if (!isScalar(keyNode)) {
        this.#fail(offsetOf(keyNode), "a key must be one word");
        continue;
      }
      const at = offsetOf(keyNode);
      const key = keyNode.source ?? String(keyNode.value);
      const first = seen.get(key);
      if (first !== undefined) {
        const { line } = this.#source.position(first);
        const message = `the key "${clip(key)}" is written twice; it is on line ${line} already`;
        this.#problems.error(this.#source, at, message, "rename or remove one");
        this.#problems.losses += 1;
        continue;
      }
      seen.set(key, at);
      const value = pair.value === null ? nothing(at) : this.#node(pair.value, depth + 1);
      entries.push({ key, at, value });
    }
    return entries;
  }
}

const WRITE_OUT = "write the value out";

function nothing(at: number): Tree {
  return { kind: "scalar", at, value: null };
}

function offsetOf(node: unknown): number {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : null;
  return range?.[0] ?? 0;
}

/** Text from a file as it may stand in a message: short, on one line. */
export function clip(text: string): string {
  const shown = JSON.stringify(text).slice(1, -1);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
