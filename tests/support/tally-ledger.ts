/**
 * What a counting player knows of its lines. Each line lays down an amount of gold of its own, so
 * what is left says which lines were applied: all of them once, in order.
 *
 *   typed ──▶ answered, once, in order ──▶ confirmed by the gold in a prompt
 *     │              └─ told of an interruption: the last of them may be undone, as many as told
 *     └─ its answer need not come, and the gold says whether it was applied:
 *          interrupted       in flight when the player was told: one cut through what the lost
 *                            engine applied (tally-interruption.ts)
 *          refreshed         the player was told that not all is shown: it is applied
 *          left out          a spoken line where "…3 more lines" stands: it is applied
 *          logged in anew    a connection that ended: applied up to some line, the rest is not
 *
 * Nothing else is taken: docs/spec/cluster.md tells it under "Counting players". Once a line is
 * answered after an interruption or a refresh, those behind it have no excuse any more. A prompt
 * may be drawn again, as it was, between an answer and the next one, or lag behind answers that
 * came since the last one: it tells nothing.
 */

import { Interruption } from "./tally-interruption.ts";
import {
  amountOf,
  type Excuse,
  type Flying,
  isSpoken,
  type Line,
  type Loss,
  START_GOLD,
  sumOf,
  type Unseen,
} from "./tally-lines.ts";

/** What was found since it was last asked for. */
export interface Findings {
  readonly problems: readonly string[];
  readonly losses: readonly Loss[];
  readonly unseen: readonly Unseen[];
  /** How often the player was told of an interruption. */
  readonly interruptions: number;
  /** In flight on a connection that ended, and not applied. */
  readonly dropped: number;
}

export const NOTHING: Findings = {
  problems: [],
  losses: [],
  unseen: [],
  interruptions: 0,
  dropped: 0,
};

export class TallyLedger {
  #found = NOTHING;
  #next = 1;
  #newest = 0;
  #applied: Line[] = [];
  #flying: readonly Flying[] = [];
  #spent = 0;
  #isNewLogin = false;
  #interruption: Interruption | null = null;
  /** Of the last prompt. */
  #shownGold = START_GOLD;
  /** Answered since what the last prompt tells, and since the world may have gone back. */
  #sincePrompt: number[] = [];

  get sent(): number {
    return this.#next - 1;
  }

  /** Typed and not answered. */
  get flying(): readonly number[] {
    return this.#flying.map(({ n }) => n);
  }

  /** The newest line that was answered; 0 = none. */
  get newestAnswered(): number {
    return this.#newest;
  }

  /** It is known what an interruption did. */
  get isClear(): boolean {
    return this.#interruption === null;
  }

