/** Last phase of a tick: what the store gets of it, and what its answers set free. */

import { SOURCE } from "@ambon/game/input";
import { unreachable } from "@ambon/kernel/assert";
import { encodeCanonical } from "@ambon/kernel/canonical";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { AggregateKey, CutResult } from "@ambon/persistence/store";
import type { WriteBehindEffect } from "@ambon/persistence/write-behind-step";
import { reclaimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { announce } from "./orders.ts";
import { storedSession, withSession } from "./stored-session.ts";

export const saveAtEdge = (c: EngineContext): void => {
  for (const effect of c.savings.edge(c.nowMs, (key) => stateOf(c, key))) take(c, effect);
  tellZones(c);
  const { metrics } = c.options;
  metrics.gauge("persistence_dirty_rows", c.savings.dirtyRows);
  metrics.gauge("persistence_oldest_dirty_seconds", c.savings.oldestDirtyMs(c.nowMs) / 1000);
  if (c.phase === "stopped" && !c.stoppedTold && c.savings.settled) {
    c.stoppedTold = true;
    c.emit({ x: "stopped" });
  }
};

/** The store's answer to a cut. */
export const takeCutResult = (c: EngineContext, seq: number, result: CutResult): void => {
  const { outcome } = result;
  c.options.metrics.count("persistence_cuts_total", 1, { outcome });
  if (outcome === "unavailable" || outcome === "unknown") {
    c.options.log.event("warn", "cut_failed", { seq, outcome, reason: result.reason });
  }
  c.savings.cutDone(seq, result);
};

/** The state of an aggregate at this edge; undefined when it is not in the world. */
const stateOf = (c: EngineContext, key: AggregateKey): string | undefined => {
  if (key.kind === "player") {
    const player = key.id as PlayerId;
    const session = c.sessions.get(player);
    const state = c.inTransit.get(player) ?? session?.slot.zone.playerState(player);
    if (state === undefined) return undefined;
    const text = encodeCanonical(state);
    return session === undefined ? text : withSession(text, storedSession(session, false));
  }
  const slot = c.zones.get(key.id as ZoneId);
  return slot === undefined ? undefined : encodeCanonical(slot.zone.storedState());
};

const take = (c: EngineContext, effect: WriteBehindEffect): void => {
  switch (effect.e) {
    case "cut":
      return c.emit({ x: "cut", cut: effect.cut });
    case "durable":
      c.outbox.release(effect.seq);
      c.savings.released(effect.released);
      return c.durable(effect.seq);
    case "reclaim":
      for (const key of effect.keys) reclaim(c, key);
      return;
    case "evict": {
      // One engine runs all zones: reloading them from the last cut is what a restart does.
      const rows = effect.keys.map(({ kind, id }) => `${kind}/${id}`).join(" ");
      return c.emit({ x: "fatal", reason: `these rows have another owner: ${rows}` });
    }
    case "storeAway":
      c.options.log.event("error", "store_away", { reason: effect.reason });
      return tellPlayers(c, AWAY);
    case "storeBack":
      c.options.log.event("info", "store_back");
      return tellPlayers(c, BACK);
    default:
      unreachable(effect);
  }
};

const AWAY =
  "The game cannot be saved just now. Play goes on, but trading, quitting and logging in wait.";
const BACK = "The game can be saved again. Everything works as usual.";

const tellPlayers = (c: EngineContext, text: string): void => {
  c.options.metrics.gauge("persistence_store_available", c.savings.available ? 1 : 0);
  announce(c, text);
};

/** Zones refuse class A acts before they happen while these would not be durable soon. */
const tellZones = (c: EngineContext): void => {
  const available = c.savings.acceptsClassA(c.nowMs);
  if (available === c.classAccepted) return;
  c.classAccepted = available;
  for (const slot of c.zones.all()) {
    c.input(slot, SOURCE.admin, "engine", { i: "store", available });
  }
};

/** A late commit of a lost call must not win: the row gets a higher epoch first. */
const reclaim = (c: EngineContext, key: AggregateKey): void => {
  reclaimRow(c, key, (claimed) => {
    if (!claimed.ok) return c.savings.notReclaimed(key, claimed.code !== "away", claimed.what);
    c.savings.reclaimed(claimed.row);
    const slot = key.kind === "player" ? undefined : c.zones.get(key.id as ZoneId);
    if (slot !== undefined) slot.epoch = claimed.row.epoch;
  });
};
