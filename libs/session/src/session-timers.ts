/** When which session wants to be woken: one heap for all, at most one live timer per session. */

import { TimerQueue } from "@ambon/kernel/timer-queue";
import type { Session } from "./session.ts";

interface Scheduled {
  readonly seq: number;
  readonly dueMs: number;
}

export class SessionTimers {
  readonly #queue = new TimerQueue<Session>();
  readonly #scheduled = new Map<Session, Scheduled>();
  #seq = 0;

  /** When the next session is due; null when none is. */
  get nextDueMs(): number | null {
    return this.#queue.nextDue() ?? null;
  }

  /**
   * Follows the session's wish. A wish that moved later keeps the earlier timer, because idle
   * deadlines move with every line: the timer then finds nothing due and is set anew.
   */
  follow(session: Session): void {
    const wishMs = session.wakeAtMs;
    const current = this.#scheduled.get(session);
    if (wishMs === null || current === undefined || wishMs < current.dueMs) {
      if (current !== undefined) this.forget(session);
      if (wishMs !== null) this.#set(session, wishMs);
    }
  }

  forget(session: Session): void {
    const current = this.#scheduled.get(session);
    if (current === undefined) return;
    this.#queue.cancel(current.seq);
    this.#scheduled.delete(session);
  }

  /** The next session whose own deadline has come. */
  takeDue(nowMs: number): Session | undefined {
    for (;;) {
      const timer = this.#queue.takeDue(nowMs);
      if (timer === undefined) return undefined;
      const session = timer.what;
      this.#scheduled.delete(session);
      const wishMs = session.wakeAtMs;
      if (wishMs !== null && wishMs <= nowMs) return session;
      if (wishMs !== null) this.#set(session, wishMs);
    }
  }

  #set(session: Session, dueMs: number): void {
    this.#seq += 1;
    this.#scheduled.set(session, { seq: this.#seq, dueMs });
    this.#queue.add({ due: dueMs, seq: this.#seq, what: session });
  }
}
