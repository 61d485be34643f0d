/**
 * A socket goes away: its character stays link-dead for the grace time and is then taken out of
 * the world. When a whole gateway goes away its sockets may well be there: for ABSENT_MS the zone
 * hears nothing, so that a link which is back at once is noticed by nobody.
 *
 * A player who leaves is saved with a last cut that also gives the row back; only when it is
 * durable is the socket told goodbye and closed.
 */

import type { CloseReason } from "@ambon/bus/frames";
import { SOURCE } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import { claimCharacter } from "./entry.ts";
import type { ChannelHolder } from "./gateway-link.ts";
import { storedSession, withSession } from "./stored-session.ts";

export const detach = (c: EngineContext, holder: ChannelHolder): void => {
  if (holder.is === "joining") {
    holder.joining.cancelled = true;
    holder.joining.link.channels.delete(holder.joining.channel);
    return;
  }
  const { session } = holder;
  unlink(c, session);
  // The socket of a telnet client cannot come back; a browser may, to what waits for it.
  if (session.caps.transport === "telnet") c.outbox.forget(session);
};

/** A gateway is gone, and with it all its sockets. False when it was not there. */
export const dropLink = (c: EngineContext, gateway: string): boolean => {
  const link = c.outbox.drop(gateway);
  if (link === undefined) return false;
  for (const holder of [...link.channels.values()]) {
    // The gateway may hold the sockets and come back for all of them.
    if (holder.is === "session") {
      if (forgetSocket(c, holder.session)) beAbsent(c, holder.session);
    } else detach(c, holder);
  }
  return true;
};

/** Sessions whose refresh does not get through: closed with a reason, and may resume. */
export const closeTooSlow = (c: EngineContext): void => {
  for (const session of c.outbox.takeTooSlow()) {
    c.outbox.close(session, "slow", TOO_SLOW);
    unlink(c, session);
  }
};

const TOO_SLOW = "Your connection could not take all that happened. It may be opened again.";

/** So long a lost gateway may take to come back before its players count as link-dead. */
export const ABSENT_MS = 10_000;

const unlink = (c: EngineContext, session: EngineSession): void => {
  if (forgetSocket(c, session)) loseLink(c, session);
};

/** True when the character stays in the world without it. */
const forgetSocket = (c: EngineContext, session: EngineSession): boolean => {
  const { link } = session;
  if (link === null) return false;
  link.channels.delete(session.channel);
  link.acks.delete(session);
  c.sessions.noteLink(link, null);
  session.link = null;
  if (session.phase === "playing") return true;
  c.outbox.forget(session);
  return false;
};

/** No socket just now, and the zone is not told yet. */
export const beAbsent = (c: EngineContext, session: EngineSession): void => {
  const { playerId: player, generation } = session;
  session.absent = true;
  session.graceTimer = c.after(ABSENT_MS, { t: "absent", player, generation });
};

/** The timer of an absent one fired. */
export const absentTooLong = (c: EngineContext, player: PlayerId, generation: number): void => {
  const session = withoutSocket(c, player, generation);
  if (session !== undefined) loseLink(c, session);
};

const loseLink = (c: EngineContext, session: EngineSession): void => {
  const { playerId: player, slot } = session;
  session.absent = false;
  c.input(slot, SOURCE.session, player, { i: "linkLost", player });
  startGrace(c, session, c.options.limits.SESSION_GRACE_MS);
};

export const startGrace = (c: EngineContext, session: EngineSession, graceMs: number): void => {
  const { playerId: player, generation } = session;
  session.graceTimer = c.after(graceMs, { t: "grace", player, generation });
};

/** The session a timer was set for, if it still waits for a socket. */
const withoutSocket = (
  c: EngineContext,
  player: PlayerId,
  generation: number,
): EngineSession | undefined => {
  const session = c.sessions.get(player);
  if (session === undefined || session.generation !== generation || session.link !== null) {
    return undefined;
  }
  session.graceTimer = 0;
  return session;
};

/** The grace timer fired. */
export const graceOver = (c: EngineContext, player: PlayerId, generation: number): void => {
  const session = withoutSocket(c, player, generation);
  if (session !== undefined) takeOut(c, session, "graceOver", "The connection was lost.");
};

/** Tells the zone to let this player go; its `left` effect does the rest. */
export const takeOut = (
  c: EngineContext,
  session: EngineSession,
  reason: CloseReason,
  text: string,
): void => {
  if (session.phase === "leaving" || session.removing !== null) return;
  const { playerId: player } = session;
  session.closeReason = reason;
  session.removing = { text };
  c.input(session.slot, SOURCE.session, player, { i: "remove", player, reason: text });
};

/** The zone let a player go. */
export const hasLeft = (c: EngineContext, state: PlayerState, text: string): void => {
  const session = c.sessions.get(state.id);
  if (session === undefined || session.phase === "leaving") return;
  session.phase = "leaving";
  c.sessions.dropLines(session);
  session.slot.population -= 1;
  session.slot.arriving.delete(state.id);
  session.slot.unapplied.delete(session);
  c.inTransit.delete(state.id);
  c.roster.remove(state.id);
  c.timers.cancel(session.graceTimer);
  const key = { kind: "player", id: state.id } as const;
  const over = session.closeReason !== "shutdown";
  const stored = withSession(encodeCanonical(state), storedSession(session, over));
  c.savings.release(key, stored, () => gone(c, session, text));
};

const gone = (c: EngineContext, session: EngineSession, text: string): void => {
  c.outbox.farewell(session, session.closeReason, text);
  session.link?.channels.delete(session.channel);
  c.sessions.remove(session);
  const next = c.joining.get(session.playerId);
  if (next !== undefined && !next.cancelled) claimCharacter(c, next);
  else c.joining.delete(session.playerId);
};
