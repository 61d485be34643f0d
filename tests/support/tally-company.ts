/** All counting players of one story, on both kinds of seats, spread over gateways and rooms. */

import { setTimeout as pause } from "node:timers/promises";
import { BrowserSeat } from "./tally-browser.ts";
import { type SeatMaker, TallyPlayer } from "./tally-player.ts";
import { TelnetSeat } from "./tally-telnet.ts";
import { TallyWalk } from "./tally-walk.ts";

const ACT_MS = 5;
const POLL_MS = 50;

export interface Doors {
  readonly telnet: readonly number[];
  readonly web: readonly number[];
}

/** Names of letters only: Tallyaa, Tallyab, … */
const nameOf = (index: number): string => {
  const letter = (at: number): string => String.fromCharCode(97 + at);
  return `Tally${letter(Math.floor(index / 26))}${letter(index % 26)}`;
};

export class TallyCompany {
  readonly players: readonly TallyPlayer[];
  #timer: NodeJS.Timeout | null = null;

  /** They knock at once, and play when `play` was called; in the ring they walk. */
  constructor(count: number, doors: Doors, pauseMs: number, walks = false) {
    this.players = Array.from({ length: count }, (_, index) => {
      const gateway = Math.floor(index / 2) % doors.telnet.length;
      const sit: SeatMaker = (events) =>
        index % 2 === 0
          ? new TelnetSeat(doors.telnet, gateway, events)
          : new BrowserSeat(doors.web, gateway, events);
      const walk = walks ? new TallyWalk() : null;
      return new TallyPlayer(nameOf(index), index, pauseMs, sit, walk);
    });
  }

  play(): void {
    this.#timer ??= setInterval(() => {
      const nowMs = performance.now();
      for (const player of this.players) player.act(nowMs);
    }, ACT_MS);
  }

  rest(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  leave(): void {
    this.rest();
    for (const { seat } of this.players) seat.leave();
  }

  /** Waits until all are in the world and in their rooms. */
  async arrive(withinMs: number): Promise<void> {
    await this.#until("in the world", withinMs, ({ isPlaying }) => isPlaying);
  }

  /**
   * Waits until everybody had an answer to a line that was typed from now on, and knows what an
   * interruption undid.
   */
  async settle(withinMs: number): Promise<void> {
    const marks = new Map(this.players.map((player) => [player, player.ledger.sent]));
    await this.#until("answered", withinMs, (player) => {
      return player.ledger.newestAnswered > (marks.get(player) ?? 0) && player.ledger.isClear;
    });
  }

  /** Everybody goes back to the gateway that it came to first: there are two. */
  async spread(withinMs: number): Promise<void> {
    for (const { seat, home } of this.players) if (seat.gateway !== home) seat.move();
    await this.settle(withinMs);
  }

  /** Nobody types any more; waits until nothing is under way. */
  async finish(withinMs: number): Promise<void> {
    this.rest();
    await this.#until("quiet", withinMs, ({ isQuiet }) => isQuiet);
  }

  async #until(
    what: string,
    withinMs: number,
    isSo: (player: TallyPlayer) => boolean,
  ): Promise<void> {
    const untilMs = performance.now() + withinMs;
    for (;;) {
      const others = this.players.filter((player) => !isSo(player));
      if (others.length === 0) return;
      if (performance.now() > untilMs) {
        throw new Error(
          `${others.length} are not ${what}: ${others.slice(0, 5).map(told).join("; ")}`,
        );
      }
      await pause(POLL_MS);
    }
  }
}

const told = ({ name, seat, closes, ledger, news }: TallyPlayer): string =>
  `${name} (${seat.kind} at ${seat.gateway}, ${closes.length} closes, under way ` +
  `${ledger.flying.join(" ")}, read ${[...news].slice(-3).join(" / ")})`;
