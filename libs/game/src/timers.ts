/** What each kind of timer does when it is due. */

import type { ZoneContext } from "./context.ts";
import type { TimerWhat } from "./state.ts";
import { mobRound, playerRound } from "./systems/combat.ts";
import { resetDoor } from "./systems/doors.ts";
import { expireInvite } from "./systems/groups.ts";
import { askGroup } from "./systems/groups-member.ts";
import { callRoll } from "./systems/groups-roll.ts";
import { mobAct, mobRegen } from "./systems/mob-mind.ts";
import { regenerate } from "./systems/regen.ts";
import { restock } from "./systems/shop.ts";
import { decay, refillPlacement, respawn } from "./systems/spawn.ts";

export const runTimer = (z: ZoneContext, what: TimerWhat): void => {
  switch (what.k) {
    case "regen":
      return regenerate(z, what.player);
    case "playerRound":
      return playerRound(z, what.player);
    case "mobRound":
      return mobRound(z, what.mob);
    case "mobAct":
      return mobAct(z, what.mob);
    case "mobRegen":
      return mobRegen(z, what.mob);
    case "respawn":
      return respawn(z, what.spawn);
    case "placement":
      return refillPlacement(z, what.placement);
    case "decay":
      return decay(z, what.room, what.uid);
    case "doorReset":
      return resetDoor(z, what.room, what.direction);
    case "restock":
      return restock(z, what.shop, what.item);
    case "inviteOver":
      return expireInvite(z, what.inviter, what.invited);
    case "groupRoll":
      return callRoll(z, what.delayMs);
    case "groupAsk": {
      const who = z.player(what.player);
      return who === undefined ? undefined : askGroup(z, who);
    }
  }
};
