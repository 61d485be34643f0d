/**
 * When the next tick starts. A quiet engine ticks each `tickMs`. When something waits the tick is
 * brought forward: `earlyTickMs` after the last one started, or right after it ended if that is
 * later. So a quiet server answers in milliseconds and a busy one batches by itself; between two
 * ticks the host always lets its sockets run.
 */

export interface CadenceOptions {
  readonly tickMs: number;
  /** 0 = never early. */
  readonly earlyTickMs: number;
}

export const DEFAULT_CADENCE: CadenceOptions = { tickMs: 100, earlyTickMs: 5 };

export interface TickPast {
  /** Host milliseconds, fractions allowed; equal for an engine that never ticked. */
  readonly lastStartMs: number;
  readonly lastEndMs: number;
  /** Input is in the inbox, or a zone was left with work. */
  readonly waiting: boolean;
}

/** Host time of the next start; never before the last end. */
export const nextTickAt = (options: CadenceOptions, past: TickPast): number => {
  const early = past.waiting && options.earlyTickMs > 0;
  const gap = early ? Math.min(options.earlyTickMs, options.tickMs) : options.tickMs;
  return Math.max(past.lastEndMs, past.lastStartMs + gap);
};

/** A tick is late when the one after it could not start on the regular grid any more. */
export const isLate = (options: CadenceOptions, startMs: number, endMs: number): boolean =>
  endMs - startMs > options.tickMs;
