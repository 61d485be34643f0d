/** How a value leaves for those who do not read our own form, and how it waits. Any package name. */

import type { Flow } from "./package-spec.ts";
import { packageNamed, specOf } from "./schema.ts";

const fieldOf = (value: unknown, field: string): unknown =>
  value !== null && typeof value === "object" && Object.hasOwn(value, field)
    ? (value as Readonly<Record<string, unknown>>)[field]
    : undefined;

/** What GMCP sends: the field that the schema names, or the value as it is. */
export const gmcpValue = (name: string, value: unknown): unknown => {
  const known = packageNamed(name);
  const field = known === undefined ? undefined : specOf(known).gmcp;
  return field === undefined ? value : fieldOf(value, field);
};

/** Unknown packages count as `latest`. */
export const flowOf = (name: string): Flow => {
  const known = packageNamed(name);
  return (known === undefined ? undefined : specOf(known).flow) ?? "latest";
};

/** Of two values of `latest` packages with the same key only the newer matters. */
export const latestKey = (name: string, value: unknown): string => {
  const known = packageNamed(name);
  const per = known === undefined ? undefined : specOf(known).per;
  return per === undefined ? name : `${name} ${String(fieldOf(value, per))}`;
};
