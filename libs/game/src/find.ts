/**
 * What a typed word means: `sword`, `2.sword`, `all`, `all.coin`.
 *
 * A word matches a keyword by prefix, in any case; several words must all match. Exact keywords
 * win over prefixes, so that `ring` finds a ring before a ringmail.
 */

export interface Target {
  /** Which of the matches; 0 = all of them. */
  readonly nth: number;
  /** Lower-case words; empty only with nth 0 (plain `all`). */
  readonly words: readonly string[];
}

const MAX_NTH = 999;

export const parseTarget = (typed: string): Target => {
  const lower = typed.trim().toLowerCase();
  if (lower === "all") return { nth: 0, words: [] };
  const match = /^(all|\d{1,3})\.(.+)$/.exec(lower);
  const body = match?.[2] ?? lower;
  const words = body.split(/\s+/).filter((word) => !/^(?:a|an|the|my)$/.test(word));
  const number = match?.[1];
  const nth = number === undefined ? 1 : number === "all" ? 0 : Math.min(Number(number), MAX_NTH);
  return { nth: number !== undefined && number !== "all" ? Math.max(1, nth) : nth, words };
};

export type Match = "none" | "prefix" | "exact";

/** How well words fit a thing's keywords. */
export const matchWords = (words: readonly string[], keywords: readonly string[]): Match => {
  let best: Match = "exact";
  for (const word of words) {
    if (keywords.some((keyword) => keyword.toLowerCase() === word)) continue;
    if (!keywords.some((keyword) => keyword.toLowerCase().startsWith(word))) return "none";
    best = "prefix";
  }
  return best;
};

/** The candidates that are meant, in order; several only for `all`. */
export const pick = <T>(
  target: Target,
  candidates: readonly T[],
  keywordsOf: (candidate: T) => readonly string[],
): T[] => {
  if (target.words.length === 0) return target.nth === 0 ? [...candidates] : [];
  const exact: T[] = [];
  const prefix: T[] = [];
  for (const candidate of candidates) {
    const match = matchWords(target.words, keywordsOf(candidate));
    if (match === "exact") exact.push(candidate);
    else if (match === "prefix") prefix.push(candidate);
  }
  if (target.nth === 0) return candidates.filter((c) => exact.includes(c) || prefix.includes(c));
  const one = [...exact, ...prefix][target.nth - 1];
  return one === undefined ? [] : [one];
};

/** The one that is meant; `all.x` counts as the first x. */
export const pickOne = <T>(
  typed: string,
  candidates: readonly T[],
  keywordsOf: (candidate: T) => readonly string[],
): T | undefined => {
  const target = parseTarget(typed);
  return pick({ ...target, nth: Math.max(1, target.nth) }, candidates, keywordsOf)[0];
};
