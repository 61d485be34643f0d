/**
 * A player crosses a zone border. To a zone of another engine it is a hand-off (cluster/). Inside
 * this engine: out of one step, into the next tick's step of the other zone; between the two the
 * engine holds the state, so a cut in between still stores it.
 *
 * Inputs that were under way to the old zone may have found nobody there. So the engine compares
 * what the traveller carries with what is true of the session, and tells the new zone what differs.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import { beginHandOff, TURNED_BACK } from "./cluster/hand-off-out.ts";
import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import {
  companionsOf,
  countChoice,
  type Destination,
  destinationOf,
} from "./instances/destination.ts";
import { reconcile, settleLine } from "./settle-transfer.ts";
import type { ZoneSlot } from "./zone-table.ts";

type Transfer = Extract<Effect, { e: "transfer" }>;

const NO_WAY = "The way is blocked: nobody knows what lies beyond. You turn back.";

export const routeTransfer = (c: EngineContext, from: ZoneSlot, transfer: Transfer): void => {
  const { state, room } = transfer;
  const session = c.sessions.get(state.id);
  const destination = destinationFor(c, transfer);
  if (destination !== undefined) countChoice(c, destination);
  if (destination?.at === "there" && c.cluster !== null) {
    return beginHandOff(c, c.cluster, from, transfer, destination);
  }
  const target = destination?.at === "here" ? destination.slot : undefined;
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
  session.instances.note(to.id);
  if (target === undefined) tellNoWay(c, session, from, room);
  settleLine(c, session, state.inputSeq);
  reconcile(c, session, transfer.session);
};

/** With several engines a zone may be on its way to its next one; otherwise it is missing. */
const tellNoWay = (
  c: EngineContext,
  session: EngineSession,
  from: ZoneSlot,
  room: string,
): void => {
  if (c.cluster !== null && c.options.world().rooms.has(room)) {
    c.options.metrics.count("handoff_total", 1, { outcome: "nobody" });
    return c.tell(session, "error", TURNED_BACK);
  }
  c.options.log.event("error", "transfer_to_unknown_zone", { zone: from.id, room });
  c.tell(session, "error", NO_WAY);
};

const destinationFor = (
  c: EngineContext,
  { state, room, session: part, instance: asked }: Transfer,
): Destination | undefined => {
  const template = c.options.world().rooms.get(room)?.zone ?? "";
  const companions = companionsOf(c, state.id, part);
  const last = c.sessions.get(state.id)?.instances.of(template);
  return destinationOf(c, room, { companions, last, ...(asked === undefined ? {} : { asked }) });
};
