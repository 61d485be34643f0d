/**
 * Descriptors of data shapes, tied to the TypeScript interfaces: a field that is missing here,
 * has another type, or is optional on one side only, does not compile.
 */

interface Documented {
  readonly doc: string;
}

/** What describes a value of type T; a union of words is one field with those values. */
export type ShapeOf<T> = [T] extends [string]
  ? Documented & {
      readonly type: "string";
      readonly oneOf?: readonly T[];
      readonly pattern?: RegExp;
    }
  : [T] extends [number]
    ? Documented & { readonly type: "integer"; readonly min?: number; readonly max?: number }
    : [T] extends [boolean]
      ? Documented & { readonly type: "boolean" }
      : [T] extends [readonly (infer Item)[]]
        ? Documented & { readonly type: "array"; readonly items: ShapeOf<Item> }
        : string extends keyof T
          ? Documented & { readonly type: "map"; readonly values: ShapeOf<T[keyof T]> }
          : Documented & { readonly type: "object"; readonly fields: FieldsOf<T> };

/** A field is marked optional exactly where the interface says so. */
export type FieldsOf<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? ShapeOf<NonNullable<T[K]>> & { readonly optional: true }
    : ShapeOf<T[K]> & { readonly optional?: never };
};

/** Any descriptor, for the code that walks them. */
export type Shape = Documented & { readonly optional?: true | undefined } & (
    | { readonly type: "string"; readonly oneOf?: readonly string[]; readonly pattern?: RegExp }
    | { readonly type: "integer"; readonly min?: number; readonly max?: number }
    | { readonly type: "boolean" }
    | { readonly type: "array"; readonly items: Shape }
    | { readonly type: "map"; readonly values: Shape }
    | { readonly type: "object"; readonly fields: Readonly<Record<string, Shape>> }
  );

export const text = (doc: string) => ({ type: "string", doc }) as const;

export const oneOf = <const T extends string>(values: readonly T[], doc: string) =>
  ({ type: "string", oneOf: values, doc }) as const;

/** Text of a certain form, which `doc` describes. */
export const matching = (pattern: RegExp, doc: string) =>
  ({ type: "string", pattern, doc }) as const;

/** An integer that is never negative. */
export const count = (doc: string) => ({ type: "integer", min: 0, doc }) as const;

export const integer = (doc: string) => ({ type: "integer", doc }) as const;

export const flag = (doc: string) => ({ type: "boolean", doc }) as const;

export const listOf = <const T>(items: T, doc: string) => ({ type: "array", items, doc }) as const;

export const mapOf = <const T>(values: T, doc: string) => ({ type: "map", values, doc }) as const;

export const objectOf = <const T>(fields: T, doc: string) =>
  ({ type: "object", fields, doc }) as const;

export const optional = <const T extends object>(shape: T) =>
  ({ ...shape, optional: true }) as const;
