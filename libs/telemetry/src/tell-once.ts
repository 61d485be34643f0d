/**
 * A mistake in the telemetry must never change what the game does: it is told in the log, each kind
 * once, and what was to be counted or written goes on without it.
 */

/** Kinds that are told; they are as many as there are wrong places in the code. */
const KINDS_MAX = 100;

export const tellOnce = (tell: (what: string) => void): ((what: string) => void) => {
  const told = new Set<string>();
  return (what) => {
    if (told.has(what) || told.size === KINDS_MAX) return;
    told.add(what);
    tell(what);
  };
};
