/**
 * Going down in good order. A shutdown is announced 60, 30, 10, 5, 4, 3, 2 and 1 seconds ahead,
 * as far as its delay allows; then the host is asked to stop. When the host says stop, every
 * player is taken out of the world and saved, the zones' rows are given back, and only when all of
 * that is durable the engine says that it has stopped.
 */

import { encodeCanonical } from "@ambon/kernel/canonical";
import type { EngineContext } from "./context.ts";
import { takeOut } from "./detach.ts";
import { announce } from "./orders.ts";
import { AGAIN, NOT_RUNNING, turnAway } from "./refusal.ts";
import { kindOf } from "./zone-table.ts";

const ANNOUNCED_SECONDS = [60, 30, 10, 5, 4, 3, 2, 1] as const;
const SECOND_MS = 1000;

export interface Countdown {
  readonly atMs: number;
  readonly reason: string;
  readonly timer: number;
}

const because = (reason: string): string => (reason === "" ? "" : ` (${reason})`);

const seconds = (count: number): string => (count === 1 ? "1 second" : `${count} seconds`);

/** Begins a countdown; a new one takes the place of an old one. */
export const startShutdown = (c: EngineContext, delayMs: number, reason: string): void => {
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

/** The host ends the process: everybody out, everything saved. */
export const beginStop = (c: EngineContext, reason: string): void => {
  if (c.phase === "stopping" || c.phase === "stopped") return;
  if (c.phase === "starting" && c.isRestoring) {
    c.endAsked = { end: "stop", reason };
    return;
  }
  c.phase = "stopping";
  cancelShutdown(c);
  c.savings.drain();
  c.stopReason = reason;
  c.options.log.event("info", "engine_stopping", { players: c.sessions.size });
  for (const joining of c.joining.values()) turnAway(c, joining, NOT_RUNNING, AGAIN);
  everybodyOut(c);
};

const everybodyOut = (c: EngineContext): void => {
  const text = `The game is shutting down${because(c.stopReason)}. See you soon!`;
  for (const session of c.sessions.all()) takeOut(c, session, "shutdown", text);
};

/** Rows are being claimed: whoever gets one has to give it back before the end. */
export const isClaiming = (c: EngineContext): boolean =>
  c.joining.size > 0 || (c.cluster?.comingIn.size ?? 0) > 0;

/**
 * At each tick's edge while stopping: gives the zones back once the last player is saved. Whoever
 * was claimed for another engine's offer when the order came arrives still, and is put out too. The
 * row of a zone that is on its way to another engine may be theirs by now: that is decided first.
 */
export const continueStop = (c: EngineContext): void => {
  if (c.phase !== "stopping") return;
  everybodyOut(c);
  const isMoving = (c.cluster?.moving.size ?? 0) > 0;
  if (isClaiming(c) || isMoving || c.sessions.size > 0 || c.zones.hasReady) return;
  c.phase = "stopped";
  for (const { id, zone } of c.zones.all()) {
    const kind = kindOf(id);
    c.savings.release({ kind, id }, encodeCanonical(zone.storedState()), () => undefined);
  }
};
