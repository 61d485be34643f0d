/**
 * A character comes into the world from its row.
 *
 *   row claimed (owner, epoch) ─▶ read ─▶ may this socket have it? ─▶ arrives in the zone of its
 *                                                                     room ─▶ attached
 *
 * A row that another run of this engine left behind is taken by compare-and-set on what was read;
 * a row of another engine is not. Whoever was turned away meanwhile, the row is given back as it
 * was. A socket that comes back (comeback.ts) goes on with the numbers it knows: output after what
 * it has taken, lines after the newest that the row says is applied.
 */

import { SOURCE } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import { newSessionPart } from "@ambon/game/session-part";
import { claimRow, isComeOrComing } from "./claim-row.ts";
import { tellWhatIsLost, whyNoComeback } from "./comeback.ts";
import type { EngineContext } from "./context.ts";
import { type EngineSession, newSession } from "./engine-session.ts";
import { NO_WISH } from "./instances/choose-instance.ts";
import {
  countChoice,
  type Destination,
  destinationHere,
  destinationOf,
} from "./instances/destination.ts";
import { lastOf } from "./instances/last-instances.ts";
import type { Joining } from "./joining.ts";
import {
  AGAIN,
  ELSEWHERE,
  NOT_RUNNING,
  STORE_AWAY,
  thither,
  turnAway,
  UNREADABLE,
} from "./refusal.ts";
import { type StoredSession, splitSession } from "./stored-session.ts";

/** The engine that has a row, if it is one that we have a link to: it knows more than our lists. */
const engineThere = (c: EngineContext, owner: string | null): string | undefined =>
  [...(c.cluster?.directory.peers() ?? [])].find((peer) => peer.owner === owner)?.engine;

/** Asks the store for the row of a character that is not in the world. */
export const claimCharacter = (c: EngineContext, joining: Joining): void => {
  const { playerId: player } = joining;
  const key = { kind: "player", id: player } as const;
  claimRow(c, key, undefined, (claimed) => {
    // The newest socket for this character, which need not be the one that asked.
    const current = c.joining.get(player) ?? joining;
    c.joining.delete(player);
    if (!claimed.ok) {
      if (isComeOrComing(c, key)) return turnAway(c, current, NOT_RUNNING, AGAIN);
      const hint = current.comeback === null ? {} : AGAIN;
      if (claimed.code === "away") return turnAway(c, current, STORE_AWAY, hint);
      const owner = claimed.code === "owned" ? engineThere(c, claimed.owner) : undefined;
      turnAway(c, current, ELSEWHERE, owner === undefined ? hint : thither(c, owner));
      return;
    }
    c.savings.track(claimed.row);
    const { state, session } = splitSession(claimed.row.state);
    const read = c.options.readPlayer(state);
    if (!read.ok) {
      c.options.log.event("error", "player_unreadable", { player, reason: read.error });
      turnAway(c, current, UNREADABLE);
    } else if (c.phase !== "running") turnAway(c, current, NOT_RUNNING, AGAIN);
    else if (!current.cancelled && enter(c, current, read.value, session)) return;
    c.savings.release(key, claimed.row.state, () => undefined);
  });
};

/**
 * A room that is gone means where new characters begin. A login has its ticket for this engine, so
 * an instance here will do; a socket that comes back is sent to where it was.
 */
const destinationFor = (
  c: EngineContext,
  room: string,
  stored: StoredSession | undefined,
  isLogin: boolean,
): Destination | undefined => {
  const { rooms, startRoom } = c.options.world();
  const there = rooms.has(room) ? room : startRoom;
  const last = lastOf(stored?.instances, rooms.get(there)?.zone ?? "");
  const wish = { ...NO_WISH, last, prefersHere: true };
  const here = isLogin ? destinationHere(c, there, wish) : undefined;
  return here ?? destinationOf(c, there, wish);
};

