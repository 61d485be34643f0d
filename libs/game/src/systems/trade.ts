/** Two-sided trade with confirmation. */

import type { ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";

/** Ends an open trade of this player; `why` completes "Mira …". */
export const cancelTrade = (_z: ZoneContext, _who: PlayerEntity, _why: string): void => undefined;
