/**
 * A player leaves for a zone of another engine: our side of the hand-off (DESIGN §12).
 *
 *   transfer ─▶ sealed: in no zone, no line handed over ─▶ saved by a cut at epoch e
 *            ─▶ offer ─▶ committed ─▶ gateway redirected, session forgotten
 *                 │  └─▶ rejected ┐
 *                 └─ HAND_OFF_MS ─┴▶ abort: claim at epoch e for ourselves
 *                                      ├─ ours, e + 1: nobody can commit any more; turns back
 *                                      ├─ theirs: it was committed; as above
 *                                      └─ store away: asked again
 *
 * The row alone decides. Rolling back is a compare-and-set too: an offer whose answer is lost may
 * still be committed, and a player that was simply thawed would exist twice.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { EngineSession } from "../engine-session.ts";
import { release, releaseTo } from "../post.ts";
import { dumpSession } from "../session-dump.ts";
import { reconcile, settleLine } from "../settle-transfer.ts";
import type { ZoneSlot } from "../zone-table.ts";
import type { Cluster, Leaving } from "./cluster.ts";
import { letGo } from "./let-go.ts";
import type { PeerFrame } from "./peer-frame.ts";

type Transfer = Extract<Effect, { e: "transfer" }>;

/** So long an offer waits for its answer. */
export const HAND_OFF_MS = 2000;
const ASK_AGAIN_MS = 500;

export const TURNED_BACK = "The way is blocked just now. You turn back.";

export const beginHandOff = (
  c: EngineContext,
  cluster: Cluster,
  from: ZoneSlot,
  transfer: Transfer,
  to: { readonly engine: string; readonly zone: ZoneId },
): void => {
  const { state, room, session: part, direction } = transfer;
  const session = c.sessions.get(state.id);
  if (session === undefined) return;
  from.arriving.delete(state.id);
  from.unapplied.delete(session);
  c.inTransit.set(state.id, state);
  settleLine(c, session, state.inputSeq);
  session.sealed = true;
  const id = cluster.nextTransfer(c.owner);
  const leaving: Leaving = {
    transfer: id,
    player: state.id,
    engine: to.engine,
    from,
    leftAtMs: c.nowMs,
    offer: {
      transfer: id,
      player: state.id,
      zone: to.zone,
      room,
      from: { zone: from.id, direction },
      state,
      part,
    },
    epoch: 0,
    phase: "saving",
    timer: 0,
  };
  cluster.leaving.set(state.id, leaving);
  c.savings.dirty({ kind: "player", id: state.id });
  c.whenDurable(c.savings.urgent([state.id]), () => offer(c, cluster, leaving, session));
};

const offer = (
  c: EngineContext,
  cluster: Cluster,
  leaving: Leaving,
  session: EngineSession,
): void => {
  const key = { kind: "player", id: leaving.player } as const;
  const epoch = c.savings.epochOf(key);
  if (epoch === undefined || cluster.leaving.get(leaving.player) !== leaving) return;
  // From here on the row may be theirs: nothing of it is written any more, and nothing shown.
  c.savings.seal(key);
  c.outbox.holdUntil(session, Number.MAX_SAFE_INTEGER);
  leaving.epoch = epoch;
  leaving.phase = "offered";
  leaving.timer = c.after(HAND_OFF_MS, { t: "handOff", player: leaving.player });
  const dump = dumpSession(c, session, epoch, true);
  const removing = session.removing?.text ?? null;
  cluster.send(leaving.engine, {
    p: "offer",
    offer: { ...leaving.offer, owner: c.owner, epoch, session: dump, removing },
  });
};

/** The answer of the engine that was asked. */
export const takeAnswer = (
  c: EngineContext,
  cluster: Cluster,
  answer: Extract<PeerFrame, { p: "answer" }>,
): void => {
  for (const leaving of cluster.leaving.values()) {
    if (leaving.transfer !== answer.transfer) continue;
    if (answer.outcome === "committed") gone(c, cluster, leaving, leaving.engine);
    else if (leaving.phase === "offered") {
      c.options.log.event("warn", "hand_off_rejected", { reason: answer.reason });
      abort(c, cluster, leaving);
    }
    return;
  }
};

/** The timer of an offer fired, or that of a question about its row. */
export const handOffTooLong = (c: EngineContext, player: PlayerId): void => {
  const { cluster } = c;
  const leaving = cluster?.leaving.get(player);
  if (cluster === null || leaving === undefined) return;
  leaving.timer = 0;
  abort(c, cluster, leaving);
};

const abort = (c: EngineContext, cluster: Cluster, leaving: Leaving): void => {
  c.timers.cancel(leaving.timer);
  leaving.timer = 0;
  leaving.phase = "aborting";
  const key = { kind: "player", id: leaving.player } as const;
  const expected = { owner: c.owner, epoch: leaving.epoch };
  c.call({ op: "claim", key, owner: c.owner, expected }, (reply) => {
    if (cluster.leaving.get(leaving.player) !== leaving) return;
    if (!reply.ok || reply.op !== "claim") {
      leaving.timer = c.after(ASK_AGAIN_MS, { t: "handOff", player: leaving.player });
      return;
    }
    const { claim } = reply;
    if (claim.outcome === "claimed") {
      c.savings.track(claim.row);
      return thaw(c, cluster, leaving);
    }
    const row = claim.outcome === "refused" ? claim.row : undefined;
    // An earlier question of ours was carried out and its answer lost.
    if (row?.owner === c.owner) {
      leaving.epoch = row.epoch;
      leaving.timer = c.after(1, { t: "handOff", player: leaving.player });
      return;
    }
    gone(c, cluster, leaving, row?.owner?.split("#")[0] ?? leaving.engine);
  });
};

/** Nobody else can have the player any more: back into the zone they came from. */
const thaw = (c: EngineContext, cluster: Cluster, leaving: Leaving): void => {
  const { player, from, offer: offered } = leaving;
  const session = c.sessions.get(player);
  cluster.leaving.delete(player);
  c.savings.unseal({ kind: "player", id: player });
  c.options.metrics.count("handoff_total", 1, { outcome: "aborted" });
  if (session === undefined) return release(c, player);
  session.sealed = false;
  c.outbox.unhold(session);
  const { state, part } = offered;
  from.arriving.add(player);
  c.input(from, SOURCE.zone, c.options.engine, {
    i: "arrive",
    state,
    session: part,
    room: state.room,
    from: { zone: from.id, direction: null },
  });
  release(c, player);
  c.tell(session, "error", TURNED_BACK);
  reconcile(c, session, part);
  c.sessions.wake(session);
};

/** The row is another engine's: the session lives on there. */
const gone = (c: EngineContext, cluster: Cluster, leaving: Leaving, engine: string): void => {
  c.timers.cancel(leaving.timer);
  cluster.leaving.delete(leaving.player);
  letGo(c, cluster, leaving.player, leaving.from, engine);
  releaseTo(c, leaving.player, engine);
  c.options.metrics.count("handoff_total", 1, { outcome: "committed" });
  c.options.metrics.observe("handoff_seconds", (c.nowMs - leaving.leftAtMs) / 1000);
};
