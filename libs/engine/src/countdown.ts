/**
 * A shutdown is of the whole game: every engine counts down, announces it to its own players 60,
 * 30, 10, 5, 4, 3, 2 and 1 seconds ahead, as far as its delay allows, and then asks its host to
 * stop (shutdown.ts). Engines tell it to each other as time that is left:
 *
 *   order ─▶ one engine ── `shutdown` ──▶ all that are linked: takes the place of what they had
 *   new link: each end that counts down tells it ─▶ the other has none, or a later one: it is taken
 *
 * So after every new link both ends have the same. It follows that a countdown which was called off
 * while one engine had no link comes back with it, for all to see, rather than end half a game.
 */

import type { Cluster } from "./cluster/cluster.ts";
import type { ShutdownOrder } from "./cluster/peer-frame.ts";
import type { EngineContext } from "./context.ts";
import { announce } from "./orders.ts";

const ANNOUNCED_SECONDS = [60, 30, 10, 5, 4, 3, 2, 1] as const;
const SECOND_MS = 1000;
/** Two countdowns of which one ends so much earlier are one: it was on its way between engines. */
const SAME_MS = 1000;

export interface Countdown {
  readonly atMs: number;
  readonly reason: string;
  readonly timer: number;
}

/** In brackets, for the end of a clause. */
export const because = (reason: string): string => (reason === "" ? "" : ` (${reason})`);

const seconds = (count: number): string => (count === 1 ? "1 second" : `${count} seconds`);

/** The whole game begins a countdown; a new one takes the place of an old one. */
export const startShutdown = (c: EngineContext, delayMs: number, reason: string): void => {
  const order = { o: "shutdown", delayMs, reason, runs: false } as const;
  c.cluster?.sendAll({ p: "order", order });
  begin(c, delayMs, reason);
};

/** Another engine counts down. */
export const takeShutdown = (c: EngineContext, order: ShutdownOrder): void => {
  const { delayMs, reason, runs } = order;
  const ours = c.countdown?.atMs ?? Number.POSITIVE_INFINITY;
  if (runs && c.nowMs + delayMs > ours - SAME_MS) return;
  begin(c, delayMs, reason);
};

/** On a new link. */
export const tellCountdown = (c: EngineContext, cluster: Cluster, engine: string): void => {
  if (c.countdown === null) return;
  const { atMs, reason } = c.countdown;
  const order = { o: "shutdown", delayMs: atMs - c.nowMs, reason, runs: true } as const;
  cluster.send(engine, { p: "order", order });
};

const begin = (c: EngineContext, delayMs: number, reason: string): void => {
  // One that goes down already does not begin anew.
  if (c.phase !== "running" && c.phase !== "starting") return;
  cancelShutdown(c);
  c.options.log.event("info", "shutdown_planned", { delayMs });
  const atMs = c.nowMs + Math.max(0, delayMs);
  if (atMs > c.nowMs) announceLeft(c, Math.ceil((atMs - c.nowMs) / SECOND_MS), reason);
  arm(c, atMs, reason);
};

/** False when there was nothing to cancel. */
export const cancelShutdown = (c: EngineContext): boolean => {
  if (c.countdown === null) return false;
  c.timers.cancel(c.countdown.timer);
  c.countdown = null;
  return true;
};

/** Cancels and says so to the players here; false when there was nothing to cancel. */
export const callOff = (c: EngineContext): boolean => {
  if (!cancelShutdown(c)) return false;
  announce(c, "The shutdown is called off.");
  return true;
};

/** The countdown's timer fired. */
export const countDown = (c: EngineContext): void => {
  const { countdown } = c;
  if (countdown === null) return;
  const { atMs, reason } = countdown;
  if (c.nowMs >= atMs) {
    c.countdown = null;
    c.emit({ x: "shutdown", reason });
    return;
  }
  announceLeft(c, Math.ceil((atMs - c.nowMs) / SECOND_MS), reason);
  arm(c, atMs, reason);
};

const announceLeft = (c: EngineContext, left: number, reason: string): void =>
  announce(c, `The game shuts down in ${seconds(left)}${because(reason)}.`);

/** Sets the timer for the next announcement that is still ahead, or for the end. */
const arm = (c: EngineContext, atMs: number, reason: string): void => {
  const leftMs = atMs - c.nowMs;
  const next = ANNOUNCED_SECONDS.find((count) => count * SECOND_MS < leftMs) ?? 0;
  const timer = c.after(leftMs - next * SECOND_MS, { t: "countdown" });
  c.countdown = { atMs, reason, timer };
};
