/**
 * Keeping the zones we run and taking those that nobody runs.
 *
 * Each tick begins here: is our time over (zone-lease.ts)? Then zones stand still, players are
 * told, and the store is asked; what it says decides whether they go on or this engine ends. An
 * engine that has lost a zone ends itself: others run it now, from the last cut, and what is in
 * memory here is true no more. So has a run whose name another one has taken (own-name.ts).
 */

import type { ZoneId } from "@ambon/kernel/ids";
import type { HeldLease, TakeResult } from "@ambon/persistence/zone-leases";
import type { EngineContext } from "../context.ts";
import { readInstance } from "../instances/find-instances.ts";
import { NEVER_STORED, runZone } from "../run-zone.ts";
import { kindOf } from "../zone-table.ts";
import type { Cluster } from "./cluster.ts";
import { isEarly } from "./expected-engines.ts";
import { knownEngines } from "./known-engines.ts";
import { askWhoCameLast, endReplaced } from "./own-name.ts";

/** How often zones are looked for that nobody runs. */
const LOOK_MS = 250;

/** First thing in a tick. */
export const keepZones = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null || c.phase === "stopped") return;
  freezeOrThaw(c, cluster);
  if (cluster.lease.wantsRenewal(c.nowMs)) renew(c, cluster);
  const leftMs = cluster.lease.leftMs(c.nowMs);
  if (leftMs !== null) {
    c.options.metrics.gauge("lease_remaining_seconds", leftMs / 1000, { kind: "zone" });
  }
};

const freezeOrThaw = (c: EngineContext, cluster: Cluster): void => {
  const isOver = cluster.lease.isOver(c.nowMs);
  if (isOver === cluster.isFrozen) return;
  cluster.isFrozen = isOver;
  c.options.log.event(isOver ? "warn" : "info", isOver ? "zones_frozen" : "zones_thawed");
  c.tellAll("system", isOver ? FROZEN : THAWED);
};

const FROZEN = "The world holds its breath…";
const THAWED = "The world breathes again.";

const renew = (c: EngineContext, cluster: Cluster): void => {
  const askedAtMs = c.nowMs;
  // A zone that is taken while the question is under way need not be in its answer.
  const asked = new Map([...c.zones.all()].map(({ id, epoch }) => [id, epoch]));
  const taken = [...cluster.taken];
  const { nameEpoch } = cluster;
  const { leaseMs: ttlMs } = cluster.options;
  c.call({ op: "renew", owner: c.owner, ttlMs }, (reply) => {
    if (!reply.ok || reply.op !== "renew") return cluster.lease.unanswered(c.nowMs);
    if (nameEpoch !== null && !holds(reply.held, c.options.engine, nameEpoch)) {
      return endReplaced(c);
    }
    for (const [id, arriving] of taken) {
      if (!holds(reply.held, id, arriving.epoch)) cluster.taken.delete(id);
      else arriving.untilMs = cluster.lease.deadlineOf(askedAtMs);
    }
    // Of a zone that is on its way its own row says whose it is (zone-move-out.ts).
    const lost = [...asked].filter(
      ([id, epoch]) =>
        c.zones.get(id)?.epoch === epoch &&
        !cluster.moving.has(id) &&
        !holds(reply.held, id, epoch),
    );
    if (lost.length === 0) return cluster.lease.renewed(askedAtMs);
    const zones = lost.map(([id]) => id).join(" ");
    c.options.metrics.count("lease_lost_total", 1, { kind: "zone" });
    c.emit({ x: "fatal", reason: `these zones have another owner: ${zones}` });
  });
};

/** All of it is this run's: a higher epoch is of its own claim after an unknown outcome. */
const holds = (held: readonly HeldLease[], id: string, epoch: number): boolean =>
  held.some((lease) => lease.id === id && lease.epoch >= epoch);

