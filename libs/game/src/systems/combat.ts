/** Fighting. */

import type { PlayerId } from "@ambon/kernel/ids";
import type { ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";

/** Ends a player's part in every fight: leaving the zone, link to another place, death. */
export const leaveFight = (z: ZoneContext, who: PlayerEntity): void => {
  z.cancel(who.live.roundTimer);
  z.setLive(who, "roundTimer", 0);
  z.setLive(who, "target", null);
};

/** Timer: one round of a player. */
export const playerRound = (z: ZoneContext, id: PlayerId): void => {
  const who = z.player(id);
  if (who !== undefined) z.setLive(who, "roundTimer", 0);
};

/** Timer: one round of a mob. */
export const mobRound = (z: ZoneContext, id: number): void => {
  const mob = z.mob(id);
  if (mob !== undefined) z.setMob(mob, "roundTimer", 0);
};
