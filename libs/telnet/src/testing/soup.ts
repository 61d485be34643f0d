/** Random telnet for fuzzing: known tokens mixed with random bytes, cut anywhere. */

import fc from "fast-check";
import { concatBytes } from "../bytes.ts";
import { wire } from "./wire.ts";

/** Streams of these tokens (in `wire` notation) and, more rarely, any bytes. */
export const soupOf = (tokens: readonly string[]): fc.Arbitrary<Uint8Array> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...tokens.map(wire)) },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6 }) },
      ),
      { maxLength: 60, size: "max" },
    )
    .map(concatBytes);

/** Where to cut a stream. */
export const cuts = fc.array(fc.nat({ max: 400 }), { maxLength: 30, size: "max" });

/** The stream in chunks that end at `at`; some may be empty. */
export const chunksOf = (bytes: Uint8Array, at: readonly number[]): Uint8Array[] => {
  const borders = [0, ...[...at].sort((a, b) => a - b), Math.max(bytes.length, 400)];
  return borders.slice(1).map((end, i) => bytes.subarray(borders[i] ?? 0, end));
};
