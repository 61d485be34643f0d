/** Following: whoever follows walks along (see movement.ts). Following is by name, one leader. */

import type { ZoneContext } from "../context.ts";
import { refuse, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { playerName } from "./naming.ts";
import { playerHere } from "./talk.ts";

const followersHere = (z: ZoneContext, me: PlayerEntity): PlayerEntity[] =>
  z
    .room(me.state.room)
    .players.flatMap((id) => z.player(id) ?? [])
    .filter((who) => who.session.following === me.state.name);

const stop = (z: ZoneContext, me: PlayerEntity): void => {
  const { following } = me.session;
  if (following === null) return refuse(z, me, "You follow nobody.");
  z.setSession(me, "following", null);
  tell(z, me, "movement", `You stop following ${following}.`);
  const leader = z.playerNamed(following);
  if (leader !== undefined) tell(z, leader, "movement", playerName(me), " stops following you.");
};

/** "" tells whom one follows; `self` and `stop` end it. */
export const follow = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const { following } = me.session;
  if (typed === "") {
    const words = following === null ? "You follow nobody." : `You follow ${following}.`;
    return tell(z, me, "movement", words);
  }
  if (/^(?:self|me|stop|nobody)$/i.test(typed)) return stop(z, me);
  const who = playerHere(z, me, typed);
  if (who === undefined) return;
  if (who === me) return stop(z, me);
  if (following === who.state.name) {
    return refuse(z, me, "You follow ", playerName(who), " already.");
  }
  if (following !== null) stop(z, me);
  z.setSession(me, "following", who.state.name);
  tell(z, me, "movement", "You follow ", playerName(who), " from now on.");
  tell(z, who, "movement", playerName(me), " follows you from now on.");
};

/** Shakes off those in the room who follow. */
export const lose = (z: ZoneContext, me: PlayerEntity): void => {
  const followers = followersHere(z, me);
  if (followers.length === 0) return refuse(z, me, "Nobody here follows you.");
  for (const who of followers) {
    z.setSession(who, "following", null);
    tell(z, who, "movement", playerName(me), " has shaken you off.");
  }
  tell(z, me, "movement", "Nobody here follows you any more.");
};
