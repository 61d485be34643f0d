/**
 * A socket comes in with a ticket.
 *
 *   ticket redeemed ─▶ character here? ── yes, playing ─▶ takeover: old socket told and closed
 *                          │              yes, leaving ─▶ waits until it is saved, then as below
 *                          no
 *                          ▼
 *                     row claimed (owner, epoch) ─▶ arrives in the zone of its room ─▶ attached
 *
 * Tickets are for one use. A second socket for a character that is still being claimed takes the
 * place of the first. A row that another run of this engine left behind is taken by
 * compare-and-set on what was read; a row of another engine is not.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { SOURCE } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import { newSessionPart } from "@ambon/game/session-part";
import { playerId } from "@ambon/kernel/ids";
import { claimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { type EngineSession, newSession } from "./engine-session.ts";
import type { GatewayLink } from "./gateway-link.ts";
import type { Joining } from "./joining.ts";

type AttachFrame = Extract<GatewayFrame, { f: "attach" }>;

export const STORE_AWAY =
  "The game cannot reach its store just now, so nobody can come in. Please try again in a minute.";
export const NOT_RUNNING =
  "The game is not ready for players just now. Please try again in a moment.";
const ELSEWHERE = "This character is being played on another server. Please try again in a moment.";
const LATER_LOGIN = "You have logged in again from another connection.";
const UNREADABLE = "This character cannot be read. Nothing was changed; please tell the staff.";

export const attach = (c: EngineContext, link: GatewayLink, frame: AttachFrame): void => {
  const refuse = (message: string): void => refuseChannel(c, link, frame.channel, message);
  if (c.phase !== "running") return refuse(NOT_RUNNING);
  if (link.channels.has(frame.channel)) return refuse("This channel is in use.");
  const { accounts } = c.options;
  const redeemed = accounts.redeem(c.nowMs, frame.ticket, frame.sessionId, link.name);
  if (!redeemed.ok) return refuse(redeemed.message);
  if (!c.savings.available) return refuse(STORE_AWAY);
  const joining: Joining = {
    playerId: playerId(redeemed.playerId),
    sessionId: frame.sessionId,
    link,
    channel: frame.channel,
    caps: frame.caps,
    packages: [],
    edge: {},
    cancelled: false,
  };
  link.channels.set(frame.channel, { is: "joining", joining });
  const earlier = c.joining.get(joining.playerId);
  if (earlier !== undefined) turnAway(c, earlier, LATER_LOGIN);
  const session = c.sessions.get(joining.playerId);
  if (session?.phase === "playing" && session.removing === null) {
    takeOver(c, session, joining);
    return;
  }
  c.joining.set(joining.playerId, joining);
  // Somebody who is being saved comes back after it; a claim under way finds the newest socket.
  if (session === undefined && earlier === undefined) claimCharacter(c, joining);
};

/** Says no to a socket that has no session. */
export const refuseChannel = (
  c: EngineContext,
  link: GatewayLink,
  channel: number,
  message: string,
): void => c.outbox.raw(link, { f: "attachRefused", channel, message });

/** Says no to a socket that was waiting. */
const turnAway = (c: EngineContext, joining: Joining, message: string): void => {
  if (joining.cancelled) return;
  joining.cancelled = true;
  joining.link.channels.delete(joining.channel);
  refuseChannel(c, joining.link, joining.channel, message);
};

/** Asks the store for the row of a character that is not in the world. */
export const claimCharacter = (c: EngineContext, joining: Joining): void => {
  const { playerId: player } = joining;
  claimRow(c, { kind: "player", id: player }, undefined, (claimed) => {
    // The newest socket for this character, which need not be the one that asked.
    const current = c.joining.get(player) ?? joining;
    c.joining.delete(player);
    if (!claimed.ok) {
      turnAway(c, current, claimed.code === "away" ? STORE_AWAY : ELSEWHERE);
      return;
    }
    const key = { kind: "player", id: player } as const;
    c.savings.track(claimed.row);
    const read = c.options.readPlayer(claimed.row.state);
    if (!read.ok) {
      c.options.log.event("error", "player_unreadable", { player, reason: read.error });
      turnAway(c, current, UNREADABLE);
    } else if (c.phase !== "running") turnAway(c, current, NOT_RUNNING);
    else if (!current.cancelled && enter(c, current, read.value)) return;
    c.savings.release(key, claimed.row.state, () => undefined);
  });
};

