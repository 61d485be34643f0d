/**
 * A running zone comes from another engine, with everybody in it: our side.
 *
 *   offer ─▶ zone's row taken from the epoch offered ── refused ─▶ rejected
 *              │ ours: this is the commit
 *              ▼
 *            players' rows claimed, each from the epoch offered ─▶ the zone goes on from the
 *            snapshot, sessions wait for their gateways ─▶ committed
 *
 * A player whose row somebody else has by now leaves the zone without a trace: that row was saved
 * at the same moment as the snapshot, so nothing is lost with them.
 */

import type { ZoneId } from "@ambon/kernel/ids";
import type { AggregateRow } from "@ambon/persistence/store";
import type { EngineContext } from "../context.ts";
import { release } from "../post.ts";
import { forgetPlayer, restoreIn } from "../restore.ts";
import { runZone } from "../run-zone.ts";
import type { SessionDump } from "../session-dump.ts";
import { kindOf } from "../zone-table.ts";
import type { Cluster, Outcome } from "./cluster.ts";
import type { ZoneOffer } from "./peer-frame.ts";
import { canRead, OUR_SCHEMAS } from "./zone-schemas.ts";

const ASK_AGAIN_MS = 250;
/** Then the zone is not asked for any more: whoever offered it has decided by now. */
const ASK_MS_MAX = 10_000;
/** The same for a player. */
const TRIES_MAX = 40;

export const takeZoneOffer = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: ZoneOffer,
): void => {
  const { transfer, zone } = offer;
  if (cluster.offers.has(transfer)) {
    const outcome = cluster.offers.get(transfer);
    if (outcome !== undefined) cluster.answer(engine, transfer, outcome, "asked again");
    return;
  }
  const why = whyNot(c, cluster, offer);
  if (why !== undefined) return cluster.settle(engine, transfer, "rejected", why);
  cluster.remember(transfer, undefined);
  cluster.zonesComing.add(zone);
  for (const { playerId } of offer.sessions) cluster.comingIn.set(playerId, zone);
  commit(c, cluster, engine, offer, c.nowMs);
};

/** A sentence when the zone cannot come. */
const whyNot = (c: EngineContext, cluster: Cluster, offer: ZoneOffer): string | undefined => {
  const canHave = c.isServing && !cluster.isDraining && c.zones.get(offer.zone) === undefined;
  if (!canHave) return "zones cannot come here now";
  return canRead(offer.schemas ?? OUR_SCHEMAS) ? undefined : "its schema is newer than ours";
};

const commit = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: ZoneOffer,
  beganAtMs: number,
): void => {
  const { zone } = offer;
  const again = (): void => commit(c, cluster, engine, offer, beganAtMs);
  const key = { kind: kindOf(zone), id: zone };
  const from = { owner: offer.owner, epoch: offer.epoch };
  const { leaseMs: ttlMs } = cluster.options;
  c.call(
    { op: "take", order: { key, owner: c.owner, from, initialState: "{}", ttlMs } },
    (reply) => {
      if (!reply.ok || reply.op !== "take") {
        if (c.nowMs - beganAtMs < ASK_MS_MAX) return c.later(ASK_AGAIN_MS, again);
        return settle(c, cluster, engine, offer, "rejected", "the store is away");
      }
      const { result } = reply;
      if (result.outcome === "taken") {
        return claimPlayers(c, cluster, engine, offer, result.row, beganAtMs);
      }
      const isOurs = result.owner === c.owner && result.epoch === offer.epoch + 1;
      if (!isOurs) return settle(c, cluster, engine, offer, "rejected", `it is ${result.owner}'s`);
      // An earlier question of ours was carried out and its answer lost.
      c.call({ op: "read", key }, (read) => {
        if (read.ok && read.op === "read" && read.row !== undefined) {
          claimPlayers(c, cluster, engine, offer, read.row, beganAtMs);
        } else c.later(ASK_AGAIN_MS, again);
      });
    },
  );
};

