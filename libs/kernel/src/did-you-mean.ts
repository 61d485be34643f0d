/** Suggestions for mistyped words: optimal string alignment distance, small inputs only. */

const MAX_WORD = 40;

/** Insertions, deletions, substitutions and swaps of neighbours; words are cut to 40 letters. */
export const editDistance = (left: string, right: string): number => {
  const a = left.slice(0, MAX_WORD);
  const b = right.slice(0, MAX_WORD);
  let older: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(
        (previous[j] as number) + 1,
        (row[j - 1] as number) + 1,
        (previous[j - 1] as number) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (older[j - 2] as number) + 1);
      }
      row.push(best);
    }
    older = previous;
    previous = row;
  }
  return previous[b.length] as number;
};

/** The nearest candidates within a third of the word's length (at least 1), best first. */
export const suggest = (word: string, candidates: Iterable<string>, most = 3): string[] => {
  const lower = word.toLowerCase();
  const limit = Math.max(1, Math.floor(lower.length / 3));
  const near: { name: string; distance: number }[] = [];
  for (const name of candidates) {
    const distance = editDistance(lower, name.toLowerCase());
    if (distance <= limit) near.push({ name, distance });
  }
  near.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return near.slice(0, most).map((entry) => entry.name);
};