const enter = (c: EngineContext, joining: Joining, state: PlayerState): boolean => {
  const slot = c.slotOfRoom(state.room) ?? c.startSlot();
  const banned = c.options.accounts.banned(c.nowMs, state.name, joining.caps.address);
  if (slot === undefined || banned !== undefined) {
    turnAway(c, joining, banned ?? NOT_RUNNING);
    return false;
  }
  const session = newSession({
    playerId: state.id,
    playerName: state.name,
    sessionId: joining.sessionId,
    caps: joining.caps,
    slot,
    inputSeq: state.inputSeq,
    limits: c.options.limits,
  });
  c.sessions.add(session);
  slot.population += 1;
  slot.arriving.add(state.id);
  c.inTransit.set(state.id, state);
  c.roster.place(state, slot);
  bind(c, session, joining);
  c.input(slot, SOURCE.store, state.id, {
    i: "arrive",
    state,
    session: { ...newSessionPart(), subscriptions: joining.packages },
    room: state.room,
    from: null,
  });
  edgeSettings(c, session, joining);
  return true;
};

/** Tells a socket that another one has its place. False when there is none. */
export const supersede = (c: EngineContext, session: EngineSession, why: string): boolean => {
  if (session.link === null) return false;
  c.outbox.close(session, "takeover", why);
  session.link.channels.delete(session.channel);
  return true;
};

const takeOver = (c: EngineContext, session: EngineSession, joining: Joining): void => {
  const { playerId: player, slot } = session;
  const alive = supersede(c, session, LATER_LOGIN);
  c.sessions.dropLines(session);
  c.outbox.forget(session);
  c.sessions.rename(session, joining.sessionId);
  bind(c, session, joining);
  const { packages } = joining;
  c.input(slot, SOURCE.session, player, { i: "subscribe", player, packages });
  c.input(slot, SOURCE.session, player, { i: "linkBack", player, takeover: alive });
  edgeSettings(c, session, joining);
};

/** A new client begins: its numbers start anew, and what an earlier one knew is void. */
const bind = (c: EngineContext, session: EngineSession, joining: Joining): void => {
  const { link, channel } = joining;
  rebind(c, session, joining);
  session.packages = joining.packages;
  session.clientSeq = 0;
  session.ackedSeq = session.lastSeq;
  session.output.reset();
  const resumeToken = c.options.randomToken();
  session.tokens.begin(hashOf(c, resumeToken));
  const { playerName, lastSeq: inputSeq } = session;
  c.outbox.raw(link, {
    f: "attached",
    channel,
    playerName,
    resumeToken,
    outputSeq: 0,
    inputSeq,
  });
};

/** From here on the session speaks on this channel; what comes from an earlier one is ignored. */
export const rebind = (
  c: EngineContext,
  session: EngineSession,
  socket: Pick<Joining, "link" | "channel" | "caps">,
): void => {
  const { link, channel, caps } = socket;
  c.timers.cancel(session.graceTimer);
  session.graceTimer = 0;
  c.sessions.noteLink(session.link, link);
  session.link = link;
  session.channel = channel;
  session.caps = caps;
  session.generation += 1;
  link.channels.set(channel, { is: "session", session });
};

/** What is kept of a resume token. */
export const hashOf = (c: EngineContext, token: string): string =>
  c.options.hashToken?.(token) ?? token;

const edgeSettings = (c: EngineContext, session: EngineSession, joining: Joining): void => {
  const { playerId: player, slot } = session;
  if (Object.keys(joining.edge).length === 0) return;
  c.input(slot, SOURCE.session, player, { i: "edgeSetting", player, ...joining.edge });
};
