/** A session goes on from its dump. It has no socket yet: its gateway comes with the grant. */

import type { PlayerState } from "@ambon/game/player-state";
import type { EngineContext } from "./context.ts";
import { beAbsent, startGrace } from "./detach.ts";
import { newSession } from "./engine-session.ts";
import type { SessionDump } from "./session-dump.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** `state` is of the moment of the dump; the player is in the zone, or on the way into it. */
export const restoreSession = (
  c: EngineContext,
  slot: ZoneSlot,
  dump: SessionDump,
  state: PlayerState,
): void => {
  const { playerId, sessionId, caps, generation, appliedSeq: inputSeq } = dump;
  const { limits } = c.options;
  const { name: playerName } = state;
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
  session.packages = dump.packages;
  session.settings = dump.settings;
  session.appliedClientSeq = dump.appliedClientSeq;
  session.clientSeq = dump.appliedClientSeq;
  session.tokens.restore(dump.tokens);
  session.instances.load(dump.instances);
  session.instances.note(slot.id);
  session.output.load(dump.output, c.nowMs);
  for (const line of dump.lines) c.sessions.addLine(session, line);
  slot.population += 1;
  c.roster.place(state, slot);
  c.roster.update(playerId, { afk: dump.afk });
  // Its gateway holds the socket and comes back for it; else the zone hears of it in time.
  if (dump.graceLeftMs === null) beAbsent(c, session);
  else startGrace(c, session, dump.graceLeftMs);
};
