/**
 * Faults while counting players play, one after the other, and the verdict on each: whose sockets
 * closed, what was undone, what was heard, what was shown.
 */

import { setTimeout as pause } from "node:timers/promises";
import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { TallyCompany } from "./tally-company.ts";
import type { Findings } from "./tally-ledger.ts";
import type { TallyPlayer } from "./tally-player.ts";
import { type Blow, verdictOn } from "./tally-verdict.ts";

const SETTLE_MS = 60_000;
const TRANSCRIPTS_MAX = 3;
/** So long lines flow before a fault, by chance: where it falls between two saves differs. */
const FLOW_MS_MIN = 500;
const FLOW_MS_MAX = 2500;

/** When what is lost was still there, and when it was certainly gone. */
export interface Moment {
  begins(): void;
  isDone(): void;
}

export interface Fault {
  readonly title: string;
  /** Does it, and undoes it where it must be undone. */
  act(moment: Moment): Promise<void>;
  /** The gateway whose sockets close; undefined = all sockets must stay. */
  readonly closes?: number;
  /** The engine is killed: what is not saved is undone, at most `windowMs` of it. */
  readonly windowMs?: number;
}

interface Before {
  readonly gateway: number;
  readonly closes: number;
}

interface Judged {
  readonly isClosed: boolean;
  readonly found: Findings;
}

export class TallyFaults {
  readonly problems: string[] = [];
  readonly report: string[] = [];
  /** What the first players saw last that something was wrong with. */
  readonly transcripts = new Map<string, string>();
  readonly #company: TallyCompany;
  readonly #rng: PrngState;
  /** How many connections of each had ended when it was judged last. */
  readonly #closes = new Map<TallyPlayer, number>();
  readonly #byName: ReadonlyMap<string, TallyPlayer>;

  constructor(company: TallyCompany, seed: number) {
    this.#company = company;
    this.#rng = seedPrng(seed);
    this.#byName = new Map(company.players.map((player) => [player.name, player]));
  }

  async run(fault: Fault): Promise<void> {
    const { players } = this.#company;
    await this.#company.spread(SETTLE_MS);
    await pause(FLOW_MS_MIN + below(this.#rng, FLOW_MS_MAX - FLOW_MS_MIN));
    this.#judgeQuiet(`before ${fault.title}`);
    const before = new Map<TallyPlayer, Before>();
    for (const player of players) {
      player.news.clear();
      before.set(player, { gateway: player.seat.gateway, closes: player.closes.length });
    }
    const startMs = performance.now();
    const blow = { beginMs: startMs, endMs: startMs };
    await fault.act({
      begins: () => {
        blow.beginMs = performance.now();
      },
      isDone: () => {
        blow.endMs = performance.now();
      },
    });
    await this.#company.settle(SETTLE_MS);
    const judged = [...before].map(([player, was]) => this.#judge(fault, player, was, blow));
    this.#tell(fault, judged, performance.now() - startMs, blow.beginMs);
  }

  /** What came after the last fault must be well, too. */
  finish(): void {
    this.#judgeQuiet("at the end");
  }

  /** Nothing is lost; some may have gone back to the gateway that they came to first. */
  #judgeQuiet(title: string): void {
    for (const player of this.#company.players) {
      const isCut = player.closes.length > (this.#closes.get(player) ?? 0);
      this.#closes.set(player, player.closes.length);
      this.#find(title, player, player.take(), { isCut, beginMs: 0, endMs: 0 });
    }
  }

  #judge(
    fault: Fault,
    player: TallyPlayer,
    was: Before,
    { beginMs, endMs }: Pick<Blow, "beginMs" | "endMs">,
  ): Judged {
    const isHit = fault.closes === was.gateway;
    const closed = player.closes.slice(was.closes);
    const isClosed = closed.length > 0;
    this.#closes.set(player, player.closes.length);
    if (isClosed && !isHit) this.#wrong(fault.title, player, `was closed: ${closed.join(", ")}`);
    if (isHit && !isClosed) this.#wrong(fault.title, player, "was not closed");
    const found = player.take();
    this.#find(fault.title, player, found, {
      windowMs: fault.windowMs,
      isCut: isHit,
      beginMs,
      endMs,
    });
    return { isClosed, found };
  }

  #find(title: string, player: TallyPlayer, found: Findings, blow: Blow): void {
    for (const what of verdictOn(found, blow)) this.#wrong(title, player, what);
    for (const { speaker, n } of player.hearing.gaps.splice(0)) {
      const wasSaid = this.#byName.get(speaker)?.ledger.isApplied(n) === true;
      if (wasSaid) this.#wrong(title, player, `did not hear ${speaker} say ${n}`);
    }
  }

  #wrong(title: string, { name, seat, transcript }: TallyPlayer, what: string): void {
    if (this.transcripts.size < TRANSCRIPTS_MAX && !this.transcripts.has(name)) {
      this.transcripts.set(name, transcript.text);
    }
    this.problems.push(`${title}: ${name} (${seat.kind}) ${what}`);
  }

  #tell({ title }: Fault, judged: readonly Judged[], tookMs: number, beginMs: number): void {
    const closed = judged.filter(({ isClosed }) => isClosed).length;
    const seconds = (tookMs / 1000).toFixed(1);
    const all = judged.map(({ found }) => found);
    const undone = undoneOf(all, beginMs);
    this.report.push(`${title}: all play on after ${seconds} s, ${closed} closed, ${undone}`);
    const told = all.filter(({ interruptions }) => interruptions > 0).length;
    if (told > 0) this.report.push(`    ${told} were told of an interruption`);
    for (const line of unseenOf(all)) this.report.push(`    ${line}`);
    const news = new Map<string, number>();
    for (const player of this.#company.players) {
      for (const line of player.news) news.set(line, (news.get(line) ?? 0) + 1);
    }
    for (const [line, count] of news) this.report.push(`    ${count} read: ${line}`);
  }
}

const undoneOf = (found: readonly Findings[], beginMs: number): string => {
  const losses = found.flatMap((one) => one.losses);
  if (losses.length === 0) return "nothing undone";
  const oldestMs = Math.max(0, ...losses.map(({ answeredMs = beginMs }) => beginMs - answeredMs));
  const lines = losses.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  return `${lines} lines of ${losses.length} undone, the oldest ${Math.round(oldestMs)} ms old`;
};

/** How often an answer was missing, and why it may. */
const unseenOf = (found: readonly Findings[]): string[] => {
  const counts = new Map<string, number>();
  for (const { excuse } of found.flatMap(({ unseen }) => unseen)) {
    counts.set(excuse, (counts.get(excuse) ?? 0) + 1);
  }
  const lines = [...counts].map(([why, count]) => `${count} applied and not shown: ${why}`);
  const dropped = found.reduce((sum, one) => sum + one.dropped, 0);
  return dropped === 0 ? lines : [...lines, `${dropped} under way on a lost connection are gone`];
};
