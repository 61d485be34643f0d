/**
 * Readers for values from the wire. The server may be newer than this page: what is unknown is
 * ignored, what is missing gets a harmless value, and nothing here throws.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** The object's fields; undefined for anything that is not a plain object. */
export const fieldsOf = (value: unknown): Fields | undefined =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Fields)
    : undefined;

export const text = (value: unknown, fallback = ""): string =>
  typeof value === "string" ? value : fallback;

/** A finite number; the protocol only knows integers, so a fraction is cut off. */
export const integer = (value: unknown, fallback = 0): number =>
  typeof value === "number" && Number.isFinite(value) ? Math.trunc(value) : fallback;

export const flag = (value: unknown, fallback = false): boolean =>
  typeof value === "boolean" ? value : fallback;

/** The readable entries among the first `max`; anything but an array is an empty list. */
export const listOf = <T>(
  value: unknown,
  max: number,
  read: (entry: unknown) => T | undefined,
): readonly T[] => {
  if (!Array.isArray(value)) return [];
  const out: T[] = [];
  for (const entry of value.slice(0, max)) {
    const got = read(entry);
    if (got !== undefined) out.push(got);
  }
  return out;
};

export const textEntry = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** An object used as a map, at most `max` entries. */
export const recordOf = <T>(
  value: unknown,
  max: number,
  read: (entry: unknown) => T | undefined,
): Readonly<Record<string, T>> => {
  const out: Record<string, T> = {};
  for (const [key, entry] of Object.entries(fieldsOf(value) ?? {}).slice(0, max)) {
    const got = read(entry);
    if (got !== undefined && key !== "__proto__") out[key] = got;
  }
  return out;
};

/** Characters of a command that is kept in the settings. */
export const COMMAND_MAX = 200;

/** One line that could be sent; undefined for anything empty, too long or with control signs. */
export const commandText = (value: unknown): string | undefined => {
  const line = text(value).trim();
  const isClean = [...line].every((sign) => sign >= " " && sign !== "\u007f");
  return line !== "" && line.length <= COMMAND_MAX && isClean ? line : undefined;
};
