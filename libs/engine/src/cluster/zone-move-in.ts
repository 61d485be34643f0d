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

import type { AggregateRow } from "@ambon/persistence/store";
import type { EngineContext } from "../context.ts";
import { forgetPlayer, restoreIn } from "../restore.ts";
import { runZone } from "../run-zone.ts";
import type { SessionDump } from "../session-dump.ts";
import { kindOf } from "../zone-table.ts";
import type { Cluster } from "./cluster.ts";
import type { ZoneOffer } from "./peer-frame.ts";

const ASK_AGAIN_MS = 250;
/** Then the row is not asked any more: whoever offered has decided by now. */
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
    if (outcome !== undefined) answer(cluster, engine, transfer, outcome, "asked again");
    return;
  }
  const canHave = c.isServing && !cluster.isDraining && c.zones.get(zone) === undefined;
  cluster.remember(transfer, canHave ? undefined : "rejected");
  if (!canHave) {
    return answer(cluster, engine, transfer, "rejected", "zones cannot come here now");
  }
  for (const { playerId } of offer.sessions) cluster.comingIn.add(playerId);
  commit(c, cluster, engine, offer, TRIES_MAX);
};

const commit = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: ZoneOffer,
  tries: number,
): void => {
  const { zone } = offer;
  const askedAtMs = c.nowMs;
  const key = { kind: kindOf(zone), id: zone };
  const from = { owner: offer.owner, epoch: offer.epoch };
  const { leaseMs: ttlMs } = cluster.options;
  c.call(
    { op: "take", order: { key, owner: c.owner, from, initialState: "{}", ttlMs } },
    (reply) => {
      if (!reply.ok || reply.op !== "take") {
        if (tries > 0)
          return c.later(ASK_AGAIN_MS, () => commit(c, cluster, engine, offer, tries - 1));
        return settle(cluster, engine, offer, "rejected", "the store is away");
      }
      const { result } = reply;
      if (result.outcome === "taken") {
        cluster.lease.taken(askedAtMs);
        return claimPlayers(c, cluster, engine, offer, result.row);
      }
      const isOurs = result.owner === c.owner && result.epoch === offer.epoch + 1;
      if (!isOurs) return settle(cluster, engine, offer, "rejected", `it is ${result.owner}'s`);
      // An earlier question of ours was carried out and its answer lost.
      c.call({ op: "read", key }, (again) => {
        if (again.ok && again.op === "read" && again.row !== undefined) {
          cluster.lease.taken(askedAtMs);
          claimPlayers(c, cluster, engine, offer, again.row);
        } else c.later(ASK_AGAIN_MS, () => commit(c, cluster, engine, offer, tries - 1));
      });
    },
  );
};

const claimPlayers = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  offer: ZoneOffer,
  row: AggregateRow,
): void => {
  const { sessions } = offer;
  const claimed: SessionDump[] = [];
  let open = sessions.length;
  const done = (): void => {
    const slot = runZone(c, offer.zone, row, offer.state);
    const isHere = slot?.isRestored === true;
    if (slot !== undefined) slot.isClosing = offer.isClosing;
    for (const dump of sessions) {
      if (isHere && claimed.includes(dump)) {
        cluster.directory.forget(dump.playerId);
        restoreIn(c, slot, dump);
      } else if (isHere) forgetPlayer(c, slot, dump);
    }
    settle(cluster, engine, offer, "committed", "");
  };
  if (open === 0) return done();
  for (const dump of sessions) {
    const key = { kind: "player", id: dump.playerId } as const;
    const expected = { owner: offer.owner, epoch: dump.epoch };
    claimUntilKnown(c, { key, owner: c.owner, expected }, (found) => {
      if (found?.owner === c.owner && found.epoch === dump.epoch + 1) {
        c.savings.track(found);
        claimed.push(dump);
      }
      open -= 1;
      if (open === 0) done();
    });
  }
};

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
): void =>
  c.call({ op: "claim", ...claim }, (reply) => {
    if (reply.ok && reply.op === "claim") {
      const { claim: result } = reply;
      return then(result.outcome === "missing" ? undefined : result.row);
    }
    if (tries === 0) return then(undefined);
    c.later(ASK_AGAIN_MS, () => claimUntilKnown(c, claim, then, tries - 1));
  });

const settle = (
  cluster: Cluster,
  engine: string,
  { transfer, sessions }: ZoneOffer,
  outcome: "committed" | "rejected",
  reason: string,
): void => {
  for (const { playerId } of sessions) cluster.comingIn.delete(playerId);
  cluster.remember(transfer, outcome);
  answer(cluster, engine, transfer, outcome, reason);
};

const answer = (
  cluster: Cluster,
  engine: string,
  transfer: string,
  outcome: "committed" | "rejected",
  reason: string,
): void => cluster.send(engine, { p: "answer", transfer, outcome, reason });
