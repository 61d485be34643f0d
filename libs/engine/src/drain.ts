/**
 * Going down for a planned restart: gateways keep their sockets, and the next run goes on exactly
 * where this one stood.
 *
 *   drain ─▶ nobody is let in, no more lines are handed over
 *         ─▶ hand-offs and moves of zones under way end, either way (CROSSED_MS at most), and what
 *            is between zones here arrives (SETTLE_TICKS at most) ─▶ zones stand still
 *         ─▶ final cut durable ─▶ snapshot of zones and sessions written ─▶ stopped
 *
 * The rows stay ours: whoever claims one meanwhile bumps its epoch, and the snapshot is void for it
 * (drain-snapshot.ts). Lines that arrive while zones stand still are in the snapshot if they came
 * before it was made; later ones are not acknowledged, and gateways send them again. When the store
 * does not answer the host gives up after its time, and the next run starts from the last cut.
 */

import type { EngineContext } from "./context.ts";
import { cancelShutdown } from "./countdown.ts";
import {
  DRAIN_SCHEMA,
  type DrainedZone,
  type DrainSnapshot,
  DUMPED_OUTPUT_BYTES_MAX,
  encodeDrain,
} from "./drain-snapshot.ts";
import type { EngineSession } from "./engine-session.ts";
import { NOT_RUNNING, turnAway } from "./refusal.ts";
import { dumpSession, type SessionDump } from "./session-dump.ts";
import { beginStop, isClaiming } from "./shutdown.ts";

/** Ticks in which travellers and messages between zones may still arrive. */
export const SETTLE_TICKS = 20;
/** So long whoever is on the way to or from another engine may take: longer than a lost answer. */
const CROSSED_MS = 4000;

export const beginDrain = (c: EngineContext): void => {
  if (c.phase === "starting") {
    if (c.isRestoring) c.endAsked ??= { end: "drain" };
    // What the last run left is untouched in its snapshot; the next one takes it from there.
    else beginStop(c, "");
    return;
  }
  if (c.phase !== "running") return;
  c.phase = "draining";
  c.settleTicks = SETTLE_TICKS;
  c.drainingSinceMs = c.nowMs;
  cancelShutdown(c);
  c.options.log.event("info", "engine_draining", { players: c.sessions.size });
  for (const joining of c.joining.values()) turnAway(c, joining, NOT_RUNNING);
};

/** Before the cut at each tick's edge. */
export const continueDrain = (c: EngineContext): void => {
  if (c.phase !== "draining") return;
  if (isCrossed(c) && c.nowMs - c.drainingSinceMs < CROSSED_MS) return;
  c.settleTicks -= 1;
  const moving =
    isClaiming(c) ||
    c.inTransit.size > 0 ||
    [...c.zones.all()].some(({ inputs }) => inputs.length > 0);
  if (moving && c.settleTicks > 0) return;
  c.phase = "frozen";
  c.savings.drain();
};

/**
 * Of what is cut off between two engines only rows would remain: nothing of what was to be shown.
 * Ticks do not measure it: those are short when much is to do, and the store is slow then.
 */
const isCrossed = ({ cluster }: EngineContext): boolean =>
  cluster !== null && cluster.leaving.size + cluster.comingIn.size + cluster.moving.size > 0;

/** After the cut at each tick's edge: is everything durable? */
export const finishDrain = (c: EngineContext): void => {
  if (c.phase !== "frozen" || !c.savings.settled) return;
  c.phase = "stopped";
  c.stoppedTold = true;
  const key = { kind: "snapshot", id: c.options.engine } as const;
  const state = encodeDrain(takeSnapshot(c));
  c.call({ op: "put", key, state }, (reply) => {
    if (!reply.ok) c.options.log.event("error", "drain_not_written", { reason: reply.reason });
    c.emit({ x: "stopped" });
  });
};

const takeSnapshot = (c: EngineContext): DrainSnapshot => {
  const decoder = new TextDecoder();
  const zones = [...c.zones.all()].map(({ id, zone, epoch }): DrainedZone => {
    return { id, epoch, state: decoder.decode(zone.snapshot()) };
  });
  let bytesLeft = DUMPED_OUTPUT_BYTES_MAX;
  const sessions: SessionDump[] = [];
  for (const session of c.sessions.all()) {
    const epoch = c.savings.epochOf({ kind: "player", id: session.playerId });
    if (epoch === undefined || !isInZone(session)) continue;
    session.sealed = true;
    bytesLeft -= session.output.historyBytes + session.output.waitingBytes;
    sessions.push(dumpSession(c, session, epoch, bytesLeft >= 0));
  }
  return { schema: DRAIN_SCHEMA, owner: c.owner, zones, sessions };
};

const isInZone = ({ slot, playerId }: EngineSession): boolean =>
  slot.zone.playerState(playerId) !== undefined;
