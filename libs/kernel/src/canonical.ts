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
  return Object.is(value, -0) ? "0" : String(value);
};

/** By index, because `map` would skip the holes of a sparse array and write broken JSON. */
const encodeArray = (items: readonly unknown[]): string => {
  const parts: string[] = [];
  for (let index = 0; index < items.length; index += 1) parts.push(encodeCanonical(items[index]));
  return `[${parts.join(",")}]`;
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

const encodeObject = (object: Readonly<Record<string, unknown>>): string => {
  if (!isPlainObject(object)) throw new AssertionError("cannot be encoded: not plain data");
  if (Object.hasOwn(object, "$map")) throw new AssertionError("the key $map is reserved");
  const parts: string[] = [];
  for (const key of Object.keys(object).sort()) {
    const value = object[key];
    if (value !== undefined) parts.push(`${JSON.stringify(key)}:${encodeCanonical(value)}`);
  }
  return `{${parts.join(",")}}`;
};

/** The canonical text of `value`; throws AssertionError on floats, functions and the like. */
export function encodeCanonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
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
