/**
 * States carry the version of their schema (`schema`). An older one is brought up step by step by
 * pure functions, step n making n + 1 out of n; a newer one than the code knows is refused, for
 * reading it half would lose what the newer code added. What is not wholly of the shape that the
 * code expects (somebody edited it) is refused as well.
 */

import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import { fail, ok, type Result } from "@ambon/kernel/result";
import { type Shape, shapeProblems } from "@ambon/kernel/shape";
import type { StateCodec } from "./stored-player.ts";

export type Fields = Readonly<Record<string, unknown>>;
/** Index n upgrades schema n + 1 (the first step upgrades schema 1). */
export type UpgradeSteps = readonly ((old: Fields) => Fields)[];

/** A codec for states of schema `steps.length + 1`, which have to be of that shape. */
export function schemaCodec<S extends { readonly schema: number }>(
  steps: UpgradeSteps,
  shape?: Shape<S>,
): StateCodec<S> {
  return {
    encode: encodeCanonical,
    decode: (text) => {
      const read = upgradedState(text, steps);
      if (!read.ok) return read;
      // A key that nobody knows may be what a newer program keeps there: it stays.
      const wrong = shape === undefined ? [] : shapeProblems(shape, read.value);
      const first = wrong.find((problem) => !problem.unknownKey);
      if (first !== undefined) return fail(`the stored state is damaged: ${first.sentence}`);
      return ok(read.value as unknown as S);
    },
  };
}

/** A state's fields in today's schema, whatever their shape. */
export function upgradedState(text: string, steps: UpgradeSteps): Result<Fields, string> {
  const known = steps.length + 1;
  let value: unknown;
  try {
    value = decodeCanonical(text);
  } catch {
    return fail("the stored state is no JSON"); // the text itself may be private
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return fail("the stored state is no object");
  }
  let fields = value as Fields;
  const { schema } = fields;
  if (typeof schema !== "number" || !Number.isSafeInteger(schema) || schema < 1) {
    return fail("the stored state has no schema number");
  }
  if (schema > known) {
    return fail(
      `the stored state has schema ${schema} and this version of the server knows ${known}: ` +
        "start the newer version",
    );
  }
  for (const step of steps.slice(schema - 1)) fields = step(fields);
  return ok({ ...fields, schema: known });
}
