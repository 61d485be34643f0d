/** Numbered lines of a counting player: what each lays down, and what may become of it. */

export const START_GOLD = 1_000_000;
const SPREAD = 389;
/** A prime: so many lines in a row all lay down different amounts. */
const AMOUNTS = 997;

/** What line `n` lays down; every third line is spoken and lays down nothing. */
export const amountOf = (n: number): number => (isSpoken(n) ? 0 : 1 + ((n * SPREAD) % AMOUNTS));

export const isSpoken = (n: number): boolean => n % 3 === 0;

export interface Line {
  readonly n: number;
  /** When it was answered, or when the gold told that it was applied. */
  readonly knownMs: number;
}

/** Why the answer of a line need not come. */
export type Excuse = "interrupted" | "refreshed" | "left out" | "logged in anew";

/** Typed and not answered yet. */
export interface Flying {
  readonly n: number;
  readonly typedMs: number;
  readonly excuse: Excuse | null;
}

/** A line that was applied, and whose answer was never shown. */
export interface Unseen {
  readonly n: number;
  readonly typedMs: number;
  readonly excuse: Excuse;
}

/** Lines that were applied and are undone, as the player was told. */
export interface Loss {
  readonly from: number;
  readonly to: number;
  /** When the first of them was answered; undefined = none of them was. */
  readonly answeredMs: number | undefined;
}

export const sumOf = (lines: readonly { readonly n: number }[]): number =>
  lines.reduce((sum, { n }) => sum + amountOf(n), 0);
