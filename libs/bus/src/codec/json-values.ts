/**
 * Payloads are JSON. Long ones that are sent again and again (the list of everybody who plays, for
 * each who asks) are made once for each object and read once for each text: what frames carry is
 * never changed, so both ends may share it, and whoever reads the same text again gets the same
 * object, by which renderings of it are found again.
 */

import { malformed } from "./values.ts";

/** Shorter texts are as quickly made and read anew. */
const LONG_CHARS = 4096;
/** Longer ones are not kept: they are rare, and would be much to keep. */
const KEPT_CHARS_MAX = 262_144;
/** Texts that were read last; the oldest makes way. */
const KEPT_TEXTS = 8;

interface KeptText {
  readonly text: string;
  readonly value: unknown;
}

const made = new WeakMap<object, string>();
const read: KeptText[] = [];
let nextKept = 0;

/** What JSON does not know is null. */
export const toJson = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const known = made.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  if (isKept(text)) made.set(value, text);
  return text;
};

/** Throws MalformedFrame. The value may be shared: it must not be changed. */
export const fromJson = (text: string): unknown => {
  if (!isKept(text)) return parse(text);
  for (const kept of read) if (kept.text === text) return kept.value;
  const value = parse(text);
  read[nextKept] = { text, value };
  nextKept = (nextKept + 1) % KEPT_TEXTS;
  return value;
};

const isKept = ({ length }: string): boolean => length >= LONG_CHARS && length <= KEPT_CHARS_MAX;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return malformed("a payload is not JSON");
  }
};
