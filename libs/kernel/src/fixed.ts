/**
 * Integer arithmetic for the deterministic core.
 *
 * Every operand and result is a safe integer. Shares are permille (parts of 1000), growth is
 * compounded in millionths. No float ever enters game state, because `x / y` and Math.pow are
 * where runtimes and reviewers begin to disagree.
 */

const PERMILLE = 1000;
const MILLION = 1_000_000;

/** Quotient rounded toward negative infinity; `divisor` > 0. */
export const divFloor = (dividend: number, divisor: number): number =>
  Math.floor(dividend / divisor);

/** Quotient rounded away from zero for positive operands. */
export const divCeil = (dividend: number, divisor: number): number => Math.ceil(dividend / divisor);

/** `value · numerator ÷ denominator`, rounded down, exact while the product is a safe integer. */
export const mulDiv = (value: number, numerator: number, denominator: number): number =>
  Math.floor((value * numerator) / denominator);

/** `value · permille ÷ 1000`, rounded down. */
export const permilleOf = (value: number, permille: number): number =>
  mulDiv(value, permille, PERMILLE);

/** The share of `value` in `max` in permille; 0 when `max` is 0. */
export const shareOf = (value: number, max: number): number =>
  max <= 0 ? 0 : mulDiv(value, PERMILLE, max);

export const clamp = (value: number, min: number, max: number): number =>
  value < min ? min : Math.min(value, max);

/**
 * `base · (rate ÷ 1000)^steps` with the running product kept in millionths and rounded down at
 * each step, so the answer is the same everywhere. `base` ≤ 10^6, result ≤ 9·10^9 (saturates).
 */
export const compound = (base: number, ratePermille: number, steps: number): number => {
  let scaled = base * MILLION;
  for (let step = 0; step < steps; step += 1) {
    scaled = Math.floor(scaled / PERMILLE) * ratePermille;
    if (scaled > 9_000 * MILLION * MILLION) return 9_000 * MILLION;
  }
  return Math.floor(scaled / MILLION);
};

/** The largest integer whose square is ≤ `value`; `value` ≥ 0 and < 2^52. */
export const integerSqrt = (value: number): number => {
  if (value < 2) return value;
  let low = 1;
  let high = 1;
  while (high * high <= value) high *= 2;
  while (low + 1 < high) {
    const middle = Math.floor((low + high) / 2);
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
};
