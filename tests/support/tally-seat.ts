/**
 * Where a counting player sits: a connection through one of several gateways, that comes again
 * through the next one when it was closed. What it shows is told in the same words for telnet and
 * browser.
 */

export interface SeatEvents {
  /** A question of the login dialogue, without its colon. */
  question(label: string): void;
  /** A line of the game. */
  line(text: string): void;
  /** What the prompt says is left. */
  gold(amount: number): void;
  /** The connection ended; a new one follows by itself. */
  closed(why: string): void;
}

export interface Seat {
  readonly kind: "telnet" | "websocket";
  /** Which gateway it sits at now, counted from 0. */
  readonly gateway: number;
  /** False while a line would not reach the game. */
  readonly mayType: boolean;
  type(line: string): void;
  /** Closes the connection, and comes again through the next gateway. */
  move(): void;
  /** Ends it for good. */
  leave(): void;
}

/** Before a closed seat is taken again. */
export const COME_AGAIN_MS = 300;
export const HOST = "127.0.0.1";
