/**
 * One bot:
 *
 *   connecting ─▶ login ─▶ entering ─▶ spreading ─▶ ready ─▶ playing ─▶ leaving ─▶ gone
 *
 * Entering says a token and waits for it: what the login showed is then behind. Spreading walks
 * the first steps. In play a bot has at most one command out and waits for its own answer, at most
 * ANSWER_TIMEOUT_MS; then it says a token again, so that a late answer is not taken for the next.
 */

import { below, type PrngState } from "@ambon/kernel/prng";
import { AnswerWatch } from "./answer-watch.ts";
import { NEEDLES, ROOM_NEEDLES, SLOW_DOWN, targetsIn, waysIn } from "./dialect.ts";
import type { Link, LinkEvents, LinkOpener } from "./link.ts";
import type { LoginScript } from "./login-script.ts";
import { drawKind, type Kind, type Mix } from "./mix.ts";
import type { Tally } from "./tally.ts";
import type { Traveller } from "./traveller.ts";

export const ANSWER_TIMEOUT_MS = 10_000;
/** A login waits for a password hash, behind those of all others. */
export const LOGIN_TIMEOUT_MS = 60_000;
/** Before a question that came again is answered again. */
const RETRY_MIN_MS = 250;
const RETRY_SPREAD_MS = 750;
const PAD_WORD = "la ";

export interface BotSettings {
  readonly mix: Mix;
  readonly thinkMs: number;
  /** `say` is padded to at least so many characters. */
  readonly sayChars: number;
  readonly countLines: boolean;
  /** Rooms are read: for wandering and fighting. */
  readonly readsRooms: boolean;
}

export interface BotParts {
  /** Unique among the bots; the beginning of its tokens. */
  readonly mark: string;
  readonly prng: PrngState;
  readonly script: LoginScript;
  readonly traveller: Traveller;
  readonly settings: BotSettings;
  readonly tally: Tally;
  readonly open: LinkOpener;
  /** Milliseconds of a monotonic clock. */
  nowMs(): number;
  /** Runs `act` later; the fleet drops what is pending when it ends. */
  later(delayMs: number, act: () => void): void;
}

export type BotState =
  | "idle"
  | "login"
  | "entering"
  | "spreading"
  | "ready"
  | "playing"
  | "leaving"
  | "gone";

export class Bot implements LinkEvents {
  readonly #parts: BotParts;
  #state: BotState = "idle";
  #link: Link | null = null;
  #watch = new AnswerWatch([], false);
  #awaited: Kind | null = null;
  #sinceMs = 0;
  #tokens = 0;
  #resync = false;
  #stopping = false;
  #targets: readonly string[] = [];
  #asleep = false;

  constructor(parts: BotParts) {
    this.#parts = parts;
  }

  get state(): BotState {
    return this.#state;
  }

  /** Has no command out. */
  get quiet(): boolean {
    return this.#awaited === null;
  }

  get listening(): boolean {
    return this.#awaited !== null || this.#parts.settings.countLines;
  }

  connect(): void {
    this.#state = "login";
    this.#sinceMs = this.#parts.nowMs();
    this.#link = this.#parts.open(this);
    this.#watch = new AnswerWatch(this.#link.marks, this.#parts.settings.readsRooms);
  }