/** The zone is ours since some moment after `beganAtMs`. */
const claimPlayers = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: ZoneOffer,
  row: AggregateRow,
  beganAtMs: number,
): void => {
  const { zone, sessions } = offer;
  const claimed = new Map<SessionDump, AggregateRow>();
  let open = sessions.length;
  cluster.lease.taken(beganAtMs);
  cluster.taken.set(zone, { epoch: row.epoch, untilMs: cluster.lease.deadlineOf(beganAtMs) });
  const done = (): void => {
    const { untilMs = 0 } = cluster.taken.get(zone) ?? {};
    cluster.taken.delete(zone);
    if (c.nowMs < untilMs) arrive(c, cluster, offer, row, claimed);
    else giveBack(c, zone, claimed.values());
    settle(c, cluster, engine, offer, "committed", "");
  };
  if (open === 0) return done();
  for (const dump of sessions) {
    const key = { kind: "player", id: dump.playerId } as const;
    const expected = { owner: offer.owner, epoch: dump.epoch };
    claimUntilKnown(c, { key, owner: c.owner, expected }, (found) => {
      if (found?.owner === c.owner && found.epoch === dump.epoch + 1) {
        c.savings.track(found);
        claimed.set(dump, found);
      }
      open -= 1;
      if (open === 0) done();
    });
  }
};

const arrive = (
  c: EngineContext,
  cluster: Cluster,
  { zone, state, heard = [], isClosing, sessions }: ZoneOffer,
  row: AggregateRow,
  claimed: ReadonlyMap<SessionDump, AggregateRow>,
): void => {
  const slot = runZone(c, zone, row, state);
  if (slot === undefined) return;
  slot.isClosing = isClosing;
  slot.heard.load(heard);
  if (!slot.isRestored) return;
  for (const dump of sessions) {
    if (claimed.has(dump)) {
      cluster.directory.forget(dump.playerId);
      restoreIn(c, slot, dump);
    } else forgetPlayer(c, slot, dump);
  }
};

/**
 * The claims took longer than the lease, so the zone may be somebody else's by now. Whoever has it,
 * or takes it, starts from its row; players come back by theirs, which hold the same moment.
 */
const giveBack = (c: EngineContext, zone: ZoneId, rows: Iterable<AggregateRow>): void => {
  c.options.log.event("warn", "zone_not_claimed", { zone, code: "late", what: LATE });
  for (const { kind, id, state } of rows) c.savings.release({ kind, id }, state, () => undefined);
};

const LATE = "it was being moved here for longer than its lease";

interface Claim {
  readonly key: { readonly kind: "player"; readonly id: string };
  readonly owner: string;
  readonly expected: { readonly owner: string; readonly epoch: number };
}

/** The row as it is after the claim, whoever has it; it names the epoch, so it may be repeated. */
const claimUntilKnown = (
  c: EngineContext,
  claim: Claim,
  then: (row: AggregateRow | undefined) => void,
  tries = TRIES_MAX,
): void => {
  const again = (): void => claimUntilKnown(c, claim, then, tries);
  if (c.savings.waitsForRelease(claim.key, again)) return;
  c.call({ op: "claim", ...claim }, (reply) => {
    if (reply.ok && reply.op === "claim") {
      const { claim: result } = reply;
      return then(result.outcome === "missing" ? undefined : result.row);
    }
    if (tries === 0) return then(undefined);
    c.later(ASK_AGAIN_MS, () => claimUntilKnown(c, claim, then, tries - 1));
  });
};

/** What was held for them goes to where they are now, behind their arrival. */
const settle = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  { transfer, zone, sessions }: ZoneOffer,
  outcome: Outcome,
  reason: string,
): void => {
  cluster.zonesComing.delete(zone);
  release(c, zone);
  for (const { playerId } of sessions) {
    cluster.comingIn.delete(playerId);
    release(c, playerId);
  }
  cluster.settle(engine, transfer, outcome, reason);
};
