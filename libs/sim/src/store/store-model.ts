/**
 * A store that many processes share, as a model of Postgres: rows are linearizable, every call is
 * one transaction applied at some moment between question and answer, and calls of one process may
 * overtake each other (a pool). What may go wrong with a call:
 *
 * - refused: nothing was done, and the caller knows;
 * - unknown: it was done before the caller was told, is done some time after, or never is;
 * - repeated: what may be said twice (a cut) is done once more, later, by a driver or a proxy that
 *   tries again;
 * - away: for a while every call is refused, or hangs until its deadline and is refused;
 * - stalled: for a while nothing is done; then all of it is;
 * - mute: for a while things are done and not answered;
 * - far: the answers to the calls of one place are late, and for a while its calls get lost;
 * - failover: what is under way is unknown, and the store is away for a moment.
 *
 * The answers to a process that has died go nowhere; what it had asked for may still be done.
 */

import { RowTable, type RowWatcher } from "@ambon/persistence/row-table";
import type { Dice } from "../time/dice.ts";
import type { Process } from "../time/process.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { Trace } from "../trace/trace.ts";

export interface StoreTroubles {
  readonly minMs: number;
  readonly meanMs: number;
  readonly refusedPermille: number;
  readonly unknownPermille: number;
  readonly repeatedPermille: number;
}

export type Health = "well" | "away" | "stalled" | "mute";

export type StoreOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly unknown: boolean };

/** How long a caller waits for an answer before it takes the call for failed. */
export const CALL_TIMEOUT_MS = 8000;
const REFUSED_MS = 2;
/** A refusal that takes its time, as when a host does not answer at all. */
const HANG_MS = 3000;
/** A commit that comes after its caller gave up comes within this mean time. */
const LATE_COMMIT_MS = 4000;

/** A process is named by its place and the number of its run. */
const placeOf = ({ name }: Process): string => name.split(".")[0] ?? name;

interface Call {
  readonly apply: () => void;
  readonly fail: (unknown: boolean) => void;
}

export class StoreModel {
  readonly rows: RowTable;
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #trace: Trace;
  #troubles: StoreTroubles;
  #health: Health = "well";
  /** What waits for the end of a stall, or of silence. */
  #waiting: (() => void)[] = [];
  readonly #underWay = new Set<Call>();
  /** Places whose calls get lost, and by how much answers are late. */
  readonly #lost = new Set<string>();
  readonly #lateMs = new Map<string, number>();
  #calls = 0;
  #isHealed = false;
  /** When something last went wrong with it. */
  #troubledMs = 0;

  constructor(
    time: VirtualTime,
    dice: Dice,
    trace: Trace,
    troubles: StoreTroubles,
    changed: RowWatcher,
  ) {
    this.#time = time;
    this.#dice = dice;
    this.#trace = trace;
    this.#troubles = troubles;
    this.rows = new RowTable(() => time.nowMs, changed);
  }

  /** When it last had trouble with anybody: now, while it has. */
  get troubledMs(): number {
    const isFar = this.#lost.size > 0 || [...this.#lateMs.values()].some((lateMs) => lateMs > 0);
    return isFar || !this.isWell ? this.#time.nowMs : this.#troubledMs;
  }

  get isWell(): boolean {
    return this.#health === "well";
  }

