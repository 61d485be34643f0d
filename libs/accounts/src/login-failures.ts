/**
 * Wrong passwords per name: after LOGIN_FAILURES of them the name is locked for LOGIN_LOCK_MS.
 * For names that exist the count is in the store; for others it is kept here, so that both behave
 * alike for whoever tries them.
 */

import type { AuthRecord } from "@ambon/persistence/store";

/** Names that do not exist and are remembered; beyond that the oldest is forgotten. */
export const PHANTOMS_MAX = 2000;

export type Counted = Pick<AuthRecord, "failures" | "lockedUntilMs">;

export interface FailureLimits {
  readonly LOGIN_FAILURES: number;
  readonly LOGIN_LOCK_MS: number;
}

const NONE: Counted = { failures: 0, lockedUntilMs: 0 };

export class LoginFailures {
  readonly #limits: FailureLimits;
  readonly #phantoms = new Map<string, Counted>();

  constructor(limits: FailureLimits) {
    this.#limits = limits;
  }

  /** Milliseconds the name stays locked; 0 = it is not. */
  waitMs(nowMs: number, counted: Counted): number {
    return Math.max(0, counted.lockedUntilMs - nowMs);
  }

  /** One more; the count starts again when it locks. */
  after(nowMs: number, counted: Counted): Counted {
    const failures = counted.failures + 1;
    if (failures < this.#limits.LOGIN_FAILURES) return { failures, lockedUntilMs: 0 };
    return { failures: 0, lockedUntilMs: nowMs + this.#limits.LOGIN_LOCK_MS };
  }

  phantom(name: string): Counted {
    return this.#phantoms.get(name) ?? NONE;
  }

  setPhantom(name: string, counted: Counted): void {
    this.#phantoms.delete(name);
    this.#phantoms.set(name, counted);
    if (this.#phantoms.size <= PHANTOMS_MAX) return;
    const [oldest] = this.#phantoms.keys();
    if (oldest !== undefined) this.#phantoms.delete(oldest);
  }
}
