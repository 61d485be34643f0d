/**
 * What a player writes to recognize a line: plain text, found anywhere and in any case, in which
 * `*` stands for anything. No regular expressions: the search is linear, whatever is written.
 */

/** Characters of a pattern. */
export const PATTERN_MAX = 80;
/** Characters that are not `*`: less would fit nearly every line. */
export const PATTERN_MIN = 2;
/** Characters of a line that are looked at. */
export const SUBJECT_MAX = 2_000;

const partsOf = (pattern: string): readonly string[] =>
  pattern
    .toLowerCase()
    .split("*")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Why a pattern is refused, or null. */
export const patternFault = (pattern: string): string | null => {
  if (pattern.length > PATTERN_MAX) return `At most ${PATTERN_MAX} characters.`;
  const letters = partsOf(pattern).join("").length;
  return letters < PATTERN_MIN ? `At least ${PATTERN_MIN} characters besides *.` : null;
};

/** Whether the parts between the stars stand in `line` in their order. */
export const fitsPattern = (pattern: string, line: string): boolean => {
  const parts = partsOf(pattern);
  if (parts.length === 0) return false;
  const subject = line.slice(0, SUBJECT_MAX).toLowerCase();
  let at = 0;
  for (const part of parts) {
    const found = subject.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
};
