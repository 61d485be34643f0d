/** Chance for what is nobody's secret and no part of the game: jitter of retries. */

import { randomInt } from "node:crypto";

const SPAN = 2 ** 32;

/** In [0, 1). */
export const chance = (): number => randomInt(SPAN) / SPAN;