const enter = (
  c: EngineContext,
  joining: Joining,
  state: PlayerState,
  stored: StoredSession | undefined,
): boolean => {
  const { comeback, sessionId } = joining;
  const destination = destinationFor(c, state.room, stored, comeback === null);
  const refusal =
    c.options.accounts.banned(c.nowMs, state.name, joining.caps.address) ??
    (comeback === null ? undefined : whyNoComeback(comeback, sessionId, stored));
  if (refusal !== undefined) {
    turnAway(c, joining, refusal);
    return false;
  }
  if (destination?.at !== "here") {
    const hint = destination === undefined ? AGAIN : thither(c, destination.engine);
    turnAway(c, joining, NOT_RUNNING, hint);
    return false;
  }
  countChoice(c, destination);
  const { slot } = destination;
  const session = newSession({
    playerId: state.id,
    playerName: state.name,
    sessionId,
    caps: joining.caps,
    slot,
    inputSeq: state.inputSeq,
    generation: Math.max(stored?.generation ?? 0, comeback?.generation ?? 0),
    limits: c.options.limits,
  });
  session.instances.load(stored?.instances);
  session.instances.note(slot.id);
  c.sessions.add(session);
  slot.population += 1;
  slot.arriving.add(state.id);
  c.inTransit.set(state.id, state);
  c.roster.place(state, slot);
  if (comeback !== null) session.tokens.begin(comeback.tokenHash);
  bind(c, session, joining, comeback === null ? 0 : (stored?.clientSeq ?? 0));
  if (comeback !== null) tellWhatIsLost(c, session, comeback.applied, state.inputSeq);
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

/**
 * A client begins: its numbers start anew, and what an earlier one knew is void. One that comes
 * back keeps its numbers, and its token until it has shown something under the next.
 */
export const bind = (
  c: EngineContext,
  session: EngineSession,
  joining: Joining,
  clientSeq = 0,
): void => {
  const { link, channel, comeback } = joining;
  rebind(c, session, joining);
  session.packages = joining.packages;
  session.clientSeq = clientSeq;
  session.appliedClientSeq = clientSeq;
  session.ackedSeq = session.lastSeq;
  const outputSeq = comeback?.received ?? 0;
  session.output.restartAfter(outputSeq);
  const resumeToken = newToken(c, session);
  const hash = hashOf(c, resumeToken);
  if (comeback === null) session.tokens.begin(hash);
  else session.tokens.succeed(comeback.tokenHash, hash, outputSeq);
  const { playerName, lastSeq: inputSeq } = session;
  c.outbox.raw(link, {
    f: "attached",
    channel,
    playerName,
    resumeToken,
    grant: grantFor(c, session),
    outputSeq,
    inputSeq,
    ...(comeback === null ? {} : { clientSeq }),
    ...epochOf(c, session),
  });
};

/** Of the row, for the gateway: who had the player before is not believed any more. */
export const epochOf = (
  c: EngineContext,
  { playerId: id }: EngineSession,
): { readonly epoch?: number } => {
  const epoch = c.savings.epochOf({ kind: "player", id });
  return epoch === undefined ? {} : { epoch };
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
  session.absent = false;
  session.channel = channel;
  session.caps = caps;
  session.generation += 1;
  link.channels.set(channel, { is: "session", session });
  c.savings.dirty({ kind: "player", id: session.playerId });
};

/** Names its player, so that an engine that has no session can find the row. */
export const newToken = (c: EngineContext, session: EngineSession): string =>
  `${session.playerId}.${c.options.randomToken()}`;

/** What is kept of a resume token. */
export const hashOf = (c: EngineContext, token: string): string =>
  c.options.hashToken?.(token) ?? token;

export const grantFor = (c: EngineContext, session: EngineSession): string => {
  const { sessionId, playerId, generation } = session;
  return c.options.accounts.grant(c.nowMs, { sessionId, playerId, generation });
};

export const edgeSettings = (c: EngineContext, session: EngineSession, joining: Joining): void => {
  const { playerId: player, slot } = session;
  if (Object.keys(joining.edge).length === 0) return;
  c.input(slot, SOURCE.session, player, { i: "edgeSetting", player, ...joining.edge });
};
