/**
 * MSDP's data: text, arrays and tables between marks.
 *
 *   VAR name VAL value …     value = text | ARRAY_OPEN (VAL value)… ARRAY_CLOSE
 *                                         | TABLE_OPEN (VAR name VAL value)… TABLE_CLOSE
 *
 * Reading is tolerant: marks that do not fit are passed over, what is open at the end is closed, a
 * variable without VAL is empty, several VALs of one variable are an array. Writing is strict, and
 * takes out what clients cannot hold: the bytes 0 to 6 and line ends (255 never is in UTF-8).
 */

import { concatBytes } from "./bytes.ts";
import { utf8Bytes, utf8Text } from "./text.ts";

export type MsdpValue = string | readonly MsdpValue[] | { readonly [name: string]: MsdpValue };

/** What may be written: numbers become text, true and false become 1 and 0. */
export type MsdpData =
  | string
  | number
  | boolean
  | readonly MsdpData[]
  | { readonly [name: string]: MsdpData };

const VAR = 1;
const VAL = 2;
const TABLE_OPEN = 3;
const TABLE_CLOSE = 4;
const ARRAY_OPEN = 5;
const ARRAY_CLOSE = 6;
const mark = (byte: number): Uint8Array => new Uint8Array([byte]);

/** `VAR name VAL value`, the payload of one message. */
export const encodeMsdp = (name: string, value: MsdpData): Uint8Array =>
  concatBytes([mark(VAR), text(name), mark(VAL), ...valueParts(value)]);

const valueParts = (value: MsdpData): Uint8Array[] => {
  if (typeof value === "boolean") return [text(value ? "1" : "0")];
  if (typeof value !== "object") return [text(String(value))];
  if (isList(value)) {
    const items = value.flatMap((item) => [mark(VAL), ...valueParts(item)]);
    return [mark(ARRAY_OPEN), ...items, mark(ARRAY_CLOSE)];
  }
  const entries = Object.entries(value).flatMap(([name, item]) => [
    mark(VAR),
    text(name),
    mark(VAL),
    ...valueParts(item),
  ]);
  return [mark(TABLE_OPEN), ...entries, mark(TABLE_CLOSE)];
};

const isList = (value: object): value is readonly MsdpData[] => Array.isArray(value);

const text = (raw: string): Uint8Array =>
  utf8Bytes(raw).filter((byte) => byte > 6 && byte !== 10 && byte !== 13);

/** The variables of a message in its order; undefined when it nests deeper than `depthMax`. */
export const parseMsdp = (
  payload: Uint8Array,
  depthMax: number,
): ReadonlyArray<readonly [string, MsdpValue]> | undefined => {
  const reader = new MsdpReader(payload, depthMax);
  const entries = reader.entries(0);
  return reader.tooDeep ? undefined : entries;
};

class MsdpReader {
  tooDeep = false;
  private at = 0;
  private readonly bytes: Uint8Array;
  private readonly depthMax: number;

  constructor(bytes: Uint8Array, depthMax: number) {
    this.bytes = bytes;
    this.depthMax = depthMax;
  }

  /** Variables up to the close of their table; those of the message (depth 0) up to its end. */
  entries(depth: number): Array<readonly [string, MsdpValue]> {
    const entries: Array<readonly [string, MsdpValue]> = [];
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at++];
      if (byte === TABLE_CLOSE && depth > 0) break;
      if (byte === VAR) entries.push([this.text(), this.values(depth)]);
    }
    return entries;
  }

  /** What follows the name: one VAL is the value, several are an array, none is empty. */
  private values(depth: number): MsdpValue {
    const values: MsdpValue[] = [];
    while (this.bytes[this.at] === VAL) {
      this.at++;
      values.push(this.value(depth));
    }
    return values.length > 1 ? values : (values[0] ?? "");
  }

  private value(depth: number): MsdpValue {
    const open = this.bytes[this.at];
    if (open !== TABLE_OPEN && open !== ARRAY_OPEN) return this.text();
    if (depth === this.depthMax) {
      this.tooDeep = true;
      this.at = this.bytes.length;
      return "";
    }
    this.at++;
    // fromEntries defines properties: a variable named __proto__ is one like the others.
    if (open === TABLE_OPEN) return Object.fromEntries(this.entries(depth + 1));
    return this.items(depth + 1);
  }

  private items(depth: number): MsdpValue[] {
    const items: MsdpValue[] = [];
    while (this.at < this.bytes.length) {
      const byte = this.bytes[this.at++];
      if (byte === ARRAY_CLOSE) break;
      if (byte === VAL) items.push(this.value(depth));
    }
    return items;
  }

  /** The text up to the next mark. */
  private text(): string {
    const start = this.at;
    while (this.at < this.bytes.length && !isMark(this.bytes[this.at] ?? 0)) this.at++;
    return utf8Text(this.bytes.subarray(start, this.at));
  }
}

const isMark = (byte: number): boolean => byte >= VAR && byte <= ARRAY_CLOSE;
