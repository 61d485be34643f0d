/** The rules of ZoneLeases, decided from rows and times alone, for stores in memory. */

import { keyText, type Plan, planClaim } from "./row-rules.ts";
import type { AggregateRow } from "./store.ts";
import type { TakeOrder, TakeResult } from "./zone-leases.ts";

/** `endMs`: when the lease of the row is over; undefined = it has none. */
export function planTake(
  order: TakeOrder,
  row: AggregateRow | undefined,
  endMs: number | undefined,
  nowMs: number,
): Plan<TakeResult> {
  const { key, owner, from, initialState } = order;
  const holder = row?.owner == null ? null : { owner: row.owner, epoch: row.epoch };
  if (holder !== null) {
    const isLapsed = endMs !== undefined && endMs <= nowMs;
    const isGiven = holder.owner === from?.owner && holder.epoch === from.epoch;
    if (!isLapsed && !isGiven) {
      const leftMs = endMs === undefined ? null : endMs - nowMs;
      return { result: { outcome: "held", ...holder, leftMs }, changes: [] };
    }
  }
  const { result, changes } = planClaim({ key, owner, expected: holder, initialState }, row);
  // Only players can be missing, and they have no leases.
  if (result.outcome !== "claimed") throw new RangeError(`${keyText(key)} cannot have a lease`);
  return { result: { outcome: "taken", row: result.row }, changes };
}