  /** Nothing is under way, and the last prompt says the same. */
  get isSettled(): boolean {
    const isOpen = (this.#interruption?.passed.length ?? 0) > 0;
    return this.#flying.length === 0 && !isOpen && this.#shownGold === this.gold;
  }

  /** Whether a line's effect is there, as far as is known now. */
  isApplied(n: number): boolean {
    return this.#applied.some((line) => line.n === n);
  }

  /** What the character must have when all is settled. */
  get gold(): number {
    return START_GOLD - this.#spent;
  }

  take(): Findings {
    const found = this.#found;
    this.#found = NOTHING;
    return found;
  }

  /** The number of the next line, which is typed now. */
  send(nowMs: number): number {
    const n = this.#next;
    this.#next += 1;
    this.#flying = [...this.#flying, { n, typedMs: nowMs, excuse: null }];
    return n;
  }

  answered(n: number, nowMs: number): void {
    const at = this.#flying.findIndex((line) => line.n === n);
    if (at < 0) return this.#wrong(`line ${n} was answered, but is not under way`);
    const earlier = this.#flying.slice(0, at);
    const missing = earlier.find(({ excuse }) => excuse === null);
    if (missing !== undefined) this.#wrong(`line ${n} was answered before ${missing.n}`);
    this.#flying = this.#flying.slice(at + 1).map(stillExcused);
    this.#passOver(earlier, nowMs);
    if (this.#interruption !== null) this.#interruption.isOver = true;
    this.#newest = n;
    this.#sincePrompt.push(n);
    this.#apply(n, nowMs);
  }

  /** The player is told that the world went back, and how many of its commands are undone. */
  interrupted(undone: number): void {
    this.#sincePrompt = [];
    this.#found = { ...this.#found, interruptions: this.#found.interruptions + 1 };
    const earlier = this.#interruption;
    if (earlier !== null && !earlier.isOver) earlier.again(undone);
    else {
      // What it passed over is not known to be there, and never will be.
      const open = earlier?.passed.map(({ n }) => n) ?? [];
      if (open.length > 0)
        this.#wrong(`interrupted again before it was clear of ${open.join(" ")}`);
      this.#interruption = new Interruption(this.#applied.length, undone);
    }
    this.#excuse("interrupted", () => true);
  }

  /** The player is told that not all is shown, and how things are now. */
  refreshed(): void {
    this.#excuse("refreshed", ({ excuse }) => excuse === null);
  }

  /** So many lines of what goes on around are left out: talk is of them. */
  leftOut(): void {
    this.#excuse("left out", ({ n, excuse }) => excuse === null && isSpoken(n));
  }

  /** Logged in anew: answers of what was under way are not to be expected. */
  cameBack(): void {
    this.#sincePrompt = [];
    this.#isNewLogin = true;
    this.#interruption = null;
    this.#excuse("logged in anew", () => true);
  }

  /** A prompt says what is left. */
  saw(gold: number, nowMs: number): void {
    const spent = START_GOLD - gold;
    const isDrawnAgain = gold === this.#shownGold && !this.#isNewLogin;
    this.#shownGold = gold;
    if ((isDrawnAgain && spent <= this.#spent) || this.#lags(spent)) return;
    this.#sincePrompt = [];
    if (this.#interruption === null) this.#takeAhead(spent, nowMs);
    else this.#settle(this.#interruption, spent, nowMs);
    if (!this.#isNewLogin) return;
    const { dropped } = this.#found;
    this.#found = { ...this.#found, dropped: dropped + this.#flying.length };
    this.#flying = [];
    this.#isNewLogin = false;
  }

  /** All but the last lines that were answered since the last prompt are in it. */
  #lags(spent: number): boolean {
    let sum = this.#spent;
    for (let at = this.#sincePrompt.length - 1; at >= 0 && sum > spent; at -= 1) {
      sum -= amountOf(this.#sincePrompt[at] ?? 0);
      if (sum !== spent) continue;
      this.#sincePrompt = this.#sincePrompt.slice(at);
      return true;
    }
    return false;
  }

  /** What is excused from the beginning on and makes up for what is gone was applied. */
  #takeAhead(spent: number, nowMs: number): void {
    this.#passOver(this.#goneAhead(spent), nowMs);
    if (this.#spent === spent) return;
    if (this.#spent < spent) {
      this.#wrong(`${spent} gold was laid down, but all lines together are ${this.#spent}`);
    } else this.#wrong(`${this.#spent - spent} gold came back, and nobody was told`);
    this.#spent = spent;
  }

  #settle(interruption: Interruption, spent: number, nowMs: number): void {
    if (!interruption.isOver) interruption.pass(this.#goneAhead(spent));
    const settled = interruption.settle(this.#applied, spent, nowMs);
    if (interruption.isOver || settled === undefined) this.#interruption = null;
    this.#spent = spent;
    if (settled === undefined) {
      return this.#wrong(`what is left says that ${spent} gold is laid down: no one cut, as told`);
    }
    this.#applied = [...settled.applied];
    this.#noteUnseen(settled.unseen);
    const [first] = settled.undone;
    const last = settled.undone.at(-1);
    if (first === undefined || last === undefined) return;
    const answeredMs = "knownMs" in first ? first.knownMs : undefined;
    const loss: Loss = { from: first.n, to: last.n, answeredMs };
    this.#found = { ...this.#found, losses: [...this.#found.losses, loss] };
  }

  /** Takes excused lines out of what is under way, until `spent` is reached. */
  #goneAhead(spent: number): readonly Flying[] {
    const passed = this.#interruption?.passed ?? [];
    let sum = this.#spent + sumOf(passed);
    let count = 0;
    for (const { n, excuse } of this.#flying) {
      if (sum >= spent || excuse === null) break;
      sum += amountOf(n);
      count += 1;
    }
    if (sum !== spent) return [];
    const ahead = this.#flying.slice(0, count);
    this.#flying = this.#flying.slice(count);
    return ahead;
  }

  /** Their answers do not come any more. */
  #passOver(lines: readonly Flying[], nowMs: number): void {
    const excused = lines.filter(({ excuse }) => excuse !== null);
    const open = excused.filter((line) => line.excuse === "interrupted");
    this.#interruption?.pass(open);
    const unseen = excused.filter((line) => !open.includes(line));
    this.#noteUnseen(unseen);
    for (const { n } of unseen) this.#apply(n, nowMs);
  }

  #apply(n: number, nowMs: number): void {
    this.#applied.push({ n, knownMs: nowMs });
    this.#spent += amountOf(n);
  }

  #noteUnseen(lines: readonly Flying[]): void {
    const unseen = lines.flatMap(({ n, typedMs, excuse }) =>
      excuse === null ? [] : [{ n, typedMs, excuse }],
    );
    this.#found = { ...this.#found, unseen: [...this.#found.unseen, ...unseen] };
  }

  #excuse(excuse: Excuse, isMeant: (line: Flying) => boolean): void {
    this.#flying = this.#flying.map((line) => (isMeant(line) ? { ...line, excuse } : line));
  }

  #wrong(problem: string): void {
    this.#found = { ...this.#found, problems: [...this.#found.problems, problem] };
  }
}

/** Talk that was left out may lie between what is answered. */
const stillExcused = (line: Flying): Flying =>
  line.excuse === "left out" ? line : { ...line, excuse: null };
