/**
 * A running zone moves to another engine, with everybody in it: our side.
 *
 *   order ─▶ leaving: nobody comes in, no line is handed over
 *         ─▶ what is under way has arrived (SETTLE_TICKS at most), and whoever is between it and
 *            another engine is on one side (else it is given up after CROSSED_MS) ─▶ still
 *         ─▶ saved by a cut, zone and players, each at its epoch ─▶ offer: snapshot, sessions
 *              ├─ committed ─▶ gateways redirected, zone forgotten
 *              └─ rejected, or MOVE_MS ─▶ take the zone's row back by compare-and-set
 *                     ├─ ours, epoch + 1: it goes on here
 *                     ├─ ours, a later epoch: it was theirs until their lease lapsed; its players
 *                     │    are brought home one by one, then it goes on (bring-home.ts)
 *                     └─ theirs: it was committed
 *
 * The zone's row is the commit. Players follow by claims of their own, each at the epoch it was
 * saved with; a row that somebody else has meanwhile is the truth for its player (zone-move-in.ts).
 */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { AggregateKey } from "@ambon/persistence/store";
import type { TakeResult } from "@ambon/persistence/zone-leases";
import type { EngineContext } from "../context.ts";
import { SETTLE_TICKS } from "../drain.ts";
import type { EngineSession } from "../engine-session.ts";
import { release, releaseTo, withdraw } from "../post.ts";
import { forgetPlayer } from "../restore.ts";
import { dumpSession } from "../session-dump.ts";
import { kindOf, type ZoneSlot } from "../zone-table.ts";
import { bringHome } from "./bring-home.ts";
import type { Cluster } from "./cluster.ts";
import { letGo } from "./let-go.ts";
import type { PeerFrame } from "./peer-frame.ts";
import { OUR_SCHEMAS } from "./zone-schemas.ts";

/** So long an offered zone waits for its answer: its players stand still meanwhile. */
export const MOVE_MS = 5000;
const ASK_AGAIN_MS = 500;
/** Longer than a hand-off takes whose answer is lost. */
const CROSSED_MS = 4000;
/** So long the other engine has for claiming its players. */
const LEFT_BEHIND_MS = 15_000;

/** A zone on its way to another engine. */
export interface Moving {
  readonly transfer: string;
  readonly slot: ZoneSlot;
  readonly engine: string;
  readonly beganAtMs: number;
  phase: "settling" | "saving" | "offered" | "aborting";
  ticksLeft: number;
  timer: number;
}

/** False with a sentence when it cannot begin. */
export const beginMove = (
  c: EngineContext,
  cluster: Cluster,
  zone: ZoneId,
  engine: string,
): string | undefined => {
  const slot = c.zones.get(zone);
  if (slot === undefined) return `${zone} does not run here.`;
  const peer = cluster.directory.peer(engine);
  if (peer === undefined) return `There is no link to ${engine}.`;
  if (cluster.moving.has(zone)) return `${zone} is on its way already.`;
  if (c.instances.isMerging(slot)) return `${zone} is being merged: try again in a moment.`;
  slot.state = "leaving";
  const transfer = cluster.nextTransfer(c.owner);
  const beganAtMs = c.nowMs;
  const moving = { transfer, slot, engine, beganAtMs, ticksLeft: SETTLE_TICKS, timer: 0 };
  cluster.moving.set(zone, { ...moving, phase: "settling" });
  for (const session of sessionsIn(c, slot)) session.sealed = true;
  c.options.log.event("info", "zone_moving", { zone, engine });
  if (!peer.templates.has(templateOf(zone))) {
    c.options.log.event("warn", "zone_leaves_pins", { zone, engine });
  }
  return undefined;
};

const sessionsIn = (c: EngineContext, slot: ZoneSlot): readonly EngineSession[] =>
  [...c.sessions.all()].filter((session) => session.slot === slot);

