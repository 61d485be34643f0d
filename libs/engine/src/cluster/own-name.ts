/**
 * The name of an engine is a row with a lease, like its zones; the run that has it is the engine of
 * that name, and every other run was replaced. So a run that has no zone learns of its successor
 * too, at its next renewal (keep-zones.ts), and ends.
 *
 *   start ─▶ taken, from whatever run had it ─▶ zones and players may be taken
 *     ▲ └─ no answer: again
 *     └─── the one that had it is another by now: that one came after us ─▶ this run ends
 *
 * Who comes last has the name. A run has it before it takes anything: so of two runs the later one
 * is known by asking who has the name after something of the other was seen. The name is not given
 * back at the end: whoever starts under it takes it at once, and nobody else wants it (ADR 0026).
 */

import type { AggregateKey } from "@ambon/persistence/store";
import type { EngineContext } from "../context.ts";
import { NEVER_STORED } from "../run-zone.ts";
import type { Cluster } from "./cluster.ts";

const ASK_AGAIN_MS = 1000;

const nameOf = (c: EngineContext): AggregateKey => ({ kind: "lease", id: c.options.engine });

/** Before anything else is taken; `then` when the name is ours. */
export const takeName = (c: EngineContext, cluster: Cluster, then: () => void): void => {
  const key = nameOf(c);
  let before: string | undefined;
  const ask = (from: { readonly owner: string; readonly epoch: number } | null): void => {
    const askedAtMs = c.nowMs;
    const { leaseMs: ttlMs } = cluster.options;
    const order = { key, owner: c.owner, from, initialState: NEVER_STORED, ttlMs };
    c.call({ op: "take", order }, (reply) => {
      if (c.phase === "stopped") return;
      if (!reply.ok || reply.op !== "take") return c.later(ASK_AGAIN_MS, () => ask(null));
      const { result } = reply;
      if (result.outcome === "held") {
        const { owner, epoch } = result;
        before ??= owner;
        if (owner !== c.owner && owner !== before) return endReplaced(c);
        return ask({ owner, epoch });
      }
      cluster.nameEpoch = result.row.epoch;
      cluster.lease.taken(askedAtMs);
      then();
    });
  };
  ask(null);
};

/**
 * Another run of this engine owns something. `earlier`: we came after it, and may take that.
 * `unknown`: the store does not say. Otherwise it came after us, and this run ends.
 */
export const askWhoCameLast = (
  c: EngineContext,
  earlier: () => void,
  unknown: () => void,
): void => {
  c.call({ op: "read", key: nameOf(c) }, (reply) => {
    if (!reply.ok || reply.op !== "read") unknown();
    else if (reply.row?.owner === c.owner) earlier();
    else endReplaced(c);
  });
};

/** Another run has the name: it is the engine now. */
export const endReplaced = (c: EngineContext): void => {
  c.options.metrics.count("lease_lost_total", 1, { kind: "name" });
  c.emit({ x: "fatal", reason: `another run of ${c.options.engine} has taken its place` });
};
