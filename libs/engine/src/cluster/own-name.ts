/**
 * The name of an engine is a row with a lease, like its zones; the run that has it is the engine of
 * that name, and every other run was replaced. So a run that has no zone learns of its successor
 * too, at its next renewal (keep-zones.ts), and ends.
 *
 *   start ─▶ taken, from whatever run had it ─▶ zones and players may be taken
 *     ▲ └─ no answer: again
 *     └─── the one that had it is another by now: that one came after us ─▶ this run ends
 *
 * Who comes last has the name. It is not given back at the end: whoever starts under it takes it at
 * once, and nobody else wants it.
 */

import type { EngineContext } from "../context.ts";
import { NEVER_STORED } from "../run-zone.ts";
import type { Cluster } from "./cluster.ts";

const ASK_AGAIN_MS = 1000;

/** Before anything else is taken; `then` when the name is ours. */
export const takeName = (c: EngineContext, cluster: Cluster, then: () => void): void => {
  const key = { kind: "lease", id: c.options.engine } as const;
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

/** Another run has the name: it is the engine now. */
export const endReplaced = (c: EngineContext): void => {
  c.options.metrics.count("lease_lost_total", 1, { kind: "name" });
  c.emit({ x: "fatal", reason: `another run of ${c.options.engine} has taken its place` });
};
