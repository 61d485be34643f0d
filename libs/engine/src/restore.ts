/**
 * The sessions of a drained run go on: each player is in its restored zone already, so only the
 * row has to be claimed and the session put together again. It has no socket yet; its gateway comes
 * with the grant it holds (resume.ts), and finds history, waiting output and lines as they were.
 *
 *   several engines: name ─▶ rows claimed ─▶ zones ─▶ sessions
 *   a single one:            zones ─▶ rows claimed ─▶ sessions
 *
 * Of several, others ask for these players when we have been away for a second, and a row is free
 * for them when its owner has no lease any more: so it is claimed while the zones still have that
 * of the last run.
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

/** `done` when the rows of all sessions of the snapshot are decided. */
export const claimSessions = (c: EngineContext, done: () => void): void => {
  const sessions = c.drained?.sessions ?? [];
  let open = sessions.length;
  c.restore = "claiming";
  const answered = (): void => {
    c.restore = "claimed";
    done();
  };
  if (open === 0) return answered();
  for (const { playerId } of sessions) {
    claimRow(c, { kind: "player", id: playerId }, undefined, (claimed) => {
      if (claimed.ok) {
        c.savings.track(claimed.row);
        c.drainedRows.set(playerId, claimed.row);
      }
      open -= 1;
      if (open === 0) answered();
    });
  }
};

/** The rows are decided and the zones are here, as far as they can be had. */
export const restoreSessions = (c: EngineContext): void => {
  for (const session of c.drained?.sessions ?? []) {
    const row = c.drainedRows.get(session.playerId);
    const slot = c.zones.get(session.zone);
    const isOurs = row?.epoch === session.epoch + 1;
    if (isOurs && slot?.isRestored === true) restoreIn(c, slot, session);
    else {
      if (row !== undefined) giveBack(c, row.state, session);
      if (slot?.isRestored === true) forgetPlayer(c, slot, session);
    }
  }
  c.drainedRows.clear();
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
