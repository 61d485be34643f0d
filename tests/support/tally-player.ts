/**
 * A counting player: makes its character, walks to its room, and then types one numbered line after
 * the other, whether or not the last one was answered. Its ledger knows what became of each. One
 * that walks types steps between them.
 *
 *   login ──in the world──▶ settling (first time) ──its room──▶ playing ──name asked again──▶ login
 */

import { TallyHearing } from "./tally-hearing.ts";
import { type Findings, TallyLedger } from "./tally-ledger.ts";
import { amountOf } from "./tally-lines.ts";
import type { Seat, SeatEvents } from "./tally-seat.ts";
import { TallyTranscript } from "./tally-transcript.ts";
import { STEP_EVERY, spreadSteps, type TallyWalk } from "./tally-walk.ts";
import { PASSWORD } from "./telnet-player.ts";

/** Around the ring. */
const STEP = "east";
const WAYS = ["north", "east", "south", "west", "up", "down"] as const;
/** Spreads any number of players over any pause. */
const STAGGER = 37;
/** Lines that a player leaves unanswered before it waits. */
const FLYING_MAX = 8;
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/^Create /, "y"],
  [/password/i, PASSWORD],
  [/^(Race|Class)$/, "1"],
];
/** Lines of every day, which are no news. */
const DAILY = [
  /^$|^.* drops some gold\.$|^.* (arrives from|leaves) |^.* (is|are) here\.$/,
  /^The (Middle )?Room|^A bare round room|^to count by; |^A pile of |^Exits: /,
  / (picks? up|drops?) a round pebble\.$|^A round pebble lies here/,
  /^There is no "pebble" here|^You do not carry "pebble"/,
];

const REFRESH = /^Too much has happened to show you all/;
const LEFT_OUT = /^…\d+ more lines?$/;
/** Where the line is broken is the terminal's. */
const INTERRUPTED = /^The game was interrupted(?:.* Your last (?:(\d+) )?(command))?/;

export type SeatMaker = (events: SeatEvents) => Seat;

export class TallyPlayer {
  readonly name: string;
  readonly ledger = new TallyLedger();
  readonly hearing = new TallyHearing();
  readonly transcript = new TallyTranscript();
  readonly seat: Seat;
  /** The gateway that it came to first. */
  readonly home: number;
  readonly #problems: string[] = [];
  /** How its connections ended. */
  readonly closes: string[] = [];
  /** From typing a line to reading its answer. */
  readonly waitsMs: number[] = [];
  /** What else was shown, each once. */
  readonly news = new Set<string>();
  /** Null: it stays in its room. */
  readonly walk: TallyWalk | null;
  readonly #index: number;
  readonly #way: string;
  readonly #pauseMs: number;
  readonly #firstMs: number;
  readonly #lineOf = new Map<number, number>();
  /** When the lines that are not answered yet were typed. */
  readonly #typedMs = new Map<number, number>();
  #state: "login" | "settling" | "playing" = "login";
  #isSettled = false;
  #nextMs = 0;

  constructor(
    name: string,
    index: number,
    pauseMs: number,
    sit: SeatMaker,
    walk: TallyWalk | null = null,
  ) {
    this.name = name;
    this.walk = walk;
    this.#index = index;
    this.#way = WAYS[index % WAYS.length] ?? "north";
    this.#pauseMs = pauseMs;
    this.#firstMs = (index * STAGGER) % pauseMs;
    this.seat = sit({
      question: (label) => this.#question(label),
      line: (text) => this.#line(text),
      gold: (amount) => this.#gold(amount),
      closed: (why) => this.#closed(why),
    });
    this.home = this.seat.gateway;
  }

  get isPlaying(): boolean {
    return this.#state === "playing";
  }

  /** Nothing that it typed is under way. */
  get isQuiet(): boolean {
    return this.ledger.isSettled && (this.walk?.flying ?? 0) === 0;
  }

  /** All that was found since it was last asked for. */
  take(): Findings {
    const found = this.ledger.take();
    const jumps = this.walk?.jumps.splice(0) ?? [];
    const own = this.#problems.splice(0);
    const heard = this.hearing.problems.splice(0);
    const walked = jumps.map((jump) => `went ${jump}`);
    return { ...found, problems: [...found.problems, ...heard, ...walked, ...own] };
  }

