/** "Did you mean" for content: the nearest of the known words, worded as a suggestion. */
import { suggest } from "@ambon/kernel/did-you-mean";

/** Longer words are left alone: comparing costs the product of both lengths. */
const WORD_CHARS_MAX = 40;

/** `did you mean "exits"?`, or nothing when no candidate is near enough to be meant. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > WORD_CHARS_MAX) return undefined;
  const slack = Math.max(1, Math.floor(word.length / 3));
  const near = [...candidates].filter((name) => Math.abs(name.length - word.length) <= slack);
  const [found] = suggest(word, near, 1);
  return found === undefined ? undefined : `did you mean "${found}"?`;
}
