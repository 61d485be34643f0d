/**
 * Of one engine run: how claims without an answer had turned out, as the next answer about the same
 * row shows it. Both must be met (BRANCHES).
 */

import type { StoreCall, StoreReply } from "@ambon/engine/inbox";
import { keyText } from "@ambon/persistence/row-rules";
import type { AggregateKey } from "@ambon/persistence/store";
import type { Sometimes } from "./checks.ts";

const keyOf = (call: StoreCall): AggregateKey | undefined =>
  call.op === "claim" ? call.key : call.op === "take" ? call.order.key : undefined;

/** Whose the row was when the question came; undefined = nobody had been able to say. */
const foundOwner = (reply: StoreReply): string | null | undefined => {
  if (!reply.ok) return undefined;
  if (reply.op === "claim" && reply.claim.outcome === "refused") return reply.claim.row.owner;
  if (reply.op === "take" && reply.result.outcome === "held") return reply.result.owner;
  return null;
};

export class UnknownClaims {
  readonly #owner: string;
  readonly #sometimes: Sometimes;
  readonly #open = new Set<string>();

  constructor(owner: string, sometimes: Sometimes) {
    this.#owner = owner;
    this.#sometimes = sometimes;
  }

  /** No answer has come in time. */
  unanswered(call: StoreCall): void {
    const key = keyOf(call);
    if (key !== undefined) this.#open.add(keyText(key));
  }

  answered(call: StoreCall, reply: StoreReply): void {
    const key = keyOf(call);
    if (key === undefined || !this.#open.delete(keyText(key))) return;
    const wasDone = foundOwner(reply) === this.#owner;
    this.#sometimes.count(`an unknown claim had ${wasDone ? "" : "not "}been carried out`);
  }
}
