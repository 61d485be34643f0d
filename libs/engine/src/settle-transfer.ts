/** What is true of a session and what its traveller carries, brought together. */

import { SOURCE } from "@ambon/game/input";
import type { SessionPart } from "@ambon/game/session-part";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";

/** Was the line that brought the player here applied, or does it have to go first over there? */
export const settleLine = (c: EngineContext, session: EngineSession, appliedSeq: number): void => {
  const line = session.inFlight;
  if (line === null) return;
  if (line.inputSeq > appliedSeq) {
    c.sessions.again(session);
    return;
  }
  c.sessions.applied(session);
  c.outbox.ack(session);
};

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, index) => name === b[index]);

/** Tells the zone of a traveller what has changed since the traveller set out. */
export const reconcile = (c: EngineContext, session: EngineSession, part: SessionPart): void => {
  const { playerId: player, slot, packages, removing } = session;
  if (!sameNames(packages, part.subscriptions)) {
    c.input(slot, SOURCE.session, player, { i: "subscribe", player, packages });
  }
  const linkDead = session.link === null && !session.absent;
  if (linkDead && !part.linkDead) {
    c.input(slot, SOURCE.session, player, { i: "linkLost", player });
  }
  if (!linkDead && part.linkDead) {
    c.input(slot, SOURCE.session, player, { i: "linkBack", player, takeover: false });
  }
  if (removing !== null) {
    c.input(slot, SOURCE.session, player, { i: "remove", player, reason: removing.text });
  }
};
