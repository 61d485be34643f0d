/** What mobs do by themselves. */

import type { ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";

/** A player has come into a room: aggressive mobs and those with a grudge act on it. */
export const noticeArrival = (_z: ZoneContext, _who: PlayerEntity): void => undefined;

/** The first player with a socket has come into the zone: idle mobs begin to act. */
export const rouseMobs = (_z: ZoneContext): void => undefined;

/** Timer: a mob's own act. */
export const mobAct = (_z: ZoneContext, _mob: number): void => undefined;

/** Timer: a hurt mob out of combat recovers. */
export const mobRegen = (_z: ZoneContext, _mob: number): void => undefined;