  /** Types its next line when it is time to. */
  act(nowMs: number): void {
    // Each in a moment of its own: together they would wait for each other.
    if (this.#nextMs === 0) this.#nextMs = nowMs + this.#firstMs;
    if (this.#state !== "playing" || !this.seat.mayType || nowMs < this.#nextMs) return;
    if (this.ledger.flying.length >= FLYING_MAX) return;
    this.#nextMs = nowMs + this.#pauseMs;
    const n = this.ledger.send(nowMs);
    const amount = amountOf(n);
    this.#lineOf.set(amount, n);
    this.#typedMs.set(n, nowMs);
    this.#type(amount === 0 ? `say ${n}` : `drop ${amount} gold`);
    if (n % STEP_EVERY === 0) this.#step();
    const also = this.walk?.carries(n);
    if (also !== undefined) this.#type(also);
  }

  #type(line: string): void {
    this.transcript.typed(line);
    this.seat.type(line);
  }

  #question(label: string): void {
    this.transcript.shown(`${label}:`);
    if (label === "Name") {
      // Only who has no connection any more has no session either; a browser keeps it even then.
      if (this.#state !== "login") this.#problems.push("was asked for its name again");
      this.#state = "login";
      this.#type(this.name);
      return;
    }
    const answer = ANSWERS.find(([question]) => question.test(label))?.[1];
    if (answer !== undefined) this.#type(answer);
    // A prompt of the game that is not ours yet.
    else if (this.#state === "login") this.#settle();
  }

  #gold(amount: number): void {
    this.transcript.shown(`[${amount}]`);
    if (this.#state === "login" && !this.#isSettled) this.#settle();
    else if (this.#state === "login") {
      this.#state = "playing";
      this.ledger.cameBack();
    }
    if (this.#isSettled) this.ledger.saw(amount, performance.now());
  }

  #settle(): void {
    this.#state = "settling";
    this.#type("prompt [%g] ");
    if (this.walk === null) this.#type(this.#way);
    for (let steps = 0; steps < spreadSteps(this.#index); steps += 1) this.#step();
  }

  /** Of one that walks. */
  #step(): void {
    if (this.walk === null) return;
    this.walk.sets(performance.now());
    this.#type(STEP);
  }

  #line(text: string): void {
    this.transcript.shown(text);
    const dropped = /^You drop (\d+) gold\.$/.exec(text)?.[1];
    const said = /^You say, "(\d+)"$/.exec(text)?.[1];
    if (dropped !== undefined) this.#answered(this.#lineOf.get(Number(dropped)) ?? 0);
    else if (said !== undefined) this.#answered(Number(said));
    else this.#other(text);
  }

  #other(text: string): void {
    this.#missed(text);
    this.walk?.sees(text, performance.now());
    const [, speaker, n] = /^(\w+) says, "(\d+)"$/.exec(text) ?? [];
    if (speaker !== undefined) {
      // Who walks is not there to hear everything.
      if (this.walk === null) this.hearing.hear(speaker, Number(n));
    } else if (this.#state === "settling" && text.startsWith("The Room ")) {
      this.#state = "playing";
      this.#isSettled = true;
    } else if (this.#state === "playing" && !DAILY.some((daily) => daily.test(text))) {
      this.news.add(text.replaceAll(/\bTally\w+/g, "Somebody"));
    }
  }

  /** Where the player is told that it cannot know all. */
  #missed(text: string): void {
    const interrupted = INTERRUPTED.exec(text);
    const isRefreshed = REFRESH.test(text);
    const isLeftOut = LEFT_OUT.test(text);
    if (interrupted !== null) {
      const [, count, undone] = interrupted;
      this.ledger.interrupted(undone === undefined ? 0 : Number(count ?? 1));
    } else if (isRefreshed) this.ledger.refreshed();
    else if (isLeftOut) this.ledger.leftOut();
    else return;
    this.hearing.beginAnew();
    if (!isLeftOut) this.walk?.beginAnew();
  }

  #answered(n: number): void {
    const nowMs = performance.now();
    this.ledger.answered(n, nowMs);
    this.waitsMs.push(nowMs - (this.#typedMs.get(n) ?? nowMs));
    this.#typedMs.delete(n);
  }

  #closed(why: string): void {
    this.transcript.shown(`— ${why} —`);
    this.closes.push(why);
    // A browser goes on where it was; telnet begins a new login, and misses what is said meanwhile.
    if (this.seat.kind === "websocket") return;
    this.#state = "login";
    this.hearing.beginAnew();
    this.walk?.beginAnew();
  }
}
