/**
 * The sessions of a drained run go on: each player is in its restored zone already, so only the
 * row has to be claimed and the session put together again. It has no socket yet; its gateway comes
 * with the grant it holds (resume.ts), and finds history, waiting output and lines as they were.
 *
 * A row that was claimed by somebody else in the meantime is the truth: that player leaves the
 * restored zone without a trace, and comes back by a login like after a crash.
 */

import { SOURCE } from "@ambon/game/input";
import { claimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { restoreSession } from "./restore-session.ts";
import type { SessionDump } from "./session-dump.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** `done` when all rows of these sessions are decided. */
export const restoreSessions = (
  c: EngineContext,
  sessions: readonly SessionDump[],
  done: () => void,
): void => {
  let open = sessions.length;
  if (open === 0) return done();
  for (const session of sessions) {
    claimRow(c, { kind: "player", id: session.playerId }, undefined, (claimed) => {
      const slot = c.zones.get(session.zone);
      const untouched = claimed.ok && claimed.row.epoch === session.epoch + 1;
      if (claimed.ok) c.savings.track(claimed.row);
      if (untouched && slot?.isRestored === true) restoreIn(c, slot, session);
      else {
        if (claimed.ok) giveBack(c, claimed.row.state, session);
        if (slot?.isRestored === true) forgetPlayer(c, slot, session);
      }
      open -= 1;
      if (open === 0) done();
    });
  }
};

/** The session of a player who is in the zone's snapshot. */
export const restoreIn = (c: EngineContext, slot: ZoneSlot, drained: SessionDump): void => {
  const state = slot.zone.playerState(drained.playerId);
  if (state !== undefined) restoreSession(c, slot, drained, state);
};

const giveBack = (c: EngineContext, state: string, { playerId }: SessionDump): void =>
  c.savings.release({ kind: "player", id: playerId }, state, () => undefined);

/** Somebody else has this player: the zone lets go of what it remembers. */
export const forgetPlayer = (
  c: EngineContext,
  slot: ZoneSlot,
  { playerId }: Pick<SessionDump, "playerId">,
): void =>
  c.input(slot, SOURCE.session, playerId, {
    i: "remove",
    player: playerId,
    reason: "Your character was taken over meanwhile.",
  });
