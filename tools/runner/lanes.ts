/** The order of steps: some beside each other, those that need the machine by themselves. */

/** Suites with real processes wait more than they compute; more at once would starve two cores. */
export const LANES = 2;

/** What lanes know of a step. */
export type Laned = {
  /** It may run beside its neighbours that may as well. */
  readonly beside?: true;
};

/**
 * Runs all of `steps`, each once: one after the other in their order, but neighbours that may run
 * beside each other in up to `lanes` lanes, each lane taking the next one when it is free. Resolves
 * with the results in the order in which they ended; a `run` that rejects ends the whole.
 */
export async function runInLanes<S extends Laned, R>(
  steps: readonly S[],
  lanes: number,
  run: (step: S) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const left = [...steps];
  const lane = async (): Promise<void> => {
    while (left[0]?.beside) results.push(await run(left.shift() as S));
  };
  while (left.length > 0) {
    await Promise.all(Array.from({ length: lanes }, lane));
    const alone = left.shift();
    if (alone !== undefined) results.push(await run(alone));
  }
  return results;
}
