/** The host's clock and timers; tests put a hand-wound one in their place. */

export interface HostTime {
  /** Wall milliseconds since 1970 at start, growing steadily from there; fractions allowed. */
  now(): number;
  /** Calls once after `delayMs`, or as soon as sockets had their turn when it is 0 or less. */
  later(delayMs: number, run: () => void): HostTimer;
}

export interface HostTimer {
  cancel(): void;
}

/** Wall time once, then the monotonic clock: a clock that is set back never turns time back. */
export const systemTime = (): HostTime => {
  const startMs = Date.now() - performance.now();
  return {
    now: () => startMs + performance.now(),
    later: (delayMs, run) => {
      if (delayMs <= 0) {
        const immediate = setImmediate(run);
        return { cancel: () => clearImmediate(immediate) };
      }
      const timeout = setTimeout(run, Math.ceil(delayMs));
      return { cancel: () => clearTimeout(timeout) };
    },
  };
};