  /** Gives commands from now on, the first one after `delayMs`. */
  play(delayMs: number): void {
    if (this.#state !== "ready") return;
    this.#state = "playing";
    if (delayMs > 0) this.#parts.later(delayMs, () => this.#act());
    else this.#act();
  }

  /** Reads no more: a client that fell asleep. Being cut off is no error then. */
  sleep(): void {
    this.#asleep = true;
    this.#link?.stopReading();
  }

  /** No further commands; the answer to the last one is still awaited. */
  stop(): void {
    this.#stopping = true;
  }

  /** Says goodbye, so that no link-dead character stays behind. */
  leave(): void {
    if (this.#state === "gone" || this.#state === "idle") return;
    this.#state = "leaving";
    this.#awaited = null;
    this.#link?.send("quit");
  }

  close(): void {
    this.#stopping = true;
    this.#state = "gone";
    this.#link?.close();
  }

  /** Called now and then: gives up what took too long. */
  check(nowMs: number): void {
    if (this.#state === "login") {
      if (nowMs - this.#sinceMs > LOGIN_TIMEOUT_MS) this.#fail("login: no answer");
      return;
    }
    if (this.#awaited === null || nowMs - this.#sinceMs <= ANSWER_TIMEOUT_MS) return;
    this.#parts.tally.timeouts += 1;
    this.#awaited = null;
    this.#resync = true;
    if (this.#state === "playing") this.#act();
    else this.#fail(`${this.#state}: no answer`);
  }

  prompt(text: string): void {
    if (this.#state !== "login") return;
    const step = this.#parts.script.next(text);
    this.#sinceMs = this.#parts.nowMs();
    if (step.step === "failed") this.#fail(`login: ${step.why}`);
    else if (step.step === "entered") this.#enter();
    else if (step.again) {
      const delayMs = RETRY_MIN_MS + below(this.#parts.prng, RETRY_SPREAD_MS);
      this.#parts.later(delayMs, () => this.#link?.send(step.line));
    } else this.#link?.send(step.line);
  }

  text(chunk: string): void {
    const { settings, tally } = this.#parts;
    if (settings.countLines) tally.lines += linesIn(chunk);
    if (this.#awaited === null) return;
    if (chunk.includes(SLOW_DOWN)) tally.error("the server said: slow down");
    if (this.#watch.feed(chunk)) this.#answered(this.#awaited);
  }

  closed(why: string): void {
    if (this.#state === "gone") return;
    const expected = this.#state === "leaving" || this.#asleep;
    if (!expected) this.#parts.tally.error(`${this.#state}: connection ${why}`);
    this.#state = "gone";
    this.#awaited = null;
  }

  #enter(): void {
    this.#link?.enterWorld();
    this.#state = "entering";
    this.#say();
  }

  #answered(kind: Kind): void {
    const { tally, settings, nowMs } = this.#parts;
    this.#awaited = null;
    if (settings.readsRooms && (kind === "look" || kind === "move")) this.#readRoom();
    if (this.#state !== "playing") {
      this.#arrive();
      return;
    }
    tally.answer(kind, nowMs() - this.#sinceMs);
    if (settings.thinkMs === 0) this.#act();
    else this.#parts.later(this.#thinkMs(settings.thinkMs), () => this.#act());
  }

  /** Half to one and a half times the mean. */
  #thinkMs(meanMs: number): number {
    return meanMs / 2 + below(this.#parts.prng, meanMs + 1);
  }

  #arrive(): void {
    if (this.#state === "entering") this.#state = "spreading";
    if (this.#state !== "spreading") return;
    if (this.#parts.traveller.spreading) {
      this.#give("move", this.#parts.traveller.next(), NEEDLES.move);
    } else this.#state = "ready";
  }

  #act(): void {
    if (this.#stopping || this.#state !== "playing" || this.#awaited !== null) return;
    const { mix } = this.#parts.settings;
    const kind = this.#resync ? "say" : drawKind(mix, this.#parts.prng);
    this.#resync = false;
    if (kind === "say") this.#say();
    else if (kind === "move") this.#give(kind, this.#parts.traveller.next(), NEEDLES.move);
    else if (kind === "fight") this.#fight();
    else this.#give(kind, kind, NEEDLES[kind]);
  }

  #say(): void {
    this.#tokens += 1;
    const token = `${this.#parts.mark}x${this.#tokens}z`;
    const padding = Math.max(0, this.#parts.settings.sayChars - token.length);
    // Short words, so that the lines of a terminal do not break the token.
    const pad = this.#state === "playing" ? PAD_WORD.repeat(padding / PAD_WORD.length) : "";
    this.#give("say", `say ${pad}${token}`, [token]);
  }

  #fight(): void {
    const target = this.#targets[below(this.#parts.prng, Math.max(1, this.#targets.length))];
    if (target === undefined) this.#give("look", "look", ROOM_NEEDLES);
    else this.#give("fight", `kill ${target}`, NEEDLES.fight);
  }

  #give(kind: Kind, line: string, needles: readonly string[]): void {
    this.#awaited = kind;
    this.#watch.expect(needles);
    this.#sinceMs = this.#parts.nowMs();
    this.#link?.send(line);
  }

  #readRoom(): void {
    const { text } = this.#watch;
    this.#parts.traveller.sees(waysIn(text));
    if (text.startsWith("Exits: ")) this.#targets = targetsIn(text);
  }

  #fail(why: string): void {
    this.#parts.tally.error(why);
    this.close();
  }
}

const linesIn = (chunk: string): number => {
  let count = 0;
  for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", at + 1)) count += 1;
  return count;
};
