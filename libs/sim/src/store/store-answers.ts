/** An engine's calls to the store, carried out on the rows of the simulated one. */

import type { StoreCall, StoreReply } from "@ambon/engine/inbox";
import type { RowTable } from "@ambon/persistence/row-table";
import type { CutResult } from "@ambon/persistence/store";
import type { StoreOutcome } from "./store-model.ts";

/** A call in the trace. */
export const nameOfCall = (call: StoreCall): string => {
  if (call.op === "take") return `take ${call.order.key.id}`;
  if (call.op === "renew" || call.op === "lapsed") return `${call.op} ${call.owner}`;
  if (call.op === "list") return `list ${call.kind}`;
  return `${call.op} ${call.key.kind} ${call.key.id}`;
};

/** What the rows say to a call; a cut is asked for by itself. */
export const answerOf = (rows: RowTable, call: StoreCall): StoreReply => {
  switch (call.op) {
    case "claim": {
      const { key, owner, expected, initialState } = call;
      return { ok: true, op: "claim", claim: rows.claim(key, owner, expected, initialState) };
    }
    case "take":
      return { ok: true, op: "take", result: rows.take(call.order) };
    case "renew":
      return { ok: true, op: "renew", held: rows.renew(call.owner, call.ttlMs) };
    case "lapsed":
      return { ok: true, op: "lapsed", lapsed: rows.hasLapsed(call.owner) };
    case "read":
      return { ok: true, op: "read", row: rows.read(call.key) };
    case "list": {
      const listed = rows.list(call.kind, call.after, call.limit);
      return { ok: true, op: "list", ids: listed.map(({ id: name }) => name) };
    }
    case "put":
      rows.put(call.key, null, call.state);
      return { ok: true, op: "put" };
  }
};

/** What an engine hears of a cut: nothing at all is said by a store that is away. */
export const resultOf = (outcome: StoreOutcome<CutResult>): CutResult => {
  if (outcome.ok) return outcome.value;
  const reason = "simulated";
  return { outcome: outcome.unknown ? "unknown" : "unavailable", reason };
};
