/**
 * A socket comes back to its session without a login.
 *
 *   session here? ── no ─▶ perhaps another run of the engine had it: rejoin.ts
 *      │ yes
 *   grant or token good? ── no ─▶ attachRefused: the client logs in
 *      │ yes
 *      ▼
 *   earlier socket told and closed ─▶ session on the new channel, generation + 1, new token
 *      │
 *      ├─ history reaches back to `received` ─▶ what follows it is sent again, in order, under
 *      │                                        its numbers, then what waited
 *      └─ it does not ─▶ one full refresh, with a notice
 *
 * A gateway that holds a grant is judged by it alone: its generation tells whether its socket is
 * the newest. The session's lines stay: those that wait are applied, and the answer says which was
 * the newest that was taken, so that the client knows what to send again. When the zone was told
 * that the link is lost it is told that it is back.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { SOURCE } from "@ambon/game/input";
import { text } from "@ambon/markup/build";
import { tellWhatIsLost } from "./comeback.ts";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import { epochOf, grantFor, hashOf, newToken, rebind, supersede } from "./entry.ts";
import type { GatewayLink } from "./gateway-link.ts";
import { AGAIN, NOT_RUNNING, refuseChannel, SESSION_OVER } from "./refusal.ts";
import { rejoin } from "./rejoin.ts";

type ResumeFrame = Extract<GatewayFrame, { f: "resume" }>;

const SUPERSEDED = "You have come back on another connection.";
const MISSED = "Too much has happened to show you all of it. This is how things are now:";

export const resume = (c: EngineContext, link: GatewayLink, frame: ResumeFrame): void => {
  const refuse = (message: string): void => refuseChannel(c, link, frame.channel, message);
  if (!c.isServing) return refuseChannel(c, link, frame.channel, NOT_RUNNING, AGAIN);
  if (link.channels.has(frame.channel)) return refuse("This channel is in use.");
  const session = c.sessions.withId(frame.sessionId);
  if (session === undefined) return rejoin(c, link, frame);
  if (session.sealed) return refuseChannel(c, link, frame.channel, NOT_RUNNING, AGAIN);
  if (isLeaving(session) || !mayResume(c, session, frame)) return refuse(SESSION_OVER);
  const { address } = frame.caps;
  const banned = c.options.accounts.banned(c.nowMs, session.playerName, address);
  if (banned !== undefined) return refuse(banned);
  // Of a socket that was gone only a while with its gateway the zone has heard nothing.
  const unnoticed = session.absent;
  const alive = supersede(c, session, SUPERSEDED) || unnoticed;
  rebind(c, session, { link, channel: frame.channel, caps: frame.caps });
  const complete = session.output.resumeAfter(frame.received, c.nowMs);
  const { lastSeq } = session;
  const { applied = 0 } = frame;
  welcomeBack(c, session, hashOf(c, frame.token), complete ? frame.received : session.output.seq);
  // A run that this one has replaced, and that woke up, acknowledged what it could not keep.
  if (applied > lastSeq) tellWhatIsLost(c, session, applied, lastSeq);
  if (complete) c.outbox.pump(session);
  else refresh(c, session);
  if (complete && !alive) linkBack(c, session, true);
};

const mayResume = (c: EngineContext, session: EngineSession, frame: ResumeFrame): boolean => {
  const { grant, token, sessionId } = frame;
  if (grant === undefined) return session.tokens.accepts(hashOf(c, token));
  const granted = c.options.accounts.granted(c.nowMs, grant, sessionId);
  return granted !== undefined && granted.generation >= session.generation;
};

const isLeaving = (session: EngineSession): boolean =>
  session.phase === "leaving" || session.removing !== null;

const welcomeBack = (
  c: EngineContext,
  session: EngineSession,
  usedHash: string,
  outputSeq: number,
): void => {
  const { link, channel, playerName, appliedSeq, lastSeq, clientSeq, settings } = session;
  if (link === null) return;
  const resumeToken = newToken(c, session);
  session.tokens.succeed(usedHash, hashOf(c, resumeToken), outputSeq);
  session.ackedSeq = appliedSeq;
  c.outbox.raw(link, {
    f: "attached",
    channel,
    playerName,
    resumeToken,
    grant: grantFor(c, session),
    outputSeq,
    inputSeq: appliedSeq,
    acceptedSeq: lastSeq,
    clientSeq,
    ...(settings === null ? {} : { settings }),
    ...epochOf(c, session),
  });
};

/** The gateway has taken, and perhaps the client has shown, output up to these numbers. */
export const takeAck = (
  c: EngineContext,
  session: EngineSession,
  frame: Extract<GatewayFrame, { f: "ack" }>,
): void => {
  const { output, caps } = session;
  output.received(frame.received);
  const seen = frame.seen ?? (caps.transport === "telnet" ? frame.received : undefined);
  if (seen !== undefined) {
    output.seen(seen);
    session.tokens.confirm(seen);
  }
  if (output.refreshDue && output.isIdle && !session.sealed) refresh(c, session);
  else c.outbox.pump(session);
};

/** Output was lost for good: the player is told, and gets everything as it is now. */
const refresh = (c: EngineContext, session: EngineSession): void => {
  session.output.startRefresh();
  // What waits for a cut happened after what is missing.
  c.outbox.ahead(session, { f: "output", class: "system", markup: text(MISSED) });
  c.outbox.pump(session);
  linkBack(c, session, false);
};

const linkBack = (c: EngineContext, session: EngineSession, continued: boolean): void => {
  const { playerId: player, slot } = session;
  c.input(slot, SOURCE.session, player, { i: "linkBack", player, takeover: false, continued });
};
