/**
 * Canonical encoding: one text for one value, on every runtime.
 *
 * JSON with object keys sorted, Maps as `{"$map":[[key,value],…]}` sorted by key, no undefined and
 * only safe integers. Readers get Maps back. A value that cannot be encoded is a programmer's
 * error.
 */

import { AssertionError } from "./assert.ts";

export type Plain =
  | null
  | boolean
  | number
  | string
  | readonly Plain[]
  | { readonly [key: string]: Plain | undefined }
  | ReadonlyMap<string | number, unknown>;

const compareKeys = (a: string | number, b: string | number): number => {
  if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
  return typeof a === "number" ? -1 : 1;
};

/** The keys of a map in the one order that everybody uses: numbers, then strings by code unit. */
export const sortedKeys = <K extends string | number>(map: { keys(): Iterable<K> }): K[] =>
  [...map.keys()].sort(compareKeys);

const encodeNumber = (value: number): string => {
  if (!Number.isSafeInteger(value)) throw new AssertionError(`not a safe integer: ${value}`);
  return value === 0 ? "0" : String(value); // also for -0
};

/** Longer strings are left to the runtime at once. */
const SHORT_TEXT = 64;

/** Most strings are short and need no escapes: seeing that is cheaper than a call for JSON. */
const encodeText = (text: string): string => {
  if (text.length > SHORT_TEXT) return JSON.stringify(text);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return JSON.stringify(text);
  }
  return `"${text}"`;
};

/** By index, because `map` would skip the holes of a sparse array and write broken JSON. */
const encodeArray = (items: readonly unknown[]): string => {
  if (items.length === 0) return "[]";
  let out = `[${encodeCanonical(items[0])}`;
  for (let index = 1; index < items.length; index += 1) out += `,${encodeCanonical(items[index])}`;
  return `${out}]`;
};

const encodeMap = (map: ReadonlyMap<string | number, unknown>): string => {
  const entries = sortedKeys(map).map(
    (key) => `[${encodeCanonical(key)},${encodeCanonical(map.get(key))}]`,
  );
  return `{"$map":[${entries.join(",")}]}`;
};

/** A Set, a Date or a class instance would lose its contents silently: only plain data passes. */
const isPlainObject = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** The order of the keys of all objects that were built alike, worked out once. */
interface KeyOrder {
  /** As the object lists them. */
  readonly listed: readonly string[];
  readonly sorted: readonly string[];
  /** `"key":` of each of the sorted ones. */
  readonly heads: readonly string[];
}

/** Orders remembered by an object's first key; what is forgotten is only worked out again. */
const ORDERS_MAX = 512;
const ORDERS_PER_KEY_MAX = 8;
const orders = new Map<string, KeyOrder[]>();

const isListed = (order: KeyOrder, keys: readonly string[]): boolean => {
  const { listed } = order;
  if (listed.length !== keys.length) return false;
  for (let index = 0; index < keys.length; index += 1) {
    if (listed[index] !== keys[index]) return false;
  }
  return true;
};

const newOrder = (listed: readonly string[]): KeyOrder => {
  if (listed.includes("$map")) throw new AssertionError("the key $map is reserved");
  const sorted = [...listed].sort();
  const order = { listed, sorted, heads: sorted.map((key) => `${JSON.stringify(key)}:`) };
  const first = listed[0] ?? "";
  const known = orders.get(first);
  if (known === undefined || known.length >= ORDERS_PER_KEY_MAX) {
    if (orders.size >= ORDERS_MAX) orders.clear();
    orders.set(first, [order]);
  } else known.push(order);
  return order;
};

const orderOf = (keys: readonly string[]): KeyOrder => {
  const known = orders.get(keys[0] ?? "");
  if (known !== undefined) {
    for (const order of known) if (isListed(order, keys)) return order;
  }
  return newOrder(keys);
};

const encodeObject = (object: Readonly<Record<string, unknown>>): string => {
  if (!isPlainObject(object)) throw new AssertionError("cannot be encoded: not plain data");
  const { sorted, heads } = orderOf(Object.keys(object));
  let out = "";
  for (let index = 0; index < sorted.length; index += 1) {
    const value = object[sorted[index] as string];
    if (value === undefined) continue;
    out += (out === "" ? "" : ",") + (heads[index] as string) + encodeCanonical(value);
  }
  return `{${out}}`;
};

/** The canonical text of `value`; throws AssertionError on floats, functions and the like. */
export function encodeCanonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      return encodeText(value);
    case "number":
      return encodeNumber(value);
    case "boolean":
      return value ? "true" : "false";
    case "object":
      if (value === null) return "null";
      if (Array.isArray(value)) return encodeArray(value);
      if (value instanceof Map) return encodeMap(value);
      return encodeObject(value as Record<string, unknown>);
    default:
      throw new AssertionError(`cannot be encoded: ${typeof value}`);
  }
}

const revive = (_key: string, value: unknown): unknown => {
  if (value !== null && typeof value === "object" && "$map" in value) {
    return new Map(value.$map as [string | number, unknown][]);
  }
  return value;
};

/** Reads what encodeCanonical wrote; throws SyntaxError on text that is not JSON. */
export const decodeCanonical = (text: string): unknown => JSON.parse(text, revive);
