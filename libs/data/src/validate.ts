/**
 * Strict check of outgoing data, for tests: what the server says must be exactly what its
 * documentation says.
 */

import { gmcpValue } from "./projection.ts";
import { packageNamed, specOf } from "./schema.ts";
import type { Shape } from "./shape.ts";

/** GMCP libraries of several clients cut messages there (DESIGN §16: GMCP_BYTES). */
const MAX_JSON_UNITS = 8192;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const hasControl = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f)) return true;
  }
  return false;
};

const checkText = (
  shape: Extract<Shape, { type: "string" }>,
  value: unknown,
  at: string,
): string[] => {
  if (typeof value !== "string") return [`${at}: expected a string`];
  if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) {
    return [`${at}: "${value}" is none of ${shape.oneOf.join(", ")}`];
  }
  if (shape.pattern !== undefined && !shape.pattern.test(value)) {
    return [`${at}: "${value}" has not the form ${shape.pattern.source}`];
  }
  return hasControl(value) ? [`${at}: contains a control character`] : [];
};

const checkInteger = (
  shape: Extract<Shape, { type: "integer" }>,
  value: unknown,
  at: string,
): string[] => {
  if (!Number.isSafeInteger(value)) return [`${at}: expected an integer`];
  const number = Number(value);
  if (shape.min !== undefined && number < shape.min) return [`${at}: ${number} < ${shape.min}`];
  if (shape.max !== undefined && number > shape.max) return [`${at}: ${number} > ${shape.max}`];
  return [];
};

const checkFields = (
  fields: Readonly<Record<string, Shape>>,
  value: unknown,
  at: string,
): string[] => {
  if (!isRecord(value)) return [`${at}: expected an object`];
  const problems: string[] = [];
  for (const [name, shape] of Object.entries(fields)) {
    if (Object.hasOwn(value, name)) {
      problems.push(...checkShape(shape, value[name], `${at}.${name}`));
    } else if (shape.optional !== true) {
      problems.push(`${at}.${name}: missing`);
    }
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) problems.push(`${at}.${name}: unknown field`);
  }
  return problems;
};

const checkShape = (shape: Shape, value: unknown, at: string): string[] => {
  switch (shape.type) {
    case "string":
      return checkText(shape, value, at);
    case "integer":
      return checkInteger(shape, value, at);
    case "boolean":
      return typeof value === "boolean" ? [] : [`${at}: expected true or false`];
    case "array":
      if (!Array.isArray(value)) return [`${at}: expected a list`];
      return value.flatMap((item, index) => checkShape(shape.items, item, `${at}[${index}]`));
    case "map":
      if (!isRecord(value)) return [`${at}: expected an object`];
      return Object.entries(value).flatMap(([key, item]) =>
        checkShape(shape.values, item, `${at}.${key}`),
      );
    case "object":
      return checkFields(shape.fields, value, at);
  }
};

/** Everything wrong with `value` as package `name`, as `Char.Vitals.hp: missing`; [] = right. */
export const problemsOf = (name: string, value: unknown): readonly string[] => {
  const known = packageNamed(name);
  if (known === undefined) return [`${name}: unknown package`];
  const problems = checkFields(specOf(known).fields, value, known);
  const size = problems.length === 0 ? JSON.stringify(gmcpValue(known, value)).length : 0;
  if (size > MAX_JSON_UNITS) problems.push(`${known}: ${size} units are more than clients read`);
  return problems;
};
