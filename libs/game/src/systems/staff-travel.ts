/**
 * Staff move themselves and others. Somebody in another zone is reached by message: `summon`
 * brings them; `seek` asks where they are, and is answered with a `summon` of the one who asks.
 */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import { named, text } from "@ambon/markup/build";
import type { ZoneContext } from "../context.ts";
import type { MessageBody, Speaker } from "../message.ts";
import { refuse, tell, toRoom } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { leaveFight } from "./fight.ts";
import { relocate } from "./movement.ts";
import { playerName } from "./naming.ts";
import { transferOut } from "./presence.ts";
import { shortName, speakerOf } from "./talk.ts";
import { isName, refuseNobody } from "./talk-far.ts";
import { cancelTrade } from "./trade.ts";

/**
 * Out of fight and trade into another room, seen by both rooms. `zone`: the instance to go to;
 * without it this one, or whichever is chosen when the room is in another zone.
 */
const moveTo = (z: ZoneContext, who: PlayerEntity, room: string, zone?: ZoneId): void => {
  const except = [who.state.id];
  leaveFight(z, who, false);
  cancelTrade(z, who, "is called away");
  toRoom(z, who.state.room, "movement", text(playerName(who), " vanishes."), { except });
  if (zone === undefined || zone === z.state.zone) relocate(z, who, room);
  else transferOut(z, who, room, null, zone);
  if (z.player(who.state.id) !== who) return;
  toRoom(z, room, "movement", text(playerName(who), " appears."), { except });
};

/** To a room by its id, or to a player wherever they are. */
export const goTo = (z: ZoneContext, me: PlayerEntity, where: string): void => {
  if (z.world.rooms.has(where)) return moveTo(z, me, where);
  const who = z.playerNamed(where);
  if (who === me) return refuse(z, me, "You are there.");
  if (who !== undefined) return moveTo(z, me, who.state.room);
  if (isName(where)) {
    return z.send({ to: "player", name: where }, me.state.id, { m: "seek", from: speakerOf(me) });
  }
  refuse(z, me, `There is no room "${shortName(where)}". Rooms are called like ${me.state.room}.`);
};

/** Brings a player here, or to the room with this id. */
export const transfer = (z: ZoneContext, me: PlayerEntity, name: string, to: string): void => {
  const room = to === "" || to.toLowerCase() === "here" ? me.state.room : to;
  if (!z.world.rooms.has(room)) return refuse(z, me, `There is no room "${shortName(room)}".`);
  if (!isName(name)) return refuseNobody(z, me, name);
  const by = me.state.name;
  const who = z.playerNamed(name);
  if (who === me) return moveTo(z, me, room);
  if (who === undefined) {
    const { zone } = z.state;
    return z.send({ to: "player", name }, me.state.id, { m: "summon", by, room, zone });
  }
  tell(z, me, "staff", "You send for ", playerName(who), ".");
  summoned(z, who, by, room);
};

const summoned = (
  z: ZoneContext,
  who: PlayerEntity,
  by: string,
  room: string,
  zone?: ZoneId,
): void => {
  if (by !== who.state.name) tell(z, who, "system", named("player", by), " sends for you.");
  moveTo(z, who, room, zone);
};

/** Staff may send somebody to a room that is not in the zone they stand in themselves. */
const zoneWith = (z: ZoneContext, room: string, zone: ZoneId): ZoneId | undefined =>
  z.world.rooms.get(room)?.zone === templateOf(zone) ? zone : undefined;

export const receiveSummon = (
  z: ZoneContext,
  who: PlayerEntity,
  { by, room, zone }: Extract<MessageBody, { m: "summon" }>,
): void => {
  if (z.world.rooms.has(room)) return summoned(z, who, by, room, zoneWith(z, room, zone));
  const error = `The room ${room} is not known where ${who.state.name} is.`;
  z.send({ to: "player", name: by }, null, { m: "notice", text: error, error: true });
};

export const receiveSeek = (z: ZoneContext, who: PlayerEntity, from: Speaker): void => {
  const { room } = who.state;
  const { zone } = z.state;
  z.send({ to: "player", name: from.name }, null, { m: "summon", by: from.name, room, zone });
};
