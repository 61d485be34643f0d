/**
 * A player's program with a will of its own: connects somewhere, logs in, types errands and tagged
 * lines, quits, closes its lid, comes back elsewhere, floods, or stops reading; and tells the
 * ledger of lines what it was told.
 */

import type { Payload } from "@ambon/session/client";
import { SLOW_DOWN_EVERY_MS } from "@ambon/session/phase/playing";
import { tagIn, tagsIn, tagText } from "../checks/line-ledger.ts";
import type { CloseWhy } from "../network/connection.ts";
import type { Opened, Player } from "../nodes/gateway-node.ts";
import type { Surroundings } from "../nodes/surroundings.ts";
import type { Dice } from "../time/dice.ts";
import { Process } from "../time/process.ts";
import { BrowserTalk } from "./browser-talk.ts";
import { Mind } from "./mind.ts";
import type { Talk, TalkEvents } from "./talk.ts";
import { TelnetTalk } from "./telnet-talk.ts";

export interface BotHabits {
  /** Mean time between two acts. */
  readonly paceMs: number;
  /** Of a thousand acts. */
  readonly quitPermille: number;
  readonly dropPermille: number;
  readonly floodPermille: number;
  readonly stallPermille: number;
}

export interface BotOptions {
  readonly index: number;
  readonly name: string;
  readonly password: string;
  readonly transport: "telnet" | "websocket";
  readonly others: readonly string[];
  readonly habits: BotHabits;
  /** A gateway that takes a connection now; undefined when none does. */
  readonly connect: (client: Player, address: string) => Opened | undefined;
}

const RECONNECT_MS = 1500;
const ANSWER_MS = 150;
/** Without any progress for so long the connection is given up. */
const PATIENCE_MS = 40_000;
const FLOOD_LINES = 50;
const STALL_MS = 12_000;
/** What a player reads where output is left out. */
const GAPS = /Too much has happened|more lines?\b|lines were lost|goes on from a moment ago/;

export class Bot implements Player {
  readonly process: Process;
  readonly place: string;
  readonly name: string;
  readonly index: number;
  state: "away" | "greeting" | "playing" = "away";
  /** The newest own tag that was shown to it. */
  answered = 0;
  /** Tags typed. */
  typed = 0;
  /** In the liveness phase only what must work is tried. */
  calm = false;
  quiet = false;
  readonly #around: Surroundings;
  readonly #options: BotOptions;
  readonly #dice: Dice;
  readonly #mind: Mind;
  readonly #talk: Talk;
  #opened: Opened | null = null;
  #progressMs = 0;
  #droppedMs = 0;
  /** It was told that something is not shown, or begins anew. */
  #mayMiss = true;
  /** Own tags that were shown. */
  readonly #echoed = new Set<number>();
  #saidBye = false;
  /** Resumes behind a gap, of which the player has not read yet. */
  #gaps = 0;

