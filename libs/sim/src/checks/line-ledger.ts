/**
 * I8, I6 and I7: what became of every line that a bot numbered with a tag.
 *
 * A tag is typed once. It is applied when its own words come out of a zone for its player; a crash
 * takes back what the stored row does not have. At the end of a session, or of the run, each tag
 * is applied once, was refused, or belongs to a session that the player was told is over.
 */

import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import type { Checks } from "./checks.ts";

export interface Tag {
  readonly bot: number;
  readonly k: number;
}

/** What every tag begins with, and no word of the game. */
export const TAG_START = "zq";
const TAG = /zq(\d+)x(\d+)/;
const TAGS = new RegExp(TAG, "g");

export const tagText = ({ bot, k }: Tag): string => `zq${bot}x${k}`;

/** The first tag in a text. */
export const tagIn = (text: string): Tag | undefined => {
  const found = TAG.exec(text);
  return found === null ? undefined : { bot: Number(found[1]), k: Number(found[2]) };
};

export const tagsIn = (text: string): Tag[] =>
  text.includes(TAG_START)
    ? [...text.matchAll(TAGS)].map(([, bot, k]) => ({ bot: Number(bot), k: Number(k) }))
    : [];

interface Applied {
  readonly k: number;
  readonly inputSeq: number;
  readonly owner: string;
  readonly ranMs: number;
}

interface BotLines {
  typed: number;
  /** Tag → number of the line when a zone was last given it. */
  readonly seqs: Map<number, number>;
  /** In the order of application. */
  applied: Applied[];
  /** Refusals that were sent, those that have arrived, and those that never will (SE127). */
  readonly refusing: Set<number>;
  readonly refused: Set<number>;
  readonly unread: Set<number>;
  /** Applied, taken back by a crash, and the player may not know. */
  readonly undone: Set<number>;
  /** All that a crash ever took back. */
  readonly takenBack: Set<number>;
  /** Taken back, and the player knows. */
  readonly told: Set<number>;
  /** Tags up to here need no application any more. */
  excused: number;
  /** Tag → the latest epoch of the player's row under which its words came out of a zone. */
  readonly epochs: Map<number, number>;
  /** The highest of those that was shown. */
  shownEpoch: number;
}

export class LineLedger {
  readonly #checks: Checks;
  readonly #bots = new Map<number, BotLines>();
  lost = 0;
  count = 0;

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  typed({ bot, k }: Tag): void {
    this.#of(bot).typed = k;
  }

  /** A gateway has said no; if that gets lost the line may come again. */
  refusing({ bot, k }: Tag): void {
    this.#of(bot).refusing.add(k);
  }

  refused({ bot, k }: Tag): void {
    this.#of(bot).refused.add(k);
  }

  /** A resume shows the line to be behind the session: its refusal, if it had one, was lost. */
  passed({ bot, k }: Tag): void {
    const { refusing, unread } = this.#of(bot);
    if (refusing.has(k)) unread.add(k);
  }

  /** The bot knows that its session is over: what had no answer may or may not have happened. */
  sessionOver(bot: number): void {
    const lines = this.#of(bot);
    lines.excused = lines.typed;
  }

  /** A zone is given the line, under this number. */
  handedOver({ bot, k }: Tag, inputSeq: number): void {
    this.#of(bot).seqs.set(k, inputSeq);
  }

  applied(tag: Tag, owner: string, ranMs: number): void {
    const lines = this.#of(tag.bot);
    const { k } = tag;
    const inputSeq = lines.seqs.get(k) ?? 0;
    const last = lines.applied.at(-1);
    this.count += 1;
    if (k > lines.typed) this.#wrong(tag, "was applied and never typed");
    else if (lines.applied.some((one) => one.k === k)) this.#wrong(tag, "was applied twice");
    else if (last !== undefined && last.k > k) this.#wrong(tag, `was applied after ${last.k}`);
    else if (lines.refused.has(k)) this.#wrong(tag, "was refused and applied");
    lines.applied.push({ k, inputSeq, owner, ranMs });
  }