/** The timer of the search: asks for zones that nobody runs, and comes again. */
export const lookForZones = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null || c.phase === "stopped" || c.phase === "frozen") return;
  c.after(LOOK_MS, { t: "claims" });
  if (c.phase !== "running" && c.phase !== "starting") return;
  if (cluster.isFrozen || isEarly(c, cluster)) return;
  // One that is being emptied looks for none; what it claimed at its start it still has to settle.
  cluster.hasLooked = true;
  if (cluster.isDraining) return;
  const wanted = new Set([...c.options.hosted, ...c.instances.wanted]);
  const unowned = [...wanted].filter((zone) => !isRun(c, cluster, zone));
  const known = knownEngines(c, cluster);
  const due = cluster.claims.takeDue(c.nowMs, unowned, c.options.engine, known);
  for (const zone of due) {
    if (c.options.hosted.includes(zone)) takeZone(c, cluster, zone, null);
    else takeLeft(c, cluster, zone);
  }
};

/** An instance that its engine left behind; the row says whether it had ended. */
const takeLeft = (c: EngineContext, cluster: Cluster, zone: ZoneId): void =>
  readInstance(c, zone, (state) => {
    if (state === "left") return takeZone(c, cluster, zone, null);
    if (state === "unknown") return cluster.claims.notTaken(zone, c.nowMs, undefined);
    c.instances.forget(zone);
    cluster.claims.settled(zone);
  });

/** Zones of a drained run are asked for at once: their players wait. */
export const takeDrained = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null) return;
  for (const { id } of c.drained?.zones ?? []) {
    cluster.claims.asked(id);
    takeZone(c, cluster, id, null);
  }
};

const isRun = (c: EngineContext, cluster: Cluster, zone: ZoneId): boolean =>
  c.zones.get(zone) !== undefined || cluster.directory.zone(zone) !== undefined;

export const takeZone = (
  c: EngineContext,
  cluster: Cluster,
  zone: ZoneId,
  from: { readonly owner: string; readonly epoch: number } | null,
): void => {
  const key = { kind: kindOf(zone), id: zone };
  // A release whose answer comes late would take the zone's epoch away from under it.
  if (c.savings.waitsForRelease(key, () => takeZone(c, cluster, zone, from))) return;
  const askedAtMs = c.nowMs;
  const { leaseMs: ttlMs } = cluster.options;
  const order = { key, owner: c.owner, from, initialState: NEVER_STORED, ttlMs };
  c.call({ op: "take", order }, (reply) => {
    if (!reply.ok || reply.op !== "take") {
      cluster.claims.notTaken(zone, c.nowMs, undefined);
    } else if (reply.result.outcome === "taken") {
      // An answer that took longer than the lease says nothing about now: it is asked for again.
      if (c.nowMs >= cluster.lease.deadlineOf(askedAtMs)) {
        return cluster.claims.notTaken(zone, c.nowMs, undefined);
      }
      cluster.claims.settled(zone);
      cluster.lease.taken(askedAtMs);
      runZone(c, zone, reply.result.row);
    } else {
      held(c, cluster, zone, from === null, reply.result);
    }
  });
};

type Held = Extract<TakeResult, { outcome: "held" }>;

/**
 * By ourselves when an answer was lost, or by an earlier run of ours: it is given to us, whatever
 * is left of its lease. A later run of this name may be our successor (own-name.ts).
 */
const held = (
  c: EngineContext,
  cluster: Cluster,
  zone: ZoneId,
  isFirst: boolean,
  { owner, epoch, leftMs }: Held,
): void => {
  const take = (): void => takeZone(c, cluster, zone, { owner, epoch });
  if (isFirst && owner === c.owner) return take();
  if (isFirst && owner.startsWith(`${c.options.engine}#`)) {
    return askWhoCameLast(c, take, () => cluster.claims.notTaken(zone, c.nowMs, undefined));
  }
  c.options.log.event("info", "zone_held", { zone, owner });
  cluster.claims.notTaken(zone, c.nowMs, leftMs);
};
