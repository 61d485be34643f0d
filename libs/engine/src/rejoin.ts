/**
 * A socket comes back to a session that this run of the engine does not have: the engine was
 * killed, or restarted, while gateways held the sockets.
 *
 *   grant (from a gateway) or token (from a browser) names the player
 *     ─▶ row claimed as for a login (entry.ts)
 *     ─▶ does the row allow it? (comeback.ts)
 *     ─▶ the session goes on from the row: at most W old, and the player is told what is undone
 *
 * Who cannot be served now (zones starting, store away) is asked to come again;
 * the gateway holds the socket meanwhile.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { type PlayerId, playerId } from "@ambon/kernel/ids";
import { join } from "./attach.ts";
import { engineOfPlayer } from "./cluster/homes.ts";
import type { Comeback } from "./comeback.ts";
import type { EngineContext } from "./context.ts";
import { hashOf } from "./entry.ts";
import type { GatewayLink } from "./gateway-link.ts";
import { newJoining } from "./joining.ts";
import {
  AGAIN,
  ELSEWHERE,
  type Hint,
  LATER_LOGIN,
  NOT_RUNNING,
  refuseChannel,
  SESSION_OVER,
  STORE_AWAY,
  thither,
} from "./refusal.ts";

type ResumeFrame = Extract<GatewayFrame, { f: "resume" }>;

export const rejoin = (c: EngineContext, link: GatewayLink, frame: ResumeFrame): void => {
  const { channel, sessionId, caps, received, applied } = frame;
  const refuse = (message: string, hint: Hint = {}): void =>
    refuseChannel(c, link, channel, message, hint);
  const granted =
    frame.grant === undefined
      ? undefined
      : c.options.accounts.granted(c.nowMs, frame.grant, sessionId);
  const player = granted === undefined ? playerOf(frame.token) : playerId(granted.playerId);
  if (player === undefined) return refuse(SESSION_OVER);
  // The character plays on under another login, unless this one is the later of the two.
  const other = c.sessions.get(player);
  if (other !== undefined && granted === undefined) return refuse(SESSION_OVER);
  if (other !== undefined && (granted?.generation ?? 0) < other.generation) {
    return refuse(LATER_LOGIN);
  }
  const engine = engineOfPlayer(c, player);
  if (other === undefined && engine !== undefined) return refuse(ELSEWHERE, thither(c, engine));
  // A token that nobody has looked at yet may not turn away a login that is under way.
  if (granted === undefined && c.joining.has(player)) return refuse(NOT_RUNNING, AGAIN);
  if (!c.savings.available) return refuse(STORE_AWAY, AGAIN);
  const comeback: Comeback = {
    tokenHash: hashOf(c, frame.token),
    generation: granted?.generation,
    received,
    applied,
  };
  join(c, newJoining({ playerId: player, sessionId, link, channel, caps }, comeback));
};

/** A token begins with its player's id (entry.ts). */
const playerOf = (token: string): PlayerId | undefined => {
  const id = /^(\d{1,20})\./.exec(token)?.[1];
  return id === undefined ? undefined : playerId(id);
};
