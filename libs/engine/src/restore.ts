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
import { beAbsent, startGrace } from "./detach.ts";
import type { DrainedSession } from "./drain-snapshot.ts";
import { newSession } from "./engine-session.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** `done` when all rows of these sessions are decided. */
export const restoreSessions = (
  c: EngineContext,
  sessions: readonly DrainedSession[],
  done: () => void,
): void => {
  let open = sessions.length;
  if (open === 0) return done();
  for (const session of sessions) {
    claimRow(c, { kind: "player", id: session.playerId }, undefined, (claimed) => {
      const slot = c.zones.get(session.zone);
      const untouched = claimed.ok && claimed.row.epoch === session.epoch + 1;
      if (claimed.ok) c.savings.track(claimed.row);
      if (untouched && slot?.isRestored === true) restoreOne(c, slot, session);
      else {
        if (claimed.ok) giveBack(c, claimed.row.state, session);
        if (slot?.isRestored === true) forgetPlayer(c, slot, session);
      }
      open -= 1;
      if (open === 0) done();
    });
  }
};

const restoreOne = (c: EngineContext, slot: ZoneSlot, drained: DrainedSession): void => {
  const { playerId, sessionId, caps, generation, appliedSeq: inputSeq } = drained;
  const state = slot.zone.playerState(playerId);
  if (state === undefined) return;
  const { name: playerName } = state;
  const { limits } = c.options;
  const session = newSession({
    playerId,
    playerName,
    sessionId,
    caps,
    slot,
    inputSeq,
    generation,
    limits,
  });
  c.sessions.add(session);
  session.packages = drained.packages;
  session.settings = drained.settings;
  session.appliedClientSeq = drained.appliedClientSeq;
  session.clientSeq = drained.appliedClientSeq;
  session.tokens.restore(drained.tokens);
  if (drained.output === null) session.output.forget();
  else session.output.load(drained.output, c.nowMs);
  for (const line of drained.lines) c.sessions.addLine(session, line);
  slot.population += 1;
  c.roster.place(state, slot);
  c.roster.update(playerId, { afk: drained.afk });
  // Its gateway holds the socket and comes back for it; else the zone hears of it in time.
  if (drained.graceLeftMs === null) beAbsent(c, session);
  else startGrace(c, session, drained.graceLeftMs);
};

const giveBack = (c: EngineContext, state: string, { playerId }: DrainedSession): void =>
  c.savings.release({ kind: "player", id: playerId }, state, () => undefined);

const forgetPlayer = (c: EngineContext, slot: ZoneSlot, { playerId }: DrainedSession): void =>
  c.input(slot, SOURCE.session, playerId, {
    i: "remove",
    player: playerId,
    reason: "Your character was taken over while the game restarted.",
  });