  constructor(around: Surroundings, options: BotOptions) {
    const { index, name, transport, others } = options;
    this.#around = around;
    this.#options = options;
    this.index = index;
    this.name = name;
    this.process = new Process(around.time, name);
    this.place = `home${index}`;
    this.#dice = around.dice.fork(`bot ${index}`);
    this.#mind = new Mind(this.#dice.fork("mind"), others);
    const events = this.#events();
    this.#talk = transport === "telnet" ? new TelnetTalk(events) : new BrowserTalk(events);
    this.process.after(this.#dice.below(3000), () => this.#connect());
    this.process.after(PATIENCE_MS, () => this.#hurry());
  }

  /** The connection as the faults see it. */
  get connection(): Opened["connection"] | undefined {
    return this.#opened?.connection;
  }

  /** Types a tag, to see whether it is answered. */
  probe(): void {
    if (this.state === "playing") this.#typeTag();
  }

  written(payload: Payload): void {
    this.#talk.written(payload);
  }

  receive(payload: Payload): void {
    this.#talk.receive(payload);
  }

  closed(why: CloseWhy): void {
    this.#note(`lost: ${why}`);
    this.#opened = null;
    this.state = "away";
    if (!this.#talk.resumable) this.#around.lines.sessionOver(this.index);
    const waitMs = this.#saidBye ? RECONNECT_MS * 2 : RECONNECT_MS;
    this.process.after(this.#dice.exponential(waitMs) + 10, () => this.#connect());
  }

  #events(): TalkEvents {
    const { lines, sometimes, checks } = this.#around;
    return {
      send: (payload) => void this.#opened?.line.send(payload, payload.length),
      asked: (label, secret) => {
        const answer = secret ? this.#options.password : this.#answer(label);
        this.process.after(this.#dice.exponential(ANSWER_MS) + 20, () => {
          if (this.state === "greeting") this.#talk.answer(answer);
        });
      },
      playing: (resumed, how) => {
        this.#progress();
        this.#note(resumed ? `goes on ${how}` : "plays");
        sometimes.count(resumed ? "a session was resumed" : "a login");
        if (!resumed) {
          lines.sessionOver(this.index);
          this.#mayMiss = true;
        }
        const wasPlaying = this.state === "playing";
        this.state = "playing";
        if (!wasPlaying) this.#act();
      },
      text: (text) => this.#hear(text),
      refusing: (text) => {
        const tag = tagIn(text);
        if (tag !== undefined) lines.refusing(tag);
      },
      refused: (text) => {
        const tag = tagIn(text);
        sometimes.count("a line was refused");
        if (tag !== undefined) lines.refused(tag);
      },
      passed: (text) => {
        const tag = tagIn(text);
        if (tag !== undefined) lines.passed(tag);
      },
      dropped: () => {
        sometimes.count("a telnet line was refused");
        this.#droppedMs = this.#around.time.nowMs;
        lines.sessionOver(this.index);
      },
      gap: () => {
        sometimes.count("a resume had a gap");
        this.#gaps += 1;
      },
      over: () => {
        sometimes.count("a resume was refused");
        lines.sessionOver(this.index);
      },
      bye: (reason) => {
        this.#note(`bye: ${reason}`);
        sometimes.count(`bye ${reason}`);
        this.#saidBye = true;
        if (!this.#talk.resumable) lines.sessionOver(this.index);
      },
      wrong: (what) => checks.wrong("I8", `${this.name}: ${what}`),
    };
  }

  /** Of the dialogue; names that are not there are meant. */
  #answer(label: string): string {
    if (label === "Name") return this.name;
    if (!label.startsWith("Create ")) return "1";
    this.#around.sometimes.count("a character was asked for that is not there");
    return "y";
  }

  #connect(): void {
    if (this.#opened !== null) return;
    this.#saidBye = false;
    const address = `203.0.113.${this.index + 1}`;
    const opened = this.#options.connect(this, address);
    if (opened === undefined) {
      this.process.after(this.#dice.exponential(RECONNECT_MS) + 50, () => this.#connect());
      return;
    }
    this.#opened = opened;
    this.state = "greeting";
    this.#progress();
    this.#talk.opened();
  }

  #hear(text: string): void {
    this.#progress();
    // One frame may hold lines before a gap and lines behind it.
    for (const [index, part] of text.split(GAPS).entries()) {
      if (index > 0) this.#mayMiss = true;
      for (const { bot, k } of tagsIn(part)) if (bot === this.index) this.#echo(k);
    }
    if (text.includes("goes on from a moment ago")) this.#wasInterrupted(text);
    // Among what was too much may have been that something is undone; what is shown now is true.
    if (text.includes("Too much has happened")) {
      if (this.#gaps === 0) this.#around.sometimes.count("more waited than was kept");
      this.#gaps = Math.max(0, this.#gaps - 1);
      this.#around.lines.toldUndone(this.index, this.#talk.kept);
    }
    const wish = /(\w+) would like to trade with you/.exec(text)?.[1];
    if (wish !== undefined) this.#mind.invited(wish);
  }

  /** Its own words come back, and before them all that was applied earlier, but for gaps. */
  #echo(k: number): void {
    const { lines, checks } = this.#around;
    if (k <= this.answered) {
      const tag = { bot: this.index, k };
      const isAgain = !lines.wasUndone(tag) && this.#echoed.has(k);
      if (isAgain) checks.wrong("I7", `${this.name} reads of ${tagText(tag)} a second time`);
      return;
    }
    this.#echoed.add(k);
    lines.shown({ bot: this.index, k });
    for (let earlier = this.answered + 1; earlier < k && !this.#mayMiss; earlier += 1) {
      const tag = { bot: this.index, k: earlier };
      if (!lines.isApplied(tag)) continue;
      checks.wrong("I8", `${this.name} reads of ${tagText({ ...tag, k })} and never of ${earlier}`);
    }
    this.#mayMiss = false;
    this.answered = k;
  }

  /** What it was told to be taken and has not seen may be gone; so may what it saw happen. */
  #wasInterrupted(text: string): void {
    const { lines, sometimes } = this.#around;
    const isCounted = text.includes("undone, and all that came of it");
    sometimes.count(
      isCounted ? "a player was told what is undone" : "a player was told of a crash",
    );
    lines.toldUndone(this.index, this.#talk.kept);
  }

  #act(): void {
    if (this.state !== "playing") return;
    const { paceMs } = this.#options.habits;
    this.process.after(this.#dice.exponential(paceMs) + 20, () => this.#act());
    if (this.quiet) return;
    if (this.calm || !this.#mischief()) this.#type();
  }

  #mischief(): boolean {
    const { quitPermille, dropPermille, floodPermille, stallPermille } = this.#options.habits;
    let left = this.#dice.below(1000);
    const is = (permille: number): boolean => {
      left -= permille;
      return left < 0;
    };
    if (is(quitPermille)) this.#talk.type("quit");
    else if (is(dropPermille)) this.#leave();
    else if (is(floodPermille)) for (let n = 0; n < FLOOD_LINES; n += 1) this.#typeTag();
    else if (is(stallPermille)) this.#stall();
    else return false;
    return true;
  }

  #type(): void {
    if (this.#dice.below(2) === 0) this.#typeTag();
    else this.#talk.type(this.#mind.next());
  }

  #typeTag(): void {
    this.typed += 1;
    const tag = { bot: this.index, k: this.typed };
    this.#around.lines.typed(tag);
    // A telnet player is told once in a while, not of each line.
    const sinceMs = this.#around.time.nowMs - this.#droppedMs;
    if (sinceMs < SLOW_DOWN_EVERY_MS) this.#around.lines.sessionOver(this.index);
    this.#note(`types ${this.typed}`);
    this.#talk.type(this.#mind.tagged(tag));
  }

  /** Closes its lid; a browser may have forgotten everything when it comes back. */
  #leave(): void {
    if (this.#dice.below(4) === 0) this.#talk.forget();
    this.#opened?.line.abort("reset");
  }

  #stall(): void {
    const line = this.#opened?.line;
    this.#around.sometimes.count("a reader stopped");
    line?.stall(true);
    this.process.after(this.#dice.exponential(STALL_MS), () => line?.stall(false));
  }

  #progress(): void {
    this.#progressMs = this.#around.time.nowMs;
  }

  #hurry(): void {
    const { time } = this.#around;
    const idleMs = time.nowMs - this.#progressMs;
    if (this.#opened !== null && idleMs >= PATIENCE_MS) {
      this.#note("gives up waiting");
      this.#opened.line.abort("silent");
    }
    this.process.after(PATIENCE_MS / 4, () => this.#hurry());
  }

  #note(what: string): void {
    this.#around.trace.note(this.name, "bot", what);
  }
}
