/** Single values of the schema: text, numbers, words of a set, durations, shares, ranges, ids. */
import { DURATION_MS_MAX, ID_CHARS_MAX, KEYWORD_CHARS_MAX } from "./limits.ts";
import { type Reader, report, type Schema, wrong } from "./schema.ts";
import { didYouMean } from "./suggest.ts";
import { characterName, refusedCharacter } from "./text-rules.ts";
import { clip, type Tree } from "./yaml-tree.ts";

function single<T>(
  describe: string,
  decode: (tree: Tree, reader: Reader, label: string) => T | undefined,
): Schema<T> {
  return { describe, objects: [], decode };
}

function textOf(tree: Tree, reader: Reader, label: string): string | undefined {
  if (tree.kind === "scalar" && typeof tree.value === "string") return tree.value;
  const bare = tree.kind === "scalar" && tree.value !== null;
  return wrong(reader, tree, label, "text", bare ? `put it in quotes: "${tree.value}"` : undefined);
}

function checkCharacters(text: string, tree: Tree, reader: Reader, label: string, lines: boolean) {
  const bad = refusedCharacter(text, lines);
  if (bad < 0) return;
  if (text[bad] === "\n") report(reader, tree.at, `${label} must stay on one line`);
  else {
    const name = characterName(text, bad);
    const message = `${label} holds the control character ${name} at place ${bad + 1}`;
    report(reader, tree.at, message, name === "U+0009" ? "use spaces" : "remove it");
  }
}

function checkLength(text: string, max: number, tree: Tree, reader: Reader, label: string): void {
  if (text.length === 0) report(reader, tree.at, `${label} is empty text`);
  if (text.length <= max) return;
  report(reader, tree.at, `${label} has ${text.length} characters, at most ${max} fit`);
}

/** One line of text, without the spaces around it. */
export function line(max: number): Schema<string> {
  return single(`one line, at most ${max} characters`, (tree, reader, label) => {
    const text = textOf(tree, reader, label)?.trim();
    if (text === undefined) return undefined;
    checkCharacters(text, tree, reader, label, false);
    checkLength(text, max, tree, reader, label);
    return text;
  });
}

/** Text of one or several paragraphs. */
export function prose(max: number): Schema<string> {
  return single(`text, at most ${max} characters`, (tree, reader, label) => {
    const text = textOf(tree, reader, label)?.trim();
    if (text === undefined) return undefined;
    checkCharacters(text, tree, reader, label, true);
    checkLength(text, max, tree, reader, label);
    return text;
  });
}

/** A block of lines kept as they are written. */
export function block(max: number, columnsMax: number): Schema<readonly string[]> {
  const describe = `block of lines, at most ${max} characters and ${columnsMax} columns`;
  return single(describe, (tree, reader, label) => {
    const text = textOf(tree, reader, label)?.replace(/\n+$/, "");
    if (text === undefined) return undefined;
    checkCharacters(text, tree, reader, label, true);
    checkLength(text, max, tree, reader, label);
    const lines = text.split("\n").map((row) => row.trimEnd());
    const wide = lines.findIndex((row) => row.length > columnsMax);
    if (wide >= 0) {
      const width = lines[wide]?.length ?? 0;
      const message = `line ${wide + 1} of ${label} is ${width} columns wide`;
      report(reader, tree.at, `${message}, at most ${columnsMax} fit`);
    }
    return lines;
  });
}

/** A whole number within bounds, both included. */
export function int(min: number, max: number): Schema<number> {
  return single(`whole number ${min} to ${max}`, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      const digits = typeof value === "string" && /^[+-]?\d+$/.test(value);
      const hint = digits ? `write ${value} without quotes` : undefined;
      return wrong(reader, tree, label, "a whole number", hint);
    }
    if (value < min || value > max) {
      report(reader, tree.at, `${label} must be from ${min} to ${max}, not ${value}`);
    }
    return value;
  });
}

export function bool(): Schema<boolean> {
  return single("true or false", (tree, reader, label) => {
    if (tree.kind === "scalar" && typeof tree.value === "boolean") return tree.value;
    const word = tree.kind === "scalar" ? String(tree.value).toLowerCase() : "";
    const hint = { yes: "write true", on: "write true", no: "write false", off: "write false" };
    const advice = Object.entries(hint).find(([wrongWord]) => wrongWord === word)?.[1];
    return wrong(reader, tree, label, "true or false", advice);
  });
}

/** One word of a closed set. */
export function oneOf<K extends string>(words: readonly K[]): Schema<K> {
  return single(`one of ${words.join(", ")}`, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    const typed = typeof value === "string" ? value : "";
    const expected = `one of ${words.join(", ")}`;
    return wrong(reader, tree, label, expected, () => didYouMean(typed, words));
  });
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time in milliseconds: `90s`, `5m`, `1h`, `500ms`, or a bare number of milliseconds. */
export function duration(minMs: number): Schema<number> {
  const least = minMs > 0 ? `, at least ${minMs} ms` : "";
  return single(`duration such as 90s, 5m or 1h${least}`, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    const ms = typeof value === "string" ? durationMs(value) : value;
    if (typeof ms !== "number" || !Number.isSafeInteger(ms)) {
      return wrong(reader, tree, label, "a duration", "write it as 90s, 5m or 1h");
    }
    if (ms < minMs || ms > DURATION_MS_MAX) {
      report(reader, tree.at, `${label} must be from ${minMs} ms to 30 days, not ${ms} ms`);
    }
    return ms;
  });
}

