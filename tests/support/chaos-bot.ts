/**
 * A player of the chaos tests on a raw telnet socket. After each line it asks for help on a word
 * that nobody knows, with a number in it: when that is answered the line before is, so it knows
 * exactly which of its lines were applied and what each was answered. It counts them as the server
 * does, and remembers what it was promised.
 */

import { setTimeout as pause } from "node:timers/promises";
import type { ChaosMind } from "./chaos-mind.ts";
import type { ChaosMap } from "./chaos-world.ts";
import { TelnetPlayer } from "./telnet-player.ts";

const CLASS_A = new RegExp(
  "You deposit |You withdraw |You hand over |You get [^\\n]* back\\.|" +
    "You buy |You sell |The trade is done",
);
const BANKING = /^(deposit|withdraw)/;
const KINDS = [
  { race: "torrin", class: "breakwater" },
  { race: "lutrin", class: "gleaner" },
  { race: "saltfolk", class: "sparkwright" },
  { race: "amberkin", class: "lampkeeper" },
] as const;
const RECONNECT_MS = 20;
const PERMILLE = 1000;

export interface Answered {
  /** The number of the line, as the stored row counts. */
  readonly seq: number;
  readonly atMs: number;
}

export class ChaosBot {
  readonly name: string;
  /** Lines whose answers were read. */
  answered: Answered[] = [];
  /** The last line that brought an act of class A about. */
  classASeq = 0;
  acts = 0;
  lines = 0;
  /** Gold in the bank, as the bank said last; undefined when a line at the bank has no answer. */
  bankGold: number | undefined;
  /** True from the goodbye until it knocks again. */
  hasLeft = false;
  /** The number of the last line that was typed. */
  seq = 0;
  readonly #map: ChaosMap;
  readonly #mind: ChaosMind;
  readonly #index: number;
  #player: TelnetPlayer | undefined;
  #room: string | undefined;
  #exists = false;

  constructor(name: string, index: number, map: ChaosMap, mind: ChaosMind) {
    this.name = name;
    this.#index = index;
    this.#map = map;
    this.#mind = mind;
  }

  /** Another server: its row said how far it came. */
  begin(seq: number): void {
    this.seq = seq;
    this.answered = [];
    this.classASeq = 0;
    this.bankGold = undefined;
    this.hasLeft = false;
    this.#mind.forget();
  }

  /** Connects and enters the world; makes the character first when there is none. */
  async enter(port: number): Promise<void> {
    this.hasLeft = false;
    const player = await TelnetPlayer.connect(port);
    this.#player = player;
    if (this.#exists) {
      await player.do(this.name, /Password: ¶/);
      await player.do("wintergreen 7", /hp[^¶]*> ¶/);
    } else {
      await player.create(this.name, KINDS[this.#index % KINDS.length]);
      this.#exists = true;
    }
    this.#see(player.transcript());
  }

  /** Plays until the socket ends; rejects then. */
  async play(port: number): Promise<never> {
    for (;;) {
      const dice = this.#mind.below(PERMILLE);
      if (dice < 6) await this.#quit();
      else if (dice < 12) await this.#player?.leave();
      if (dice < 12) {
        await pause(RECONNECT_MS);
        await this.enter(port);
      }
      await this.#turn();
    }
  }

  /** Closes what is left of its socket. */
  async end(): Promise<void> {
    await this.#player?.leave();
  }

  async #turn(): Promise<void> {
    const player = this.#playing();
    const line = this.#mind.next(this.#room);
    if (BANKING.test(line)) this.bankGold = undefined;
    const seq = this.seq + 1;
    const word = `q${seq}q`;
    this.seq += 2;
    this.lines += 1;
    player.sendBytes(new TextEncoder().encode(`${line}\r\nhelp ${word}\r\n`));
    const [screen] = await player.expect(new RegExp(`^[^]*no help on "${word}"[^¶]*¶`));
    this.answered.push({ seq: seq + 1, atMs: performance.now() });
    if (CLASS_A.test(screen)) {
      this.classASeq = seq;
      this.acts += 1;
    }
    const bank = /You have (\d+|no) gold in the bank/.exec(screen)?.[1];
    if (bank !== undefined) this.bankGold = bank === "no" ? 0 : Number(bank);
    this.#see(screen);
  }

  async #quit(): Promise<void> {
    const player = this.#playing();
    this.seq += 1;
    player.send("quit");
    const [farewell] = await player.expect(/come back soon|Not while|fighting/);
    if (farewell !== "come back soon") return player.leave();
    this.hasLeft = true;
    await player.closes();
  }

  #see(screen: string): void {
    this.#room = this.#map.roomShown(screen) ?? this.#room;
    this.#mind.hear(screen);
  }

  #playing(): TelnetPlayer {
    if (this.#player === undefined) throw new Error(`${this.name} is not connected`);
    return this.#player;
  }
}
