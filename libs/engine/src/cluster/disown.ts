/**
 * Rows that an engine owns and does not know: a claim whose answer was lost may be carried out long
 * after it was given up, and then nobody can play that character. Whoever is refused because of it
 * asks the owner to look; an owner that has nobody of that name gives the row back as it is.
 */

import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";

export const askToDisown = (c: EngineContext, engine: string, player: PlayerId): void =>
  c.cluster?.send(engine, { p: "order", order: { o: "disown", player } });

export const disown = (c: EngineContext, player: PlayerId): void => {
  const key = { kind: "player", id: player } as const;
  const isKnown = (): boolean =>
    c.savings.epochOf(key) !== undefined ||
    c.joining.has(player) ||
    c.inTransit.has(player) ||
    c.cluster?.comingIn.has(player) === true;
  if (isKnown()) return;
  c.call({ op: "read", key }, (reply) => {
    if (!reply.ok || reply.op !== "read" || reply.row?.owner !== c.owner || isKnown()) return;
    const { owner, epoch } = reply.row;
    c.call({ op: "claim", key, owner, expected: { owner, epoch } }, (again) => {
      if (!again.ok || again.op !== "claim" || again.claim.outcome !== "claimed") return;
      const { row } = again.claim;
      // Somebody who came in meanwhile claimed it anew, and our epoch is past.
      if (isKnown()) return;
      c.savings.track(row);
      c.savings.release(key, row.state, () => undefined);
    });
  });
};