  /**
   * Whether or not it is accepted: under this epoch of the player's row a zone said it. A run that
   * was replaced may say it after its successor has: who reads it once reads it of the later one.
   */
  saidUnder({ bot, k }: Tag, epoch: number): void {
    const { epochs } = this.#of(bot);
    epochs.set(k, Math.max(epoch, epochs.get(k) ?? 0));
  }

  /** I7: the player reads it, and has read nothing yet that was said under a later epoch. */
  shown({ bot, k }: Tag): void {
    const lines = this.#of(bot);
    const epoch = lines.epochs.get(k) ?? 0;
    const { shownEpoch } = lines;
    if (epoch < shownEpoch) {
      const line = `line ${tagText({ bot, k })} of epoch ${epoch}`;
      this.#checks.wrong("I7", `${line} is shown after epoch ${shownEpoch}`);
    }
    lines.shownEpoch = Math.max(shownEpoch, epoch);
  }

  /** By a run that was replaced and may have acknowledged it: it comes again, or that is told. */
  appliedInVain({ bot, k }: Tag): void {
    this.#of(bot).undone.add(k);
  }

  /**
   * Another run of the engine begins with this row of the bot's character. `ranMs`: how long the
   * run that had it went on; `wasWell`: the store had no trouble before its end.
   */
  goesOnFrom(bot: number, inputSeq: number, ranMs: number, wasWell: boolean): void {
    const lines = this.#of(bot);
    const lost = lines.applied.filter((one) => one.inputSeq > inputSeq);
    if (lost.length === 0) return;
    this.lost += lost.length;
    for (const { k } of lost) {
      lines.undone.add(k);
      lines.takenBack.add(k);
    }
    lines.applied = lines.applied.filter((one) => one.inputSeq <= inputSeq);
    const oldest = lost[0] as Applied;
    const ageMs = ranMs - oldest.ranMs;
    if (wasWell && ageMs > DIRTY_AGE_MS_MAX) {
      const text = `line ${tagText({ bot, k: oldest.k })} was ${ageMs} ms old and is lost`;
      this.#checks.wrong("I6", text);
    }
  }

  /**
   * The bot reads that the game was interrupted: what a crash took back need not come again. `kept`
   * are the lines of a browser that it still sends again; others that had no effect are gone, too.
   */
  toldUndone(bot: number, kept: readonly string[] | undefined): void {
    const { undone, told, typed, excused, applied } = this.#of(bot);
    for (const k of undone) told.add(k);
    undone.clear();
    if (kept === undefined) return;
    const open = new Set([...kept.flatMap(tagsIn), ...applied].map(({ k }) => k));
    for (let k = excused + 1; k <= typed; k += 1) if (!open.has(k)) told.add(k);
  }

  /** A crash has taken it back at least once. */
  wasUndone({ bot, k }: Tag): boolean {
    return this.#of(bot).takenBack.has(k);
  }

  isApplied({ bot, k }: Tag): boolean {
    return this.#of(bot).applied.some((one) => one.k === k);
  }

  /** Tags that should have been applied by now and were not. */
  checkNothingMissing(): void {
    for (const [bot, lines] of this.#bots) {
      const { refused, unread, told } = lines;
      const applied = new Set(lines.applied.map(({ k }) => k));
      for (let k = lines.excused + 1; k <= lines.typed; k += 1) {
        if (applied.has(k) || refused.has(k) || unread.has(k) || told.has(k)) continue;
        this.#wrong({ bot, k }, `was never applied, and nobody told its player`);
      }
    }
  }

  #wrong(tag: Tag, what: string): void {
    this.#checks.wrong("I8", `line ${tagText(tag)} ${what}`);
  }

  #of(bot: number): BotLines {
    let lines = this.#bots.get(bot);
    if (lines === undefined) {
      lines = {
        typed: 0,
        seqs: new Map(),
        applied: [],
        refusing: new Set(),
        refused: new Set(),
        unread: new Set(),
        undone: new Set(),
        takenBack: new Set(),
        told: new Set(),
        excused: 0,
        epochs: new Map(),
        shownEpoch: 0,
      };
      this.#bots.set(bot, lines);
    }
    return lines;
  }
}
