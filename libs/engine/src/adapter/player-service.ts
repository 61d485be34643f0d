/** Whoever carries out orders about characters: a running engine, or a tool on an open store. */

import type { PlayerAnswers, PlayerOrders, PlayerVerb } from "../player-orders.ts";

/** Throws OperatorError with a sentence for what cannot be done. */
export interface PlayerService {
  carryOut<V extends PlayerVerb>(verb: V, order: PlayerOrders[V]): Promise<PlayerAnswers[V]>;
}
