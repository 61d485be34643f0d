/**
 * The start of an engine.
 *
 *   what did my last run leave, which zones run more than once (instances/), and who else may start
 *   now (cluster/expected-engines.ts) ─▶ the name and the players of the snapshot, where there are
 *   other engines ─▶ zones claimed (again each second while one is missing), each from its row, or
 *   from the snapshot where nobody else has claimed it ─▶ sessions of the snapshot (restore.ts) ─▶
 *   ready
 */

import { assert } from "@ambon/kernel/assert";
import type { ZoneId } from "@ambon/kernel/ids";
import type { AggregateKey } from "@ambon/persistence/store";
import { claimRow } from "./claim-row.ts";
import { findExpected } from "./cluster/expected-engines.ts";
import { lookForZones, takeDrained } from "./cluster/keep-zones.ts";
import { takeName } from "./cluster/own-name.ts";
import type { EngineContext } from "./context.ts";
import { beginDrain } from "./drain.ts";
import { decodeDrain } from "./drain-snapshot.ts";
import { findInstances } from "./instances/find-instances.ts";
import { LOOK_MS } from "./instances/keep-instances.ts";
import { claimSessions, restoreSessions } from "./restore.ts";
import { NEVER_STORED, runZone } from "./run-zone.ts";
import { beginStop } from "./shutdown.ts";
import { kindOf } from "./zone-table.ts";

const CLAIM_AGAIN_MS = 1000;

export const startEngine = (c: EngineContext): void => {
  let open = 3;
  let isKnown = true;
  const answered = (known: boolean): void => {
    open -= 1;
    isKnown &&= known;
    if (open > 0) return;
    if (isKnown) startZones(c);
    else c.after(CLAIM_AGAIN_MS, { t: "start" });
  };
  c.call({ op: "read", key: snapshotKey(c) }, (reply) => {
    if (!reply.ok) {
      c.options.log.event("warn", "store_away", { reason: reply.reason });
      return answered(false);
    }
    assert(reply.op === "read", "the store answered another question");
    if (reply.row !== undefined) readDrained(c, reply.row.state);
    answered(true);
  });
  findInstances(c, answered);
  findExpected(c, answered);
};

const readDrained = (c: EngineContext, text: string): void => {
  const read = decodeDrain(text);
  if (read.ok) c.drained = read.value;
  else c.options.log.event("warn", "drain_unreadable", { reason: read.error });
};

const snapshotKey = (c: EngineContext): AggregateKey => ({
  kind: "snapshot",
  id: c.options.engine,
});

const startZones = (c: EngineContext): void => {
  c.after(LOOK_MS, { t: "instances" });
  const { cluster } = c;
  if (cluster !== null) {
    return takeName(c, cluster, () => {
      if (c.phase !== "starting") return;
      cluster.startedAtMs = c.nowMs;
      claimSessions(c, () => {
        takeDrained(c);
        lookForZones(c);
      });
    });
  }
  const drained = (c.drained?.zones ?? []).map(({ id }) => id);
  for (const zone of [...c.options.hosted, ...c.instances.wanted, ...drained]) {
    c.unclaimed.add(zone);
  }
  for (const zone of c.unclaimed) claimZone(c, zone);
};

export const claimZone = (c: EngineContext, zone: ZoneId): void => {
  claimRow(c, { kind: kindOf(zone), id: zone }, NEVER_STORED, (claimed) => {
    if (c.phase === "stopping" || c.phase === "stopped") return;
    if (claimed.ok) {
      runZone(c, zone, claimed.row);
      return;
    }
    const { code, what } = claimed;
    c.options.log.event("warn", "zone_not_claimed", { zone, code, what });
    c.after(CLAIM_AGAIN_MS, { t: "claimZone", zone });
  });
};

/** At each tick's edge while starting: are all zones here that we can have for now? */
export const continueStart = (c: EngineContext): void => {
  if (c.phase !== "starting" || c.restore === "claiming" || !hasItsZones(c)) return;
  const goOn = (): void => {
    restoreSessions(c);
    beReady(c);
  };
  if (c.restore === "claimed") goOn();
  else claimSessions(c, goOn);
};

/**
 * One of several engines is ready without any zone; a single one needs them all. What was drained
 * waits for nobody else to come: its players wait.
 */
const hasItsZones = ({ cluster, unclaimed, zones, drained }: EngineContext): boolean => {
  if (cluster === null) return unclaimed.size === 0 && zones.size > 0;
  return (
    (cluster.hasLooked || (zones.size > 0 && drained !== undefined)) && !cluster.claims.isAsking
  );
};

const beReady = (c: EngineContext): void => {
  if (c.phase !== "starting") return;
  const { drained } = c;
  if (drained !== undefined) {
    const { size: players } = c.sessions;
    c.options.log.event("info", "engine_restored", { players, from: drained.owner });
    c.drained = undefined;
    c.call({ op: "put", key: snapshotKey(c), state: null }, (reply) => {
      // Its epochs are past: it would not be used again anyhow.
      if (!reply.ok) c.options.log.event("warn", "store_away", { reason: reply.reason });
    });
  }
  c.phase = "running";
  const { endAsked } = c;
  if (endAsked?.end === "stop") beginStop(c, endAsked.reason);
  else if (endAsked?.end === "drain") beginDrain(c);
  else c.emit({ x: "ready" });
};