  setHealth(health: Health): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#troubledMs = this.#time.nowMs;
    this.#trace.note("store", "store", health);
    if (health === "well" || health === "away") this.#release();
  }

  /** What waited goes on, or waits again. */
  #release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }

  /** Answers to one place are late from now on; 0 = not any more. */
  delayAnswers(place: string, lateMs: number): void {
    this.#troubledMs = this.#time.nowMs;
    this.#trace.note("store", "store", `answers to ${place} are ${lateMs} ms late`);
    this.#lateMs.set(place, lateMs);
  }

  /** Calls of one place get lost, or do not any more. */
  loseCalls(place: string, lost: boolean): void {
    this.#troubledMs = this.#time.nowMs;
    this.#trace.note("store", "store", `calls of ${place} ${lost ? "get lost" : "arrive again"}`);
    if (lost) this.#lost.add(place);
    else this.#lost.delete(place);
  }

  /** Of what is under way nobody knows whether it was done. */
  failOver(): void {
    this.#troubledMs = this.#time.nowMs;
    this.#trace.note("store", "store", `failover with ${this.#underWay.size} calls under way`);
    for (const call of [...this.#underWay]) {
      if (this.#dice.permille(500)) call.apply();
      call.fail(true);
    }
  }

  /** From now on nothing goes wrong, and what was to be done late never is. */
  heal(): void {
    this.#isHealed = true;
    const { minMs, meanMs } = this.#troubles;
    const never = { refusedPermille: 0, unknownPermille: 0, repeatedPermille: 0 };
    this.#troubles = { minMs, meanMs, ...never };
    this.#lost.clear();
    this.#lateMs.clear();
    this.setHealth("well");
  }

  /**
   * Asks; `reply` is run in the asking process, exactly once while that lives. `repeatable`: the
   * call means the same when it comes twice.
   */
  ask<T>(
    from: Process,
    what: string,
    work: (rows: RowTable) => T,
    reply: (outcome: StoreOutcome<T>) => void,
    repeatable = false,
  ): void {
    this.#calls += 1;
    const id = `${this.#calls} ${what}`;
    this.#trace.note(from.name, "ask", id);
    let isDone = false;
    let isAnswered = false;
    let value: T | undefined;
    const deadline = this.#time.after(CALL_TIMEOUT_MS, () => call.fail(true));
    const answer = (outcome: StoreOutcome<T>): void => {
      if (isAnswered) return;
      isAnswered = true;
      this.#underWay.delete(call);
      this.#time.cancel(deadline);
      from.run(() => {
        const how = outcome.ok ? "done" : outcome.unknown ? "unknown" : "failed";
        this.#trace.note(from.name, "answer", `${id}: ${how}`);
        reply(outcome);
      });
    };
    const apply = (): void => {
      if (isDone) return;
      isDone = true;
      value = work(this.rows);
      if (repeatable) this.#repeat(() => work(this.rows));
    };
    const fail = (unknown: boolean): void => answer({ ok: false, unknown });
    const call: Call = { apply, fail };
    this.#underWay.add(call);
    const place = placeOf(from);
    if (this.#lost.has(place)) return;
    this.#carryOut(call, () => {
      const lateMs = this.#lateMs.get(place) ?? 0;
      this.#time.after(lateMs, () =>
        this.#unless(
          () => this.#health === "mute",
          () => answer({ ok: true, value: value as T }),
        ),
      );
    });
  }

  #carryOut(call: Call, done: () => void): void {
    const { refusedPermille, unknownPermille } = this.#troubles;
    const dice = this.#dice;
    if (this.#health === "away") {
      this.#time.after(dice.permille(300) ? HANG_MS : REFUSED_MS, () => call.fail(false));
      return;
    }
    if (dice.permille(refusedPermille)) {
      this.#troubledMs = this.#time.nowMs;
      this.#time.after(this.#delayMs(), () => call.fail(false));
      return;
    }
    const isLost = dice.permille(unknownPermille);
    if (isLost) {
      this.#troubledMs = this.#time.nowMs;
      this.#time.after(this.#delayMs(), () => call.fail(true));
      const fate = dice.below(3);
      if (fate === 0) return;
      const lateMs = fate === 1 ? 0 : dice.exponential(LATE_COMMIT_MS);
      this.#time.after(this.#delayMs() + lateMs, () => {
        if (!this.#isHealed) call.apply();
      });
      return;
    }
    this.#time.after(this.#delayMs(), () =>
      this.#unless(
        () => this.#health === "stalled",
        () => {
          call.apply();
          this.#time.after(this.#delayMs(), done);
        },
      ),
    );
  }

  /** Sometimes once more, when its caller has the answer and has gone on. */
  #repeat(work: () => void): void {
    if (!this.#dice.permille(this.#troubles.repeatedPermille)) return;
    this.#troubledMs = this.#time.nowMs;
    this.#time.after(this.#delayMs() + this.#dice.exponential(LATE_COMMIT_MS), () => {
      if (!this.#isHealed) work();
    });
  }

  /** Now, or when that is over. */
  #unless(waits: () => boolean, run: () => void): void {
    if (waits()) this.#waiting.push(() => this.#unless(waits, run));
    else run();
  }

  #delayMs(): number {
    const { minMs, meanMs } = this.#troubles;
    return minMs + this.#dice.exponential(meanMs);
  }
}
