/**
 * Plain data as block YAML that people can read, written in one pass.
 *
 * A text stands without quotes when no reader of YAML 1.2 could take it for anything else, and as
 * a JSON string otherwise, which YAML reads as it is.
 */

/** The values that canonical JSON can hold. */
export type YamlValue =
  | null
  | boolean
  | number
  | string
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/** YAML refuses longer keys on one line. */
const KEY_CHARS_MAX = 500;

export class YamlKeyError extends Error {
  override readonly name = "YamlKeyError";
}

/** Begins with a letter; a blank or a colon only where a letter or a digit follows. */
const BARE = /^\p{L}(?:[\p{L}0-9_.,'()/#%@=+*!?-]|[ :](?=[\p{L}0-9]))*$/u;
const TAKEN_WORD = /^(?:true|false|null)$/i;
/** What JSON leaves as it is and YAML does not take in quotes. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;

const textOf = (text: string): string =>
  BARE.test(text) && !TAKEN_WORD.test(text)
    ? text
    : JSON.stringify(text).replace(UNPRINTABLE, escaped);

const keyOf = (key: string): string => {
  if (key.length > KEY_CHARS_MAX) throw new YamlKeyError(`a key has ${key.length} characters`);
  return textOf(key);
};

const isList = (value: YamlValue): value is readonly YamlValue[] => Array.isArray(value);

/** What fits behind a key or a dash on the same line; undefined = lines of its own. */
const scalarOf = (value: YamlValue): string | undefined => {
  if (typeof value === "string") return textOf(value);
  if (value === null || typeof value !== "object") return String(value);
  if (isList(value)) return value.length === 0 ? "[]" : undefined;
  return Object.keys(value).length === 0 ? "{}" : undefined;
};

const linesOf = (value: YamlValue, pad: string): string => {
  let out = "";
  if (isList(value)) {
    for (const item of value) {
      const scalar = scalarOf(item);
      // A list or map inside begins on the line of its dash.
      const inner = scalar === undefined ? linesOf(item, `${pad}  `) : `${scalar}\n`;
      out += `${pad}- ${scalar === undefined ? inner.slice(pad.length + 2) : inner}`;
    }
  } else if (value !== null && typeof value === "object") {
    for (const key of Object.keys(value)) {
      const inner = value[key] as YamlValue;
      const scalar = scalarOf(inner);
      out += `${pad}${keyOf(key)}:`;
      out += scalar === undefined ? `\n${linesOf(inner, `${pad}  `)}` : ` ${scalar}\n`;
    }
  }
  return out;
};

/** Lines that end with a line feed. Throws YamlKeyError on a key too long for a line. */
export const yamlText = (value: { readonly [key: string]: YamlValue }): string =>
  linesOf(value, "");
