/** Waiting for what another process or socket does: by looking, with a deadline, never a time. */

const DEADLINE_MS = 10_000;
const POLL_MS = 2;

/** Resolves when `holds` does; rejects with `what` when it does not within `deadlineMs`. */
export const until = async (
  what: string,
  holds: () => boolean,
  deadlineMs = DEADLINE_MS,
): Promise<void> => {
  const deadline = Date.now() + deadlineMs;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
