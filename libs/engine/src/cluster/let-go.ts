/** A player whose row is another engine's: what is here of them ends, and their gateway follows. */

import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import { grantFor } from "../entry.ts";
import { withdraw } from "../post.ts";
import type { ZoneSlot } from "../zone-table.ts";
import type { Cluster } from "./cluster.ts";

export const letGo = (
  c: EngineContext,
  cluster: Cluster,
  player: PlayerId,
  from: ZoneSlot,
  engine: string,
): void => {
  const session = c.sessions.get(player);
  const key = { kind: "player", id: player } as const;
  const epoch = (c.savings.epochOf(key) ?? 0) + 1;
  c.inTransit.delete(player);
  c.savings.drop(key);
  from.population -= 1;
  from.arriving.delete(player);
  c.roster.remove(player);
  withdraw(c, from, player);
  if (session === undefined) return;
  from.unapplied.delete(session);
  const { link, channel } = session;
  if (link !== null) {
    const url = cluster.directory.peer(engine)?.url ?? "";
    const grant = grantFor(c, session);
    c.outbox.raw(link, { f: "redirect", channel, engine, url, grant, epoch });
    link.channels.delete(channel);
    link.acks.delete(session);
  }
  c.timers.cancel(session.graceTimer);
  c.outbox.forgetHeld(session);
  c.sessions.remove(session);
};
