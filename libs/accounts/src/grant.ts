/**
 * A session grant is a gateway's right to bring one session back: after a lost link, to a restarted
 * engine, without the player's password or token (DESIGN §8). The engine that binds a socket signs
 * one; it names session, player and generation, and ends after GRANT_TTL_MS. Every new socket gets
 * a higher generation, so the grant of a superseded socket can be told from the newest.
 *
 * Unlike a ticket it may be used again and again: it says who somebody is, and the engine's own
 * session or the player's row says whether that session still goes on.
 */

import type { Signer } from "./ticket.ts";

/** As long as a socket may reasonably be open; the next `attached` brings a new grant. */
export const GRANT_TTL_MS = 86_400_000;

export interface SessionGrant {
  readonly sessionId: string;
  readonly playerId: string;
  readonly generation: number;
}

const PURPOSE = "ambon-grant-v1";
type Claims = readonly [
  purpose: string,
  expMs: number,
  sessionId: string,
  playerId: string,
  generation: number,
];

export const signGrant = (signer: Signer, nowMs: number, grant: SessionGrant): string => {
  const { sessionId, playerId, generation } = grant;
  const claims: Claims = [PURPOSE, nowMs + GRANT_TTL_MS, sessionId, playerId, generation];
  const text = JSON.stringify(claims);
  return `${text}.${signer.sign(text)}`;
};

/** Undefined when it was not signed with our secret, is over, or is for another session. */
export const readGrant = (
  signer: Signer,
  nowMs: number,
  grant: string,
  sessionId: string,
): SessionGrant | undefined => {
  const dot = grant.lastIndexOf(".");
  const text = grant.slice(0, Math.max(0, dot));
  if (dot < 0 || !signer.verify(text, grant.slice(dot + 1))) return undefined;
  // Signed with our secret; still it might be a text of another kind.
  const claims = JSON.parse(text) as Claims;
  if (!Array.isArray(claims) || claims[0] !== PURPOSE || claims.length !== 5) return undefined;
  const [, expMs, granted, playerId, generation] = claims;
  if (granted !== sessionId || expMs <= nowMs) return undefined;
  return { sessionId, playerId, generation };
};
