/**
 * Whom an engine waits for at its start before it takes zones that nobody runs. Engines that are
 * started together do not come at the same moment, and the first one would take everything.
 *
 *   named by the operator ──────────────────────────────────────────┐
 *   where engines find each other: whose names the store has ───────┴─▶ expected
 *                                  own name is new to it ─▶ anybody may come
 *
 *   all who are expected are here │ somebody runs zones already │ EXPECT_MS
 *      └───────────────────────────┴─────────────────────────────┴─▶ zones are taken
 *
 * The names are rows that every run leaves (own-name.ts). So an engine that was always the only one
 * waits in its first run alone, and one that comes to others that play does not wait at all. A
 * name that nobody uses any more costs the start of the first engine EXPECT_MS.
 */

import type { EngineContext } from "../context.ts";
import type { Cluster } from "./cluster.ts";

/** So long those who are expected may take to appear; engines look for each other as often. */
export const EXPECT_MS = 2000;
/** Names that are read; more are not waited for. */
const NAMES_MAX = 64;

/** Before the own name is taken; `then` with false when the store did not answer. */
export const findExpected = (c: EngineContext, then: (found: boolean) => void): void => {
  const { cluster } = c;
  if (cluster === null || cluster.options.findsOthers !== true) return then(true);
  c.call({ op: "list", kind: "lease", after: null, limit: NAMES_MAX }, (reply) => {
    if (!reply.ok || reply.op !== "list") return then(false);
    const { engine } = c.options;
    cluster.awaitsAnybody = !reply.ids.includes(engine);
    for (const id of reply.ids) if (id !== engine) cluster.expected.add(id);
    then(true);
  });
};

/** Others may still appear who would take their part of the zones. */
export const isEarly = (c: EngineContext, cluster: Cluster): boolean => {
  if (c.nowMs - cluster.startedAtMs >= EXPECT_MS) return false;
  const { directory, expected, awaitsAnybody } = cluster;
  for (const { zones } of directory.peers()) if (zones.size > 0) return false;
  return awaitsAnybody || [...expected].some((engine) => directory.peer(engine) === undefined);
};
