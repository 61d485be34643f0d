/**
 * A small declarative schema for content files. A Schema both decodes a YAML tree (reporting
 * every slip with its position) and describes itself, so the table in the builder guide is
 * generated from what the loader really accepts.
 *
 * Decoding never throws and never stops at the first problem. A value of the right shape that
 * breaks a bound is reported and still returned, so that references to it do not fail as well.
 */
import type { ProblemList, Source, Suggestion } from "./problem.ts";
import { didYouMean } from "./suggest.ts";
import { clip, type MapEntry, type Tree } from "./yaml-tree.ts";

/** Where decoding stands: whose problem it would be, and how to name it. */
export interface Reader {
  readonly source: Source;
  readonly problems: ProblemList;
}

export interface Schema<out T> {
  /** The type column of the guide. */
  readonly describe: string;
  /** Objects whose keys need a table of their own. */
  readonly objects: readonly ObjectTable[];
  /** `label` names the value in messages, `owner` is the offset of what it belongs to. */
  decode(tree: Tree, reader: Reader, label: string, owner: number): T | undefined;
}

export type Infer<S> = S extends Schema<infer T> ? T : never;

export interface Field<out T> {
  readonly schema: Schema<unknown>;
  readonly presence: "required" | "default" | "optional";
  readonly fallback: T | undefined;
  /** The default as the guide shows it. */
  readonly shown: string;
  readonly help: string;
}

export interface ObjectTable {
  readonly name: string;
  readonly fields: Readonly<Record<string, Field<unknown>>>;
}

export function required<T>(schema: Schema<T>, help: string): Field<T> {
  return { schema, presence: "required", fallback: undefined, shown: "required", help };
}

export function optional<T>(schema: Schema<T>, help: string): Field<T | undefined> {
  return { schema, presence: "optional", fallback: undefined, shown: "none", help };
}

/** `shown` is how a file would write the default; it is given where the value is not readable. */
export function standard<T>(schema: Schema<T>, value: T, help: string, shown?: string): Field<T> {
  const text = shown ?? String(value);
  return { schema, presence: "default", fallback: value, shown: text, help };
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};
/** A decoded object: its fields, and the offset that problems with the whole are reported at. */
export type Decoded<F extends Fields> = Values<F> & { readonly at: number };

export function report(reader: Reader, at: number, message: string, hint?: Suggestion): undefined {
  reader.problems.error(reader.source, at, message, hint);
  return undefined;
}

/** What a tree is, in a builder's words. */
export function shapeOf(tree: Tree): string {
  if (tree.kind !== "scalar") return tree.kind === "list" ? "a list" : "a map of keys";
  if (tree.value === null) return "empty";
  if (typeof tree.value === "number") return `the number ${tree.value}`;
  if (typeof tree.value === "boolean") return `the word ${tree.value}`;
  return `"${clip(tree.value)}"`;
}

/** Reports that `tree` is not what it must be, so its value is lost. */
export function wrong(
  reader: Reader,
  tree: Tree,
  label: string,
  expected: string,
  hint?: Suggestion,
): undefined {
  reader.problems.losses += 1;
  const empty = tree.kind === "scalar" && tree.value === null;
  const found = empty ? "empty" : `${shapeOf(tree)}`;
  const advice = hint ?? (empty ? "write a value or leave the key out" : undefined);
  const verb = empty ? `is ${found}, it must be ${expected}` : `must be ${expected}, not ${found}`;
  return report(reader, tree.at, `${label} ${verb}`, advice);
}

/** A map with fixed keys. `name` is what messages and the guide call it: "room". */
export function object<F extends Fields>(name: string, fields: F): Schema<Decoded<F>> {
  const keys = Object.keys(fields);
  const labels = new Map(keys.map((key) => [key, `"${key}"`]));
  const needed = keys.filter((key) => fields[key]?.presence === "required");
  const defaults: Record<string, unknown> = {};
  for (const key of keys) defaults[key] = fields[key]?.fallback;
  return {
    describe: name,
    objects: [{ name, fields }],
    decode(tree, reader, label, owner) {
      if (tree.kind !== "map") return wrong(reader, tree, label, `a map with the keys of ${name}`);
      const values: Record<string, unknown> = { at: owner, ...defaults };
      const present = new Set<string>();
      let whole = true;
      for (const entry of tree.entries) {
        const field = Object.hasOwn(fields, entry.key) ? fields[entry.key] : undefined;
        if (field === undefined) {
          unknownKey(reader, entry, label, keys);
          continue;
        }
        present.add(entry.key);
        const name = labels.get(entry.key) ?? entry.key;
        const value = field.schema.decode(entry.value, reader, name, entry.at);
        if (value === undefined) whole = false;
        else values[entry.key] = value;
      }
      for (const key of needed) {
        if (present.has(key)) continue;
        report(reader, owner, `${label} lacks the required key "${key}"`);
        whole = false;
      }
      if (whole) return values as Decoded<F>;
      reader.problems.losses += 1;
      return undefined;
    },
  };
}

