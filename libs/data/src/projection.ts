/** How a value leaves for those who do not read our own form, and how it waits. */

import type { AnyPackageSpec, Flow, GmcpForm } from "./package-spec.ts";
import { PACKAGE_NAMES, packageNamed, specOf } from "./schema.ts";

/** By the written form, in which zones send: asked for each thing that waits for a slow socket. */
const BY_NAME: ReadonlyMap<string, AnyPackageSpec> = new Map(
  PACKAGE_NAMES.map((name) => [name, specOf(name)]),
);

const specNamed = (name: string): AnyPackageSpec | undefined => {
  const written = BY_NAME.get(name);
  if (written !== undefined) return written;
  const known = packageNamed(name);
  return known === undefined ? undefined : specOf(known);
};

const fieldOf = (value: unknown, field: string): unknown =>
  value !== null && typeof value === "object" && Object.hasOwn(value, field)
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;

const withoutField = (entry: unknown, field: string): unknown => {
  if (entry === null || typeof entry !== "object") return entry;
  const { [field]: _left, ...rest } = entry as Readonly<Record<string, unknown>>;
  return rest;
};

const shortened = (list: readonly unknown[], form: GmcpForm<string>): readonly unknown[] => {
  const { most, without } = form;
  const some = most === undefined ? list : list.slice(0, most);
  return without === undefined ? some : some.map((entry) => withoutField(entry, without));
};

/** What GMCP sends: the value in the form that the schema tells, or as it is. */
export const gmcpValue = (name: string, value: unknown): unknown => {
  const form = specNamed(name)?.gmcp;
  if (form === undefined || value === null || typeof value !== "object") return value;
  const short = Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      Array.isArray(field) ? shortened(field, form) : field,
    ]),
  );
  return form.alone === undefined ? short : fieldOf(short, form.alone);
};

/** Unknown packages count as `latest`. */
export const flowOf = (name: string): Flow => specNamed(name)?.flow ?? "latest";

/** Of two values of `latest` packages with the same key only the newer matters. */
export const latestKey = (name: string, value: unknown): string => {
  const per = specNamed(name)?.per;
  return per === undefined ? name : `${name} ${String(fieldOf(value, per))}`;
};