/** At each tick's edge, before the cut. */
export const continueMoves = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null) return;
  for (const moving of cluster.moving.values()) {
    if (moving.phase !== "settling") continue;
    const { slot } = moving;
    // Who came in by a step of this tick is sealed too.
    for (const session of sessionsIn(c, slot)) session.sealed = true;
    moving.ticksLeft -= 1;
    const isBusy = slot.inputs.length > 0 || slot.arriving.size > 0 || slot.unapplied.size > 0;
    if (isBusy && moving.ticksLeft > 0) continue;
    if (isCrossed(cluster, slot)) {
      if (c.nowMs - moving.beganAtMs >= CROSSED_MS) giveUp(c, cluster, moving);
      continue;
    }
    slot.state = "still";
    withdraw(c, slot);
    moving.phase = "saving";
    const key = { kind: kindOf(slot.id), id: slot.id };
    c.savings.dirty(key);
    for (const { playerId: id } of sessionsIn(c, slot)) c.savings.dirty({ kind: "player", id });
    c.whenDurable(c.savings.urgent([]), () => offer(c, cluster, moving));
  }
};

/**
 * Somebody is on the way over its border: who leaves may turn back into it, and who comes has been
 * promised a place in it.
 */
const isCrossed = ({ leaving, comingIn }: Cluster, slot: ZoneSlot): boolean => {
  for (const { from } of leaving.values()) if (from === slot) return true;
  for (const zone of comingIn.values()) if (zone === slot.id) return true;
  return false;
};

/** Nothing was offered yet. */
const giveUp = (c: EngineContext, cluster: Cluster, moving: Moving): void => {
  const reason = "players have been between it and another engine for too long";
  c.options.log.event("warn", "zone_move_rejected", { reason });
  goOn(c, cluster, moving, moving.slot.epoch);
};

const offer = (c: EngineContext, cluster: Cluster, moving: Moving): void => {
  const { slot, transfer, engine } = moving;
  const zoneKey = { kind: kindOf(slot.id), id: slot.id };
  c.savings.seal(zoneKey);
  const sessions = sessionsIn(c, slot).flatMap((session) => {
    const key = { kind: "player", id: session.playerId } as const;
    const epoch = c.savings.epochOf(key);
    if (epoch === undefined) return [];
    c.savings.seal(key);
    c.outbox.holdUntil(session, Number.MAX_SAFE_INTEGER);
    return [dumpSession(c, session, epoch, true)];
  });
  moving.phase = "offered";
  moving.timer = c.after(MOVE_MS, { t: "zoneMove", zone: slot.id });
  const state = new TextDecoder().decode(slot.zone.snapshot());
  const { id: zone, epoch, isClosing } = slot;
  const heard = slot.heard.all;
  cluster.send(engine, {
    p: "zone",
    offer: {
      transfer,
      owner: c.owner,
      zone,
      epoch,
      schemas: OUR_SCHEMAS,
      state,
      sessions,
      heard,
      isClosing,
    },
  });
};

/** True when the answer was for a zone of ours. */
export const takeMoveAnswer = (
  c: EngineContext,
  cluster: Cluster,
  answer: Extract<PeerFrame, { p: "answer" }>,
): boolean => {
  for (const moving of cluster.moving.values()) {
    if (moving.transfer !== answer.transfer) continue;
    if (answer.outcome === "committed") gone(c, cluster, moving, moving.engine);
    else if (moving.phase === "offered") {
      c.options.log.event("warn", "zone_move_rejected", { reason: answer.reason });
      takeBack(c, cluster, moving);
    }
    return true;
  }
  return false;
};

/** The timer of an offer fired, or that of a question about its row. */
export const moveTooLong = (c: EngineContext, zone: ZoneId): void => {
  const { cluster } = c;
  const moving = cluster?.moving.get(zone);
  if (cluster === null || moving === undefined) return;
  moving.timer = 0;
  takeBack(c, cluster, moving);
};

