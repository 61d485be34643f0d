/**
 * The end of an instance: what lies on its ground and its books go to the first one.
 *
 *   empty ─▶ still: nothing of it changes any more ─▶ the first one is given its row
 *         ─▶ has taken it up: at the edge of this very tick both are dirty, and so in one cut:
 *            the first one with all of it, the other emptied and given back
 *         ─▶ durable: ended
 *
 * Until that cut is durable the rows say that nothing has happened. When the first one throws at
 * it, the instance goes on as it was and is tried again.
 */

import { SOURCE } from "@ambon/game/input";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import { NEVER_STORED } from "../run-zone.ts";
import { kindOf, type ZoneSlot } from "../zone-table.ts";

export const beginMerge = (c: EngineContext, slot: ZoneSlot, into: ZoneSlot): void => {
  if (c.instances.isMerging(into)) return;
  slot.state = "still";
  c.instances.beginMerge({ slot, into });
  const stored = encodeCanonical(slot.zone.storedState());
  c.input(into, SOURCE.admin, "engine", { i: "absorb", from: slot.id, stored });
};

/** The first one has it, by the step that was just made. */
export const absorbed = (c: EngineContext, from: ZoneId): void => {
  const merging = c.instances.endMerge(from);
  if (merging === undefined) return;
  const { slot, into } = merging;
  c.savings.dirty({ kind: kindOf(into.id), id: into.id });
  c.savings.release({ kind: kindOf(from), id: from }, NEVER_STORED, () => ended(c, from));
  c.zones.remove(slot);
};

const ended = (c: EngineContext, zone: ZoneId): void => {
  c.instances.forget(zone);
  c.instances.changed(templateOf(zone), c.nowMs);
  c.cluster?.sendAll({ p: "ended", zone });
  c.options.log.event("info", "instance_merged", { zone });
  c.options.metrics.count("zone_instance_changes_total", 1, { change: "merged" });
};

/** A step of the first one threw: whether it threw at this is known by what it did not say. */
export const notAbsorbed = (c: EngineContext, into: ZoneSlot): void => {
  for (const { slot } of c.instances.mergesInto(into)) {
    c.instances.endMerge(slot.id);
    slot.state = "running";
    c.zones.wake(slot);
    c.options.log.event("error", "instance_not_merged", { zone: slot.id });
    c.options.metrics.count("zone_instance_changes_total", 1, { change: "notMerged" });
  }
};
