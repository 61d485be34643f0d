/** Giving and taking staff rights of a character that is not in the world. */

import { randomBytes } from "node:crypto";
import type { AggregateStore } from "@ambon/persistence/store";
import { playerCodec } from "../stored-codecs.ts";

export type StaffOutcome =
  | { readonly outcome: "done"; readonly name: string }
  | { readonly outcome: "missing" }
  /** Somebody plays it: the change must go through its zone. */
  | { readonly outcome: "inWorld"; readonly id: string; readonly owner: string }
  | { readonly outcome: "failed"; readonly reason: string };

/**
 * Writes the right into the stored row. `deadOwner` says whether an owner in the row is known to
 * be gone (a stopped server's lock was taken), so that the row may be claimed from it.
 */
export const setStoredStaff = async (
  store: AggregateStore,
  name: string,
  staff: boolean,
  deadOwner: boolean,
): Promise<StaffOutcome> => {
  const row = await store.findByName("player", name);
  if (row === undefined) return { outcome: "missing" };
  if (row.owner !== null && !deadOwner) {
    return { outcome: "inWorld", id: row.id, owner: row.owner };
  }
  const state = playerCodec.decode(row.state);
  if (!state.ok) return { outcome: "failed", reason: state.error };
  const owner = `operator#${randomBytes(4).toString("hex")}`;
  const expected = row.owner === null ? null : { owner: row.owner, epoch: row.epoch };
  const claim = await store.claim({ kind: "player", id: row.id }, owner, expected);
  if (claim.outcome !== "claimed") return { outcome: "inWorld", id: row.id, owner: "" };
  const { version, epoch } = claim.row;
  const changed = playerCodec.encode({ ...state.value, staff });
  const key = { kind: "player", id: row.id } as const;
  const rows = [{ ...key, state: changed, epoch, version: version + 1, release: true }];
  const result = await store.cut({ seq: 1, owner, rows });
  if (result.outcome === "saved") return { outcome: "done", name: row.name ?? name };
  const reason = "reason" in result ? result.reason : result.outcome;
  return { outcome: "failed", reason };
};