function unknownKey(reader: Reader, entry: MapEntry, label: string, keys: readonly string[]): void {
  reader.problems.losses += 1;
  report(
    reader,
    entry.at,
    `${label} has an unknown key "${clip(entry.key)}"`,
    () => didYouMean(entry.key, keys) ?? `known keys: ${keys.join(", ")}`,
  );
}

/** A list; what cannot be decoded is left out (and was reported). */
export function list<T>(item: Schema<T>, max: number, what: string): Schema<readonly T[]> {
  return {
    describe: `list of ${item.describe}, at most ${max}`,
    objects: item.objects,
    decode(tree, reader, label) {
      if (tree.kind !== "list") {
        return wrong(reader, tree, label, `a list of ${what}`, listHint(tree));
      }
      if (tree.items.length > max) {
        report(reader, tree.at, `${label} has ${tree.items.length} entries, at most ${max} fit`);
      }
      const values: T[] = [];
      for (const [index, entry] of tree.items.slice(0, max).entries()) {
        const value = item.decode(entry, reader, `entry ${index + 1} of ${label}`, entry.at);
        if (value !== undefined) values.push(value);
      }
      return values;
    },
  };
}

function listHint(tree: Tree): string | undefined {
  if (tree.kind !== "scalar" || typeof tree.value !== "string") return undefined;
  return `write [${clip(tree.value)}]`;
}

/** An entry of a map of things; the id is known even if the value could not be decoded. */
export interface Named<T> {
  readonly id: string;
  readonly at: number;
  readonly value: T | undefined;
}

/** A map from ids to things. `key` says what is wrong with an id, or nothing. */
export function mapOf<T>(
  what: string,
  key: (id: string) => string | undefined,
  item: Schema<T>,
  max: number,
): Schema<readonly Named<T>[]> {
  return {
    describe: `map of id to ${item.describe}, at most ${max}`,
    objects: item.objects,
    decode(tree, reader, label) {
      if (tree.kind !== "map") return wrong(reader, tree, label, `a map from ids to ${what}s`);
      if (tree.entries.length > max) {
        const count = tree.entries.length;
        reader.problems.losses += 1;
        report(reader, tree.at, `${label} has ${count} entries, at most ${max} fit`);
      }
      const named: Named<T>[] = [];
      for (const entry of tree.entries.slice(0, max)) {
        const complaint = key(entry.key);
        if (complaint !== undefined) report(reader, entry.at, complaint);
        const name = `${what} "${clip(entry.key)}"`;
        const value = item.decode(entry.value, reader, name, entry.at);
        named.push({ id: entry.key, at: entry.at, value });
      }
      return named;
    },
  };
}

/** A value with the offset it was written at, for checks that come after decoding. */
export interface Located<T> {
  readonly value: T;
  readonly at: number;
}

export function located<T>(schema: Schema<T>): Schema<Located<T>> {
  return {
    describe: schema.describe,
    objects: schema.objects,
    decode(tree, reader, label, owner) {
      const value = schema.decode(tree, reader, label, owner);
      return value === undefined ? undefined : { value, at: tree.at };
    },
  };
}

/** A map whose keys are all optional words of `names`, each with the same kind of value. */
export function partial<K extends string, T>(
  what: string,
  names: readonly K[],
  item: Schema<T>,
): Schema<Readonly<Partial<Record<K, T>>>> {
  return {
    describe: `map of ${names.join(", ")} to ${item.describe}`,
    objects: item.objects,
    decode(tree, reader, label) {
      if (tree.kind !== "map") return wrong(reader, tree, label, `a map of ${what}`);
      const values: Partial<Record<K, T>> = {};
      for (const entry of tree.entries) {
        const name = names.find((known) => known === entry.key);
        if (name === undefined) {
          unknownKey(reader, entry, label, names);
          continue;
        }
        const value = item.decode(entry.value, reader, `"${name}"`, entry.at);
        if (value !== undefined) values[name] = value;
      }
      return values;
    },
  };
}
