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
import { beginHandOff } from "./cluster/hand-off-out.ts";
import { remoteZoneOf } from "./cluster/homes.ts";
import type { EngineContext } from "./context.ts";
import { reconcile, settleLine } from "./settle-transfer.ts";
import type { ZoneSlot } from "./zone-table.ts";

type Transfer = Extract<Effect, { e: "transfer" }>;

const NO_WAY = "The way is blocked: nobody knows what lies beyond. You turn back.";

export const routeTransfer = (c: EngineContext, from: ZoneSlot, transfer: Transfer): void => {
  const { state, room } = transfer;
  const session = c.sessions.get(state.id);
  const target = c.slotOfRoom(room);
  const remote = target === undefined ? remoteZoneOf(c, room) : undefined;
  if (remote !== undefined && c.cluster !== null) {
    return beginHandOff(c, c.cluster, from, transfer, remote);
  }
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
  reconcile(c, session, transfer.session);
};
