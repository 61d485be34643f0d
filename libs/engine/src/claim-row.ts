/**
 * Taking ownership of a row. Unowned: at once. Ours, left by an earlier run of this engine (it
 * crashed), or by an operator's tool: by compare-and-set on the owner and epoch that were read. Of
 * another engine: refused, as long as that engine is there. With several engines the store says
 * whether it is: when no lease of that owner is left, its players may be taken, in the same way.
 */

import { assert } from "@ambon/kernel/assert";
import type { AggregateKey, AggregateRow } from "@ambon/persistence/store";
import type { EngineContext } from "./context.ts";
import { isOperatorOwner } from "./operator-owner.ts";

export type Claimed =
  | { readonly ok: true; readonly row: AggregateRow }
  | { readonly ok: false; readonly code: "away" | "missing" | "owned"; readonly what: string };

/** How often a claim is tried again with what the refusal showed. */
const CLAIM_TRIES_MAX = 3;

export const claimRow = (
  c: EngineContext,
  key: AggregateKey,
  initialState: string | undefined,
  then: (claimed: Claimed) => void,
): void => {
  let tries = 0;
  const ask = (expected: { readonly owner: string; readonly epoch: number } | null): void => {
    tries += 1;
    const initial = initialState === undefined ? {} : { initialState };
    c.call({ op: "claim", key, owner: c.owner, expected, ...initial }, (reply) => {
      if (!reply.ok) return then({ ok: false, code: "away", what: reply.reason });
      assert(reply.op === "claim", "the store answered another question");
      const { claim } = reply;
      if (claim.outcome === "claimed") return then({ ok: true, row: claim.row });
      if (claim.outcome === "missing") return then({ ok: false, code: "missing", what: key.id });
      const { owner, epoch } = claim.row;
      const isLeft =
        owner === null || owner.startsWith(`${c.options.engine}#`) || isOperatorOwner(owner);
      if (isLeft && tries < CLAIM_TRIES_MAX) return ask(owner === null ? null : { owner, epoch });
      const refused = (): void =>
        then({ ok: false, code: "owned", what: `${key.kind} ${key.id} belongs to ${owner}` });
      if (owner === null || c.cluster === null || tries >= CLAIM_TRIES_MAX) return refused();
      askWhetherGone(c, owner, () => ask({ owner, epoch }), refused);
    });
  };
  ask(null);
};

const askWhetherGone = (
  c: EngineContext,
  owner: string,
  gone: () => void,
  there: () => void,
): void => {
  const engine = owner.slice(0, owner.indexOf("#"));
  // The hint saves a question; being wrong about it costs the player another try.
  if (c.cluster?.directory.peer(engine)?.owner === owner) return there();
  c.call({ op: "lapsed", owner }, (reply) => {
    if (reply.ok && reply.op === "lapsed" && reply.lapsed) gone();
    else there();
  });
};
