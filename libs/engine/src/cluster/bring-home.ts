/**
 * A zone that was offered is ours again, but in between it was somebody else's, whose lease lapsed.
 * That engine may have claimed players of it, and a claim of it may still be under way: each row is
 * taken to its next epoch, which none of those claims names, before the zone goes on.
 *
 *   claim from the epoch offered ─▶ claimed, or ours already (an answer was lost): stays
 *                                ─▶ somebody else's: that engine has the player
 *                                ─▶ unknown: asked again
 */

import { assert } from "@ambon/kernel/assert";
import type { EngineContext } from "../context.ts";
import type { EngineSession } from "../engine-session.ts";

const ASK_AGAIN_MS = 500;

export interface Elsewhere {
  readonly session: EngineSession;
  readonly engine: string;
}

/** `then` gets those whom somebody else has, when all are known; a store that is away delays it. */
export const bringHome = (
  c: EngineContext,
  sessions: readonly EngineSession[],
  then: (elsewhere: readonly Elsewhere[]) => void,
): void => {
  const elsewhere: Elsewhere[] = [];
  let open = sessions.length;
  if (open === 0) return then([]);
  const known = (): void => {
    open -= 1;
    if (open === 0) then(elsewhere);
  };
  for (const session of sessions) {
    bringOneHome(c, session, (owner) => {
      if (owner !== c.owner) elsewhere.push({ session, engine: owner.split("#")[0] ?? "" });
      known();
    });
  }
};

const bringOneHome = (
  c: EngineContext,
  session: EngineSession,
  then: (owner: string) => void,
): void => {
  const key = { kind: "player", id: session.playerId } as const;
  const epoch = c.savings.epochOf(key);
  assert(epoch !== undefined, "who is in a zone that was offered has a row");
  const expected = { owner: c.owner, epoch };
  c.call({ op: "claim", key, owner: c.owner, expected }, (reply) => {
    if (!reply.ok || reply.op !== "claim") {
      return c.later(ASK_AGAIN_MS, () => bringOneHome(c, session, then));
    }
    const { claim } = reply;
    if (
      claim.outcome === "claimed" ||
      (claim.outcome === "refused" && claim.row.owner === c.owner)
    ) {
      c.savings.retrack(key, claim.row.epoch);
      return then(c.owner);
    }
    then((claim.outcome === "refused" ? claim.row.owner : null) ?? "");
  });
};
