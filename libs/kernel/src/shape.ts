/**
 * What plain data must look like, as values: a state that comes from a file which a person may have
 * edited is either wholly what the code expects, or refused with sentences that name the places.
 *
 * The type of a shape is the type it stands for, so a field that is added to a type and not to its
 * shape does not compile. Keys that no shape knows are told apart from the rest: a reader of
 * stored states lets them pass (a newer program may have put them there), a reader of what somebody
 * wrote by hand does not (it is a slip of the pen).
 */

export type Path = readonly (string | number)[];

export interface ShapeProblem {
  readonly path: Path;
  /** Begins with the place: `inventory[2].uid is not a text`. */
  readonly sentence: string;
  /** The only thing wrong is that nobody knows this key. */
  readonly unknownKey: boolean;
}

export interface Shape<T> {
  readonly check: (value: unknown, at: Path, found: ShapeProblem[]) => void;
  /** Never there: it only carries the type. */
  readonly standsFor?: T;
}

/** What is wrong beyond that is not told. */
export const PROBLEMS_MAX = 20;
/** Deeper nesting than any rule makes is refused, before it costs the stack. */
export const DEPTH_MAX = 200;

/** `inventory[2].uid`; the whole thing is "the state". */
export const pathText = (path: Path): string => {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text === "" ? "the state" : text;
};

const tell = (found: ShapeProblem[], path: Path, what: string, unknownKey = false): void => {
  if (found.length >= PROBLEMS_MAX) return;
  found.push({ path, sentence: `${pathText(path)} ${what}`, unknownKey });
};

/** Everything wrong with `value`, in the order of its shape; none = it is of that shape. */
export const shapeProblems = (shape: Shape<unknown>, value: unknown): readonly ShapeProblem[] => {
  const found: ShapeProblem[] = [];
  shape.check(value, [], found);
  return found;
};

const simple = <T>(is: (value: unknown) => boolean, what: string): Shape<T> => ({
  check: (value, at, found) => {
    if (!is(value)) tell(found, at, value === undefined ? "is missing" : what);
  },
});

export const text: Shape<string> = simple((value) => typeof value === "string", "is not a text");

/** A text that the types tell apart from others: an id. */
export const textAs = <T extends string>(): Shape<T> => text as Shape<T>;

export const flag: Shape<boolean> = simple(
  (value) => typeof value === "boolean",
  "is neither true nor false",
);

/** Whatever is there; somebody else looks into it. */
export const anything: Shape<unknown> = simple((value) => value !== undefined, "");

/** A whole number, `least` or more. */
export const whole = (least = Number.MIN_SAFE_INTEGER): Shape<number> => {
  const more = least === Number.MIN_SAFE_INTEGER ? "" : ` from ${least} up`;
  return simple(
    (value) => Number.isSafeInteger(value) && (value as number) >= least,
    `is not a whole number${more}`,
  );
};

export const oneOf = <T extends string>(words: readonly T[]): Shape<T> =>
  simple((value) => words.includes(value as T), `is not one of ${words.join(", ")}`);

export const listOf = <T>(shape: Shape<T>): Shape<readonly T[]> => ({
  check: (value, at, found) => {
    if (!Array.isArray(value)) tell(found, at, value === undefined ? "is missing" : "is no list");
    else if (at.length > DEPTH_MAX) tell(found, at, "is nested too deeply");
    else for (const [index, item] of value.entries()) shape.check(item, [...at, index], found);
  },
});

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown, at: Path, found: ShapeProblem[]): Fields | undefined => {
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) !== null) {
    if (Object.getPrototypeOf(value) === Object.prototype) return value as Fields;
  }
  tell(found, at, value === undefined ? "is missing" : "has no keys with values");
  return undefined;
};

/** Any keys, or only those given. */
export const tableOf = <T, K extends string = string>(
  shape: Shape<T>,
  keys?: readonly K[],
): Shape<Readonly<Partial<Record<K, T>>>> => ({
  check: (value, at, found) => {
    for (const [key, item] of Object.entries(fieldsOf(value, at, found) ?? {})) {
      const path = [...at, key];
      if (keys !== undefined && !keys.includes(key as K)) {
        tell(found, path, `is not one of ${keys.join(", ")}`);
      } else shape.check(item, path, found);
    }
  },
});

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type RequiredKeys<T> = Exclude<keyof T, OptionalKeys<T>>;

/** A record of these fields; the second table holds those that may be absent. */
export const fields = <T extends object>(
  needed: { readonly [K in RequiredKeys<T>]: Shape<T[K]> },
  optional: { readonly [K in OptionalKeys<T>]: Shape<Exclude<T[K], undefined>> },
): Shape<T> => {
  const must = Object.entries(needed) as [string, Shape<unknown>][];
  const may = Object.entries(optional) as [string, Shape<unknown>][];
  const known = new Set([...must, ...may].map(([key]) => key));
  return {
    check: (value, at, found) => {
      const there = fieldsOf(value, at, found);
      if (there === undefined) return;
      for (const [key, shape] of must) shape.check(own(there, key), [...at, key], found);
      for (const [key, shape] of may) {
        if (Object.hasOwn(there, key)) shape.check(there[key], [...at, key], found);
      }
      for (const key of Object.keys(there)) {
        if (!known.has(key)) tell(found, [...at, key], "is a key that nobody knows", true);
      }
    },
  };
};

const own = (there: Fields, key: string): unknown =>
  Object.hasOwn(there, key) ? there[key] : undefined;

/** A shape that holds itself. */
export const later = <T>(shape: () => Shape<T>): Shape<T> => ({
  check: (value, at, found) => shape().check(value, at, found),
});
