/**
 * A player crosses a zone border inside this engine: out of one step, into the next tick's step of
 * the other zone. Between the two the engine holds the state, so a cut in between still stores it.
 *
 * Inputs that were under way to the old zone may have found nobody there. So the engine compares
 * what the traveller carries with what is true of the session, and tells the new zone what differs.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import type { ZoneSlot } from "./zone-table.ts";

type Transfer = Extract<Effect, { e: "transfer" }>;

const NO_WAY = "The way is blocked: nobody knows what lies beyond. You turn back.";

export const routeTransfer = (c: EngineContext, from: ZoneSlot, transfer: Transfer): void => {
  const { state, room } = transfer;
  const session = c.sessions.get(state.id);
  const target = c.slotOfRoom(room);
  const to = target ?? from;
  c.savings.dirty({ kind: "player", id: state.id });
  c.inTransit.set(state.id, state);
  c.roster.place(state, to);
  from.arriving.delete(state.id);
  to.arriving.add(state.id);
  from.population -= 1;
  to.population += 1;
  c.input(to, SOURCE.zone, c.options.engine, {
    i: "arrive",
    state,
    session: transfer.session,
    room: target === undefined ? state.room : room,
    from: { zone: from.id, direction: target === undefined ? null : transfer.direction },
  });
  if (session === undefined) return;
  from.unapplied.delete(session);
  session.slot = to;
  if (target === undefined) {
    c.options.log.event("error", "transfer_to_unknown_zone", { zone: from.id, room });
    c.tell(session, "error", NO_WAY);
  }
  settleLine(c, session, state.inputSeq);
  reconcile(c, session, transfer);
};

/** Was the line that brought the player here applied, or does it have to go first over there? */
const settleLine = (c: EngineContext, session: EngineSession, appliedSeq: number): void => {
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

const reconcile = (c: EngineContext, session: EngineSession, transfer: Transfer): void => {
  const { playerId: player, slot, packages, removing } = session;
  if (!sameNames(packages, transfer.session.subscriptions)) {
    c.input(slot, SOURCE.session, player, { i: "subscribe", player, packages });
  }
  const linkDead = session.link === null && !session.absent;
  if (linkDead && !transfer.session.linkDead) {
    c.input(slot, SOURCE.session, player, { i: "linkLost", player });
  }
  if (!linkDead && transfer.session.linkDead) {
    c.input(slot, SOURCE.session, player, { i: "linkBack", player, takeover: false });
  }
  if (removing !== null) {
    c.input(slot, SOURCE.session, player, { i: "remove", player, reason: removing.text });
  }
};
