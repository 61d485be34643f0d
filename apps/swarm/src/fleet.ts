/**
 * All bots of one process: lets them in at a pace, starts them together, watches their deadlines,
 * and brings them out again.
 */

import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import { Bot, type BotSettings } from "./bot.ts";
import type { LinkOpener } from "./link.ts";
import { LoginScript } from "./login-script.ts";
import { hasKind } from "./mix.ts";
import type { SwarmOptions } from "./options.ts";
import type { Tally } from "./tally.ts";
import { Traveller } from "./traveller.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const NAME_LETTERS = 4;

/** `Swarmaaac` for index 2: letters only, as names must be. */
export const botName = (prefix: string, index: number): string => {
  let rest = index;
  let letters = "";
  for (let at = 0; at < NAME_LETTERS; at += 1) {
    letters = `${LETTERS[rest % LETTERS.length]}${letters}`;
    rest = Math.floor(rest / LETTERS.length);
  }
  return `${prefix}${letters}`;
};

export interface FleetParts {
  readonly options: SwarmOptions;
  readonly tally: Tally;
  readonly open: LinkOpener;
  nowMs(): number;
}

export class Fleet {
  readonly #options: SwarmOptions;
  readonly #bots: readonly Bot[];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #nowMs: () => number;
  readonly #prng: PrngState;
  #connected = 0;
  #startedMs = 0;

  constructor(parts: FleetParts) {
    const { options } = parts;
    this.#options = options;
    this.#nowMs = parts.nowMs;
    this.#prng = seedPrng(options.seed);
    const settings: BotSettings = {
      mix: options.mix,
      thinkMs: options.thinkMs,
      sayChars: options.sayChars,
      countLines: options.countLines,
      readsRooms: options.walk === "wander" || hasKind(options.mix, "fight"),
    };
    this.#bots = Array.from({ length: options.bots }, (_, index) =>
      this.#makeBot(index, settings, parts),
    );
  }

  /** Bots in the world and waiting for the start. */
  get ready(): number {
    return this.#count((bot) => bot.state === "ready" || bot.state === "playing");
  }

  get gone(): number {
    return this.#count((bot) => bot.state === "gone");
  }

  /** Nobody is on the way in any more. */
  get arrived(): boolean {
    return this.#connected === this.#bots.length && this.#arriving() === 0;
  }

  /** Nobody waits for an answer. */
  get quiet(): boolean {
    return this.#bots.every((bot) => bot.quiet);
  }

  /** Lets the next bots connect, as far as ramp and logins at the same time allow. */
  admit(): void {
    const now = this.#nowMs();
    if (this.#connected === 0) this.#startedMs = now;
    const { rampPerSec, logins } = this.#options;
    const allowed = rampPerSec === 0 ? this.#bots.length : this.#allowedBy(now, rampPerSec);
    let free = logins - this.#arriving();
    while (free > 0 && this.#connected < allowed) {
      this.#bots[this.#connected]?.connect();
      this.#connected += 1;
      free -= 1;
    }
  }

  #allowedBy(nowMs: number, rampPerSec: number): number {
    const due = 1 + Math.floor(((nowMs - this.#startedMs) * rampPerSec) / 1000);
    return Math.min(this.#bots.length, due);
  }

  /** Everybody who may act begins, spread over one think time. */
  play(): void {
    const { speakers, thinkMs } = this.#options;
    const acting = speakers === 0 ? this.#bots : this.#bots.slice(0, speakers);
    for (const bot of acting) bot.play(thinkMs === 0 ? 0 : below(this.#prng, thinkMs));
  }

  putToSleep(): void {
    const { sleepers } = this.#options;
    if (sleepers > 0) for (const bot of this.#bots.slice(-sleepers)) bot.sleep();
  }

  check(): void {
    const now = this.#nowMs();
    for (const bot of this.#bots) bot.check(now);
  }

  stop(): void {
    for (const bot of this.#bots) bot.stop();
  }

  leave(): void {
    for (const bot of this.#bots) bot.leave();
  }

  close(): void {
    for (const bot of this.#bots) bot.close();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #arriving(): number {
    const onTheWay = ["login", "entering", "spreading"];
    return this.#count((bot) => onTheWay.includes(bot.state));
  }

  #count(is: (bot: Bot) => boolean): number {
    let count = 0;
    for (const bot of this.#bots) if (is(bot)) count += 1;
    return count;
  }

  #makeBot(index: number, settings: BotSettings, parts: FleetParts): Bot {
    const { options } = parts;
    const prng = seedPrng((Math.imul(options.seed, 0x9e3779b1) ^ (index + 1)) >>> 0);
    const name = botName(options.prefix, index);
    return new Bot({
      mark: `b${index}`,
      prng,
      script: new LoginScript(name, options.password, index),
      traveller: new Traveller(options.walk, prng, index % options.spread),
      settings,
      tally: parts.tally,
      open: parts.open,
      nowMs: parts.nowMs,
      later: (delayMs, act) => this.#later(delayMs, act),
    });
  }

  #later(delayMs: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, delayMs);
    this.#timers.add(timer);
  }
}
