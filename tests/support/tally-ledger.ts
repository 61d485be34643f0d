/**
 * What a counting player knows of its lines. Each line lays down an amount of gold of its own, so
 * what is left says which lines were applied: all of them once, or all but one block.
 *
 *   sent ──▶ answered, in order ──▶ confirmed by the gold in a prompt
 *                                └▶ less was laid down: the world went back, a block is undone
 *
 * After a new login the answers of what was under way may never come: then the gold says how many
 * of these lines, in their order, were applied unseen. The same where something was not shown (too
 * much for a slow connection, or waiting in an engine that was killed), but that what was not
 * applied yet is answered still. A prompt may be drawn again, as it was, between an
 * answer and the next one.
 */

export const START_GOLD = 1_000_000;
const SPREAD = 389;
/** A prime: so many lines in a row all lay down different amounts. */
const AMOUNTS = 997;

/** What line `n` lays down; every third line is spoken and lays down nothing. */
export const amountOf = (n: number): number => (n % 3 === 0 ? 0 : 1 + ((n * SPREAD) % AMOUNTS));

interface Line {
  readonly n: number;
  answeredMs: number;
}

/** Lines that were answered and are undone. */
export interface Loss {
  readonly from: number;
  readonly to: number;
  /** When the first of them was answered, and when it was seen that they are gone. */
  readonly answeredMs: number;
  readonly seenMs: number;
}

const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { n }) => sum + amountOf(n), 0);

export class TallyLedger {
  readonly problems: string[] = [];
  readonly losses: Loss[] = [];
  /** Lines that were applied without an answer, and lines that a prompt showed before it came. */
  unseen = 0;
  ahead = 0;
  #next = 1;
  #newest = 0;
  #applied: Line[] = [];
  #flying: number[] = [];
  /** Of `#applied`: how many a prompt has confirmed. */
  #confirmed = 0;
  #spent = 0;
  #isNewLogin = false;
  /** Under way when not all could be shown: their answers need not come. */
  #unshown: ReadonlySet<number> = new Set();
  /** Applied, as a prompt said, and to be answered still. */
  readonly #ahead = new Set<number>();
  /** Of the last prompt. */
  #shownGold = START_GOLD;

  get sent(): number {
    return this.#next - 1;
  }

  /** Sent and not answered. */
  get flying(): readonly number[] {
    return this.#flying;
  }

  /** The newest line that was answered; 0 = none. */
  get newestAnswered(): number {
    return this.#newest;
  }

  /** Whether a line's effect is there, as far as is known now. */
  isApplied(n: number): boolean {
    return this.#applied.some((line) => line.n === n);
  }

  /** What the character must have when all is settled. */
  get gold(): number {
    return START_GOLD - this.#spent;
  }

  /** The number of the next line, which is sent now. */
  send(): number {
    const n = this.#next;
    this.#next += 1;
    this.#flying.push(n);
    return n;
  }

  /** The server said that it will not take the newest line. */
  refused(n: number): void {
    this.#flying = this.#flying.filter((one) => one !== n);
  }

  answered(n: number, nowMs: number): void {
    const at = this.#flying.indexOf(n);
    if (at < 0) {
      this.problems.push(`line ${n} was answered, but is not under way`);
      return;
    }
    const isInTurn = this.#flying.slice(0, at).every((one) => this.#unshown.has(one));
    if (isInTurn) for (const one of this.#flying.splice(0, at)) this.#passOver(one, nowMs);
    else this.problems.push(`line ${n} was answered before ${this.#flying[0]}`);
    this.#flying = this.#flying.filter((one) => one !== n);
    this.#newest = n;
    if (!this.#ahead.delete(n)) this.#apply(n, nowMs);
  }

  /** Something is not shown: answers of what is under way may be in it. */
  missedSome(): void {
    this.#unshown = new Set(this.#flying);
  }

  /** Logged in anew: answers of what was under way are not to be expected. */
  cameBack(): void {
    this.#isNewLogin = true;
  }

  /** A prompt says what is left. */
  saw(gold: number, nowMs: number): void {
    const spent = START_GOLD - gold;
    const isDrawnAgain = gold === this.#shownGold && !this.#isNewLogin;
    this.#shownGold = gold;
    if (isDrawnAgain && spent < this.#spent) return;
    if (spent > this.#spent) this.#appliedUnseen(spent, nowMs);
    else if (spent < this.#spent) this.#wentBack(spent, nowMs);
    if (this.#isNewLogin && spent === this.#spent) {
      this.#flying = [];
      this.#ahead.clear();
    }
    this.#isNewLogin = false;
    this.#confirmed = this.#applied.length;
  }

  #apply(n: number, nowMs: number): void {
    this.#applied.push({ n, answeredMs: nowMs });
    this.#spent += amountOf(n);
  }

  #applyUnseen(n: number, nowMs: number): void {
    this.#apply(n, nowMs);
    this.unseen += 1;
  }

  /** Its answer will not come. */
  #passOver(n: number, nowMs: number): void {
    if (!this.#ahead.delete(n)) this.#applyUnseen(n, nowMs);
  }

  /** A prompt may come before the answers that it counts in: they must still come. */
  #appliedAhead(spent: number, nowMs: number): boolean {
    let sum = this.#spent;
    const waiting = this.#flying.filter((n) => !this.#ahead.has(n));
    const last = waiting.findIndex((n) => {
      sum += amountOf(n);
      return sum >= spent;
    });
    if (last < 0 || sum !== spent) return false;
    for (const n of waiting.slice(0, last + 1)) {
      this.#apply(n, nowMs);
      this.#ahead.add(n);
      this.ahead += 1;
    }
    return true;
  }

  #appliedUnseen(spent: number, nowMs: number): void {
    while (this.#spent < spent) {
      const [first] = this.#flying;
      if (first === undefined || !(this.#isNewLogin || this.#unshown.has(first))) break;
      this.#flying = this.#flying.slice(1);
      this.#passOver(first, nowMs);
    }
    if (this.#spent === spent || this.#appliedAhead(spent, nowMs)) return;
    this.problems.push(`${spent} gold was laid down, but all lines together are ${this.#spent}`);
    this.#spent = spent;
  }

  /** Looks for the one block that is undone; what came after it was answered since. */
  #wentBack(spent: number, nowMs: number): void {
    const undone = this.#spent - spent;
    for (let to = this.#applied.length; to >= this.#confirmed; to -= 1) {
      for (let from = to - 1; from >= 0; from -= 1) {
        const block = this.#applied.slice(from, to);
        const sum = sumOf(block);
        if (sum > undone) break;
        if (sum < undone) continue;
        this.#lose(from, block, nowMs);
        return;
      }
    }
    this.problems.push(`${undone} gold came back, which no block of lines laid down`);
    this.#spent = spent;
  }

  #lose(at: number, block: readonly Line[], nowMs: number): void {
    const [first] = block;
    const last = block.at(-1);
    if (first === undefined || last === undefined) return;
    this.losses.push({ from: first.n, to: last.n, answeredMs: first.answeredMs, seenMs: nowMs });
    this.#applied.splice(at, block.length);
    this.#spent -= sumOf(block);
  }
}
