/** What those who give orders are told of them. */

import { SOURCE } from "@ambon/game/input";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";

/** To staff in the game; nobody is told who is not here any more. */
export const answer = (c: EngineContext, player: PlayerId, ok: boolean, text: string): void => {
  const slot = c.roster.where(player)?.zone;
  if (slot !== undefined) {
    c.input(slot, SOURCE.store, "order", { i: "orderResult", player, ok, text });
  }
};

/** The engines that an order to all is sent to, beside this one; "" when it is the only one. */
export const othersTold = ({ cluster }: EngineContext): string =>
  [...(cluster?.linked ?? [])].sort().join(", ");
