/** Orders that came to another engine and concern this one too. */

import type { EngineContext } from "../context.ts";
import { callOff, takeShutdown } from "../countdown.ts";
import { answer } from "../order-answer.ts";
import { announce, kickPlayer, setStaff, throwOutBanned } from "../orders.ts";
import type { Cluster } from "./cluster.ts";
import { disown } from "./disown.ts";
import type { ClusterOrder } from "./peer-frame.ts";

/** Kinds that are remembered so that each is logged once; later ones are ignored unlogged. */
const UNKNOWN_KINDS_MAX = 32;

export const takeClusterOrder = (
  c: EngineContext,
  cluster: Cluster,
  engine: string,
  order: ClusterOrder,
): void => {
  switch (order.o) {
    case "kick":
      kickPlayer(c, order.player, order.reason);
      return;
    case "disown":
      return disown(c, order.player);
    case "announce":
      return announce(c, order.text);
    case "ban":
      c.options.accounts.learn(order.change);
      return throwOutBanned(c);
    case "reload":
      return c.emit({ x: "reload", player: order.player, engine });
    case "answer":
      return answer(c, order.player, order.ok, order.text);
    case "shutdown":
      return takeShutdown(c, order);
    case "cancelShutdown":
      callOff(c);
      return;
    case "setStaff":
      return setStaff(c, order.player, order.staff);
    default:
      return ignoreUnknown(c, cluster, engine, order);
  }
};

/** The other engine is of a newer version; what it means is not done here, and nothing breaks. */
const ignoreUnknown = (c: EngineContext, cluster: Cluster, engine: string, order: never): void => {
  const kind = String((order as { readonly o?: unknown }).o);
  const { unknownOrders } = cluster;
  if (unknownOrders.has(kind) || unknownOrders.size >= UNKNOWN_KINDS_MAX) return;
  unknownOrders.add(kind);
  c.options.log.event("warn", "peer_order_unknown", { engine, order: kind });
};
