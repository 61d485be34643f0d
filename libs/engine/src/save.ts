/** Last phase of a tick: what the store gets of it, and what its answers set free. */

import { SOURCE } from "@ambon/game/input";
import { encodeCanonical } from "@ambon/kernel/canonical";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { AggregateKey, Cut, CutResult } from "@ambon/persistence/store";
import { claimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { announce } from "./orders.ts";

const RAISE_AGAIN_MS = 1000;

export const saveAtEdge = (c: EngineContext): void => {
  if (c.reclaiming > 0) return;
  const cut = c.savings.edge(c.nowMs, (key) => stateOf(c, key));
  if (cut !== undefined) c.emit({ x: "cut", cut });
  c.outbox.release(c.savings.durable);
  if (c.phase === "stopped" && !c.stoppedTold && c.savings.settled) {
    c.stoppedTold = true;
    c.emit({ x: "stopped" });
  }
};

/** The state of an aggregate at this edge; undefined when it is not in the world. */
const stateOf = (c: EngineContext, key: AggregateKey): string | undefined => {
  if (key.kind === "player") {
    const player = key.id as PlayerId;
    const state = c.inTransit.get(player) ?? c.sessions.get(player)?.slot.zone.playerState(player);
    return state === undefined ? undefined : encodeCanonical(state);
  }
  const slot = c.zones.get(key.id as ZoneId);
  return slot === undefined ? undefined : encodeCanonical(slot.zone.storedState());
};

export const takeCutResult = (
  c: EngineContext,
  record: { readonly seq: number; readonly result: CutResult },
): void => {
  const { result } = record;
  c.options.metrics.count("persistence_cuts_total", 1, { outcome: result.outcome });
  const before = c.savings.available;
  switch (result.outcome) {
    case "saved":
      for (const then of c.savings.saved()) then();
      break;
    case "unavailable":
    case "unknown": {
      const cut = c.savings.failed(c.nowMs);
      const { outcome, reason } = result;
      c.options.log.event("warn", "cut_failed", { seq: cut.seq, outcome, reason });
      if (outcome === "unknown") raiseEpochs(c, cut);
      break;
    }
    case "fenced": {
      const rows = result.rows.map(({ kind, id }) => `${kind}/${id}`).join(" ");
      c.emit({ x: "fatal", reason: `these rows have another owner: ${rows}` });
    }
  }
  if (before !== c.savings.available) tellStore(c, c.savings.available);
};

/** A late commit of the lost call must not win: each of its rows gets a higher epoch first. */
const raiseEpochs = (c: EngineContext, cut: Cut): void => {
  c.reclaiming += cut.rows.length;
  for (const { kind, id } of cut.rows) raiseEpoch(c, { kind, id });
};

/** `c.reclaiming` counts this row already. */
export const raiseEpoch = (c: EngineContext, key: AggregateKey): void => {
  claimRow(c, key, undefined, (claimed) => {
    c.reclaiming -= 1;
    if (claimed.ok) c.savings.track(claimed.row);
    else if (claimed.code === "away") {
      c.reclaiming += 1;
      c.after(RAISE_AGAIN_MS, { t: "raiseEpoch", key });
    } else c.emit({ x: "fatal", reason: `cannot be claimed again: ${claimed.what}` });
  });
};

const tellStore = (c: EngineContext, available: boolean): void => {
  c.options.log.event(available ? "info" : "error", available ? "store_back" : "store_away");
  c.options.metrics.gauge("persistence_store_available", available ? 1 : 0);
  for (const slot of c.zones.all()) {
    c.input(slot, SOURCE.admin, "engine", { i: "store", available });
  }
  announce(
    c,
    available
      ? "The game can be saved again. Everything works as usual."
      : "The game cannot be saved just now. Play goes on, but trading, quitting and logging in wait.",
  );
};