const takeBack = (c: EngineContext, cluster: Cluster, moving: Moving): void => {
  const { slot } = moving;
  c.timers.cancel(moving.timer);
  moving.phase = "aborting";
  const key = { kind: kindOf(slot.id), id: slot.id };
  const from = { owner: c.owner, epoch: slot.epoch };
  const { leaseMs: ttlMs } = cluster.options;
  const order = { key, owner: c.owner, from, initialState: "{}", ttlMs };
  c.call({ op: "take", order }, (reply) => {
    if (cluster.moving.get(slot.id) !== moving) return;
    if (!reply.ok || reply.op !== "take") {
      moving.timer = c.after(ASK_AGAIN_MS, { t: "zoneMove", zone: slot.id });
      return;
    }
    const { result } = reply;
    const ours = ourEpoch(c, result);
    if (ours === slot.epoch + 1) return goOn(c, cluster, moving, ours);
    if (ours !== undefined) return comeHome(c, cluster, moving, ours);
    if (result.outcome === "taken") return;
    gone(c, cluster, moving, result.owner.slice(0, result.owner.indexOf("#")));
  });
};

/** Of a zone that is ours, because it was given to us now or before. */
const ourEpoch = (c: EngineContext, result: TakeResult): number | undefined => {
  if (result.outcome === "taken") return result.row.epoch;
  return result.owner === c.owner ? result.epoch : undefined;
};

/** It was another engine's in between. */
const comeHome = (c: EngineContext, cluster: Cluster, moving: Moving, epoch: number): void => {
  const { slot } = moving;
  bringHome(c, sessionsIn(c, slot), (elsewhere) => {
    goOn(c, cluster, moving, epoch);
    for (const { session, engine } of elsewhere) {
      forgetPlayer(c, slot, session);
      letGo(c, cluster, session.playerId, slot, engine);
    }
  });
};

/** Nobody else can have the zone any more, nor claim a player of it. */
const goOn = (c: EngineContext, cluster: Cluster, moving: Moving, epoch: number): void => {
  const { slot } = moving;
  cluster.moving.delete(slot.id);
  slot.epoch = epoch;
  slot.state = "running";
  c.savings.unseal({ kind: kindOf(slot.id), id: slot.id });
  c.savings.retrack({ kind: kindOf(slot.id), id: slot.id }, epoch);
  for (const session of sessionsIn(c, slot)) {
    // In no zone: on the way to another engine, which decides about it (hand-off-out.ts).
    if (cluster.leaving.has(session.playerId)) continue;
    c.savings.unseal({ kind: "player", id: session.playerId });
    session.sealed = false;
    // Of a move that was given up nothing was held: what waits does so for a cut.
    if (moving.phase !== "settling") c.outbox.unhold(session);
    c.sessions.wake(session);
  }
  c.zones.wake(slot);
  release(c, slot.id);
  c.options.metrics.count("zone_moves_total", 1, { outcome: "aborted" });
};

const gone = (c: EngineContext, cluster: Cluster, moving: Moving, engine: string): void => {
  const { slot } = moving;
  c.timers.cancel(moving.timer);
  cluster.moving.delete(slot.id);
  const sessions = sessionsIn(c, slot);
  const rows = sessions.map(({ playerId: id }) => {
    const key = { kind: "player", id } as const;
    return { key, epoch: c.savings.epochOf(key) ?? 0 };
  });
  for (const { playerId } of sessions) letGo(c, cluster, playerId, slot, engine);
  c.later(LEFT_BEHIND_MS, () => giveUpRows(c, rows));
  c.savings.drop({ kind: kindOf(slot.id), id: slot.id });
  c.zones.remove(slot);
  releaseTo(c, slot.id, engine);
  c.options.metrics.count("zone_moves_total", 1, { outcome: "committed" });
  c.options.log.event("info", "zone_moved", { zone: slot.id, engine });
};

/**
 * Players that the other engine did not come to claim, because it died: as long as their rows say
 * that we have them, nobody else may. The claim names the epoch of the offer, so it takes nobody
 * away.
 */
const giveUpRows = (
  c: EngineContext,
  rows: readonly { readonly key: AggregateKey; readonly epoch: number }[],
): void => {
  for (const { key, epoch } of rows) {
    const expected = { owner: c.owner, epoch };
    c.call({ op: "claim", key, owner: c.owner, expected }, (reply) => {
      if (!reply.ok) return c.later(LEFT_BEHIND_MS, () => giveUpRows(c, [{ key, epoch }]));
      if (reply.op !== "claim" || reply.claim.outcome !== "claimed") return;
      const { row } = reply.claim;
      c.savings.track(row);
      c.savings.release(key, row.state, () => undefined);
    });
  }
};
