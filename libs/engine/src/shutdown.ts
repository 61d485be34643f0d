/**
 * Going down in good order. When the host says stop, because a countdown is over or for a reason of
 * its own, every player is taken out of the world and saved, the zones' rows are given back, and
 * only when all of that is durable the engine says that it has stopped.
 */

import { encodeCanonical } from "@ambon/kernel/canonical";
import type { EngineContext } from "./context.ts";
import { because, cancelShutdown } from "./countdown.ts";
import { takeOut } from "./detach.ts";
import { AGAIN, NOT_RUNNING, turnAway } from "./refusal.ts";
import { kindOf } from "./zone-table.ts";

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
