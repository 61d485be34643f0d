/**
 * A socket comes in with a ticket.
 *
 *   ticket redeemed ─▶ character here? ── yes, playing ─▶ takeover: old socket told and closed
 *                          │              yes, leaving ─▶ waits until it is saved, then as below
 *                          no
 *                          ▼
 *                     row claimed, arrives in the zone of its room (entry.ts) ─▶ attached
 *
 * Tickets are for one use. A second socket for a character that is still being claimed takes the
 * place of the first.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { SOURCE } from "@ambon/game/input";
import { playerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import { bind, claimCharacter, edgeSettings, supersede } from "./entry.ts";
import type { GatewayLink } from "./gateway-link.ts";
import { type Joining, newJoining } from "./joining.ts";
import { AGAIN, LATER_LOGIN, NOT_RUNNING, refuseChannel, STORE_AWAY, turnAway } from "./refusal.ts";

type AttachFrame = Extract<GatewayFrame, { f: "attach" }>;

export const attach = (c: EngineContext, link: GatewayLink, frame: AttachFrame): void => {
  const { channel, sessionId, caps } = frame;
  const refuse = (message: string): void => refuseChannel(c, link, channel, message);
  if (!c.isServing) return refuse(NOT_RUNNING);
  if (link.channels.has(channel)) return refuse("This channel is in use.");
  const redeemed = c.options.accounts.redeem(c.nowMs, frame.ticket, sessionId, link.name);
  if (!redeemed.ok) return refuse(redeemed.message);
  if (!c.savings.available) return refuse(STORE_AWAY);
  const player = playerId(redeemed.playerId);
  join(c, newJoining({ playerId: player, sessionId, link, channel, caps }, null));
};

/** Lets a socket in: into the session that is there, or into one that is made from the row. */
export const join = (c: EngineContext, joining: Joining): void => {
  const { link, channel } = joining;
  link.channels.set(channel, { is: "joining", joining });
  const earlier = c.joining.get(joining.playerId);
  if (earlier !== undefined) turnAway(c, earlier, LATER_LOGIN);
  const session = c.sessions.get(joining.playerId);
  const isMoving = session?.sealed === true || c.cluster?.comingIn.has(joining.playerId) === true;
  if (isMoving) return turnAway(c, joining, NOT_RUNNING, AGAIN);
  if (session?.phase === "playing" && session.removing === null) {
    takeOver(c, session, joining);
    return;
  }
  c.joining.set(joining.playerId, joining);
  // Somebody who is being saved comes back after it; a claim under way finds the newest socket.
  if (session === undefined && earlier === undefined) claimCharacter(c, joining);
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