function durationMs(text: string): number | undefined {
  const match = /^(\d{1,12})\s*(ms|s|m|h|d)$/.exec(text.trim());
  const unit = UNIT_MS[match?.[2] ?? ""];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** A share in permille: `12.5%`, `50%`, or a bare number of permille. */
export function permille(max: number): Schema<number> {
  return single(`share such as 12.5%, or permille 0 to ${max}`, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    const parts = typeof value === "string" ? percentPermille(value) : value;
    if (typeof parts !== "number" || !Number.isSafeInteger(parts)) {
      const half = typeof parts === "number" && parts > 0 && parts <= 1;
      const hint = half ? `write ${parts * 100}%` : "write it as 50% or 12.5%, or as permille";
      return wrong(reader, tree, label, "a share", hint);
    }
    if (parts < 0 || parts > max) {
      report(reader, tree.at, `${label} must be from 0% to ${max / 10}%, not ${parts / 10}%`);
    }
    return parts;
  });
}

function percentPermille(text: string): number | undefined {
  const match = /^(\d{1,6})(?:\.(\d))?\s*%$/.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * 10 + Number(match[2] ?? "0");
}

export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Two whole numbers, `2-5`, or one for both. */
export function range(min: number, max: number): Schema<Range> {
  return single(`range such as 2-5, from ${min} to ${max}`, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    const found = typeof value === "number" ? { min: value, max: value } : rangeOf(value);
    if (found === undefined || !Number.isSafeInteger(found.min)) {
      return wrong(reader, tree, label, "a range", "write it as 2-5");
    }
    if (found.min > found.max) {
      const hint = `write ${found.max}-${found.min}`;
      report(reader, tree.at, `${label} ends below its start: ${found.min}-${found.max}`, hint);
    } else if (found.min < min || found.max > max) {
      const shown = `${found.min}-${found.max}`;
      report(reader, tree.at, `${label} must lie from ${min} to ${max}, not ${shown}`);
    }
    return found;
  });
}

function rangeOf(value: unknown): Range | undefined {
  const match =
    typeof value === "string" ? /^(\d{1,12})\s*-\s*(\d{1,12})$/.exec(value.trim()) : null;
  return match === null ? undefined : { min: Number(match[1]), max: Number(match[2]) };
}

const ID = /^[a-z][a-z0-9_-]*$/;

/** What is wrong with an id of `what`, or nothing. */
export function idComplaint(what: string, id: string): string | undefined {
  if (id.length > ID_CHARS_MAX) {
    return `${what} id "${clip(id)}" has ${id.length} characters, at most ${ID_CHARS_MAX} fit`;
  }
  if (ID.test(id)) return undefined;
  return `${what} id "${clip(id)}" must be lower-case letters, digits, _ and -, a letter first`;
}

/** A reference: `square` in the same zone, `forest:edge` in another. */
export function ref(what: string): Schema<string> {
  const name = `id of ${/^[aeiou]/.test(what) ? "an" : "a"} ${what}`;
  return single(name, (tree, reader, label) => {
    const value = tree.kind === "scalar" ? tree.value : undefined;
    const parts = typeof value === "string" ? value.split(":") : [];
    const good = parts.length >= 1 && parts.length <= 2 && parts.every((part) => ID.test(part));
    if (good && typeof value === "string") return value;
    return wrong(reader, tree, label, `the ${name}`, "write it as name or zone:name");
  });
}

/** Words that the command parser takes for something else. */
const RESERVED_KEYWORDS: readonly string[] = [
  ...["all", "me", "self", "here", "from", "in", "into", "on", "to", "with", "at", "the", "a"],
  ...["an", "and", "north", "east", "south", "west", "up", "down"],
];

/** A word that players type to mean a thing; a help topic may use the reserved ones too. */
export function keyword(reserved: "refuse" | "allow" = "refuse"): Schema<string> {
  const describe = `word of at most ${KEYWORD_CHARS_MAX} lower-case letters`;
  return single(describe, (tree, reader, label) => {
    const word = textOf(tree, reader, label);
    if (word === undefined) return undefined;
    if (!/^[a-z0-9][a-z0-9'-]*$/.test(word) || /^\d+$/.test(word)) {
      const lower = word.toLowerCase().trim();
      const hint = /^[a-z]+$/.test(lower) ? `write ${lower}` : "one word, letters, digits, - and '";
      report(reader, tree.at, `${label} "${clip(word)}" cannot be typed as a keyword`, hint);
    } else if (word.length > KEYWORD_CHARS_MAX) {
      report(reader, tree.at, `${label} is longer than ${KEYWORD_CHARS_MAX} characters`);
    } else if (reserved === "refuse" && RESERVED_KEYWORDS.includes(word)) {
      const message = `${label} "${word}" is reserved: commands give it another meaning`;
      report(reader, tree.at, message, "choose another word");
    }
    return word;
  });
}
