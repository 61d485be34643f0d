/** Walking: through exits, with whoever follows, also across the border of a zone. */

import { text } from "@ambon/markup/build";
import type { Direction } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { refuse, tell, toRoom } from "../output.ts";
import { emitTo } from "../publish-emit.ts";
import type { PlayerEntity } from "../state.ts";
import { doorState, exitOf, OPPOSITE, SHORT_DIRECTION } from "./doors.ts";
import { lookRoom } from "./look.ts";
import { noticeArrival } from "./mob-mind.ts";
import { playerName } from "./naming.ts";
import { enterRoom, exitRoom, transferOut } from "./presence.ts";

const FROM: Readonly<Record<Direction, string>> = {
  north: "from the north",
  east: "from the east",
  south: "from the south",
  west: "from the west",
  up: "from above",
  down: "from below",
};

/** Why there is no way through; undefined = it is free. */
export const barrier = (z: ZoneContext, room: string, direction: Direction): string | undefined => {
  const exit = exitOf(z, room, direction);
  if (exit === undefined) return `You cannot go ${direction} from here.`;
  const door = doorState(z, room, direction);
  if (door === undefined || door.open) return undefined;
  const name = exit.door?.name ?? "door";
  return door.locked ? `The ${name} is locked.` : `The ${name} is closed.`;
};

/** Those in the room who follow and are free to. */
export const followersOf = (z: ZoneContext, leader: PlayerEntity): PlayerEntity[] => {
  const { name, room } = leader.state;
  const followers: PlayerEntity[] = [];
  for (const id of z.room(room).players) {
    const who = z.player(id);
    if (who?.session.following === name && who.live.target === null) followers.push(who);
  }
  return followers;
};

const step = (z: ZoneContext, who: PlayerEntity, direction: Direction, to: string): void => {
  const { room, id } = who.state;
  toRoom(z, room, "movement", text(playerName(who), ` leaves ${direction}.`), { except: [id] });
  if (!z.isHere(to)) return transferOut(z, who, to, OPPOSITE[direction]);
  exitRoom(z, who);
  enterRoom(z, who, to);
  const arrives = text(playerName(who), ` arrives ${FROM[OPPOSITE[direction]]}.`);
  toRoom(z, to, "movement", arrives, { except: [id] });
  lookRoom(z, who, who.state.settings.brief);
  noticeArrival(z, who);
};

/** One step and those who follow; refused while fighting. */
export const walk = (z: ZoneContext, who: PlayerEntity, direction: Direction): void => {
  if (who.live.target !== null) return refuse(z, who, "You are fighting! Flee, or win.");
  const { room } = who.state;
  const reason = barrier(z, room, direction);
  if (reason !== undefined) {
    const dir = SHORT_DIRECTION[direction];
    if (exitOf(z, room, direction) === undefined)
      emitTo(z, [who])("Room.WrongDir", () => ({ dir }));
    return refuse(z, who, reason);
  }
  const to = exitOf(z, room, direction)?.to ?? room;
  const followers = followersOf(z, who);
  step(z, who, direction, to);
  for (const follower of followers) {
    tell(z, follower, "movement", "You follow ", playerName(who), ` ${direction}.`);
    walk(z, follower, direction);
  }
};

/** Without walking (recall, staff, death): no door and no fight can hinder it. */
export const relocate = (z: ZoneContext, who: PlayerEntity, to: string): void => {
  if (!z.isHere(to)) return transferOut(z, who, to, null);
  exitRoom(z, who);
  enterRoom(z, who, to);
  lookRoom(z, who);
  noticeArrival(z, who);
};
