/**
 * What becomes of a player's live part at the border of a zone; nothing of it is lost by accident.
 *
 *   pauses (flee, gossip and shout), beat of recovery   travel, as milliseconds that are left
 *   fight: target, round, tally                         end, as if they had fled (leaveFight)
 *   open trade                                          is cancelled (exitRoom)
 *   what follows from level and equipment               is computed anew
 *
 * The clock of the next zone is another one, so no moment of it can be named here. On the way
 * nothing runs down: who is held up at a border waits a little longer, never shorter.
 */

import type { ZoneContext } from "../context.ts";
import type { Cooldowns } from "../session-part.ts";
import type { PlayerEntity, PlayerLive } from "../state.ts";

/** Call before the player is taken out: that ends the timers. */
export const cooldownsOf = (z: ZoneContext, { live }: PlayerEntity): Cooldowns => {
  const fleeMs = live.fleeAfterMs - z.nowMs;
  const talkMs = (live.talkAfterMs ?? 0) - z.nowMs;
  return {
    ...(fleeMs > 0 ? { fleeMs } : {}),
    ...(talkMs > 0 ? { talkMs } : {}),
    ...(live.regenTimer === 0 ? {} : { regenMs: z.leftMs(live.regenTimer) }),
  };
};

/** The pauses of somebody who comes in, on the clock of this zone. */
export const pausesOf = (
  z: ZoneContext,
  { fleeMs, talkMs }: Cooldowns = {},
): Pick<PlayerLive, "fleeAfterMs" | "talkAfterMs"> => ({
  fleeAfterMs: fleeMs === undefined ? 0 : z.nowMs + fleeMs,
  ...(talkMs === undefined ? {} : { talkAfterMs: z.nowMs + talkMs }),
});
