/**
 * Faults while counting players play, one after the other, and the verdict on each: whose sockets
 * closed, what was undone, what was heard, what was shown.
 */

import { setTimeout as pause } from "node:timers/promises";
import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { TallyCompany } from "./tally-company.ts";
import type { Loss } from "./tally-ledger.ts";
import type { TallyPlayer } from "./tally-player.ts";

const SETTLE_MS = 60_000;
/** So long lines flow before a fault, by chance: where it falls between two saves differs. */
const FLOW_MS_MIN = 500;
const FLOW_MS_MAX = 2500;
/** From applying a line to reading its answer, on a busy machine. */
const ANSWER_MS = 750;

export interface Fault {
  readonly title: string;
  /** Does it, and undoes it where it must be undone; `now` is called in its moment. */
  act(now: () => void): Promise<void>;
  /** The gateway whose sockets close; undefined = all sockets must stay. */
  readonly closes?: number;
  /** The engine is killed: what is not saved is undone, at most `windowMs` of it. */
  readonly windowMs?: number;
}

interface Before {
  readonly gateway: number;
  readonly closes: number;
  readonly losses: number;
  readonly unseen: number;
  readonly ahead: number;
}

export class TallyFaults {
  readonly problems: string[] = [];
  readonly report: string[] = [];
  readonly #company: TallyCompany;
  readonly #rng: PrngState;
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
    const before = new Map<TallyPlayer, Before>();
    for (const player of players) {
      player.news.clear();
      const { seat, closes, ledger } = player;
      const { gateway } = seat;
      const { losses, unseen, ahead } = ledger;
      before.set(player, { gateway, closes: closes.length, losses: losses.length, unseen, ahead });
    }
    const startMs = performance.now();
    let faultMs = startMs;
    await fault.act(() => {
      faultMs = performance.now();
    });
    await this.#company.settle(SETTLE_MS);
    // What was said while somebody was out of the world is not heard.
    if (fault.windowMs !== undefined) for (const { hearing } of players) hearing.beginAnew();
    for (const [player, was] of before) this.#judge(fault, player, was, faultMs);
    this.#tell(fault, before, performance.now() - startMs, faultMs);
  }

  #judge(fault: Fault, player: TallyPlayer, was: Before, faultMs: number): void {
    const { name, seat, ledger, hearing, closes } = player;
    const who = `${fault.title}: ${name} (${seat.kind})`;
    const isHit = fault.closes === was.gateway;
    const closed = closes.slice(was.closes);
    if (!isHit && closed.length > 0) this.problems.push(`${who} was closed: ${closed.join(", ")}`);
    if (isHit && closed.length === 0) this.problems.push(`${who} was not closed`);
    // A refresh shows where they are, not how they came there; so does a world that went back.
    const jumps = player.walk?.jumps.splice(0) ?? [];
    const isSmooth = fault.windowMs === undefined && fault.closes === undefined;
    if (isSmooth) this.problems.push(...jumps.map((jump) => `${who} went ${jump}`));
    const found = [...ledger.problems.splice(0), ...hearing.problems.splice(0)];
    this.problems.push(...found.map((problem) => `${who}: ${problem}`));
    this.#judgeLosses(who, fault, ledger.losses.slice(was.losses), faultMs);
    for (const { speaker, n } of hearing.gaps.splice(0)) {
      const wasSaid = this.#byName.get(speaker)?.ledger.isApplied(n) === true;
      const isExcused = fault.windowMs !== undefined;
      if (wasSaid && !isExcused) this.problems.push(`${who} did not hear ${speaker} say ${n}`);
    }
  }

  #judgeLosses(who: string, fault: Fault, losses: readonly Loss[], faultMs: number): void {
    const { windowMs } = fault;
    if (losses.length > (windowMs === undefined ? 0 : 1)) {
      this.problems.push(`${who}: undone ${JSON.stringify(losses)}`);
    }
    for (const { from, to, answeredMs } of losses) {
      const ageMs = Math.round(faultMs - answeredMs);
      if (windowMs === undefined || ageMs <= windowMs + ANSWER_MS) continue;
      this.problems.push(`${who}: lines ${from} to ${to} are undone, ${ageMs} ms old`);
    }
  }

  #tell(
    { title }: Fault,
    before: ReadonlyMap<TallyPlayer, Before>,
    tookMs: number,
    faultMs: number,
  ): void {
    const all = [...before];
    const closed = all.filter(([{ closes }, was]) => closes.length > was.closes).length;
    const losses = all.flatMap(([{ ledger }, was]) => ledger.losses.slice(was.losses));
    const oldestMs = Math.max(0, ...losses.map(({ answeredMs }) => faultMs - answeredMs));
    const lines = losses.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const undone =
      losses.length === 0
        ? "nothing undone"
        : `${lines} lines of ${losses.length} undone, the oldest ${Math.round(oldestMs)} ms old`;
    const unseen = all.reduce((sum, [{ ledger }, was]) => sum + ledger.unseen - was.unseen, 0);
    const seconds = (tookMs / 1000).toFixed(1);
    const ahead = all.reduce((sum, [{ ledger }, was]) => sum + ledger.ahead - was.ahead, 0);
    this.report.push(`${title}: all play on after ${seconds} s, ${closed} closed, ${undone}`);
    if (unseen > 0) this.report.push(`    ${unseen} lines were applied and not shown`);
    if (ahead > 0) this.report.push(`    ${ahead} lines were in a prompt before their answer`);
    const news = new Map<string, number>();
    for (const [player] of all) {
      for (const line of player.news) news.set(line, (news.get(line) ?? 0) + 1);
    }
    for (const [line, count] of news) this.report.push(`    ${count} read: ${line}`);
  }
}
