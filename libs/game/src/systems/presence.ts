/** Coming into and leaving a zone: arrivals, departures, and broken links. */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import { text } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { TOUCH, TOUCH_ALL, type ZoneContext } from "../context.ts";
import type { InputBody } from "../input.ts";
import { COMMONS } from "../message.ts";
import { show, toRoom } from "../output.ts";
import type { PlayerState } from "../player-state.ts";
import type { PlayerEntity, ZoneState } from "../state.ts";
import { equipNewcomer } from "./birth.ts";
import { cooldownsOf, pausesOf } from "./cooldowns.ts";
import { derive } from "./derive.ts";
import { leaveFight } from "./fight.ts";
import { askGroup } from "./groups-member.ts";
import { lookRoom, roomMarkup } from "./look.ts";
import { noticeArrival, rouseMobs } from "./mob-mind.ts";
import { playerName } from "./naming.ts";
import { armRegen } from "./regen.ts";
import { cancelTrade } from "./trade.ts";

type Arrival = Extract<InputBody, { i: "arrive" }>;

/** The room an arrival really gets: a room this zone does not run leads to the zone's entry. */
const entryRoom = (z: ZoneContext, wanted: string): string => {
  if (z.isHere(wanted)) return wanted;
  if (z.isHere(z.world.startRoom)) return z.world.startRoom;
  return z.zoneDef?.rooms[0] ?? wanted;
};

/** Puts a player who is in the zone already into a room's list. */
export const enterRoom = (z: ZoneContext, who: PlayerEntity, room: string): void => {
  z.setPlayer(who, "room", room);
  z.setRoom(room, "players", [...z.room(room).players, who.state.id]);
  z.touchRoom(room, TOUCH.roomPlayers);
  z.touch(who, TOUCH.room | TOUCH.roomPlayers | TOUCH.roomItems);
};

export const exitRoom = (z: ZoneContext, who: PlayerEntity): void => {
  const { room, id } = who.state;
  cancelTrade(z, who, "has left");
  z.setRoom(
    room,
    "players",
    z.room(room).players.filter((other) => other !== id),
  );
  z.touchRoom(room, TOUCH.roomPlayers);
};

const setAudience = (z: ZoneContext, change: 1 | -1): void => {
  const before = z.state.audience;
  z.mutations.set(z.state as ZoneState, "audience", before + change);
  if (before === 0 && change === 1) rouseMobs(z);
};

const greeting = (from: Arrival["from"]): readonly Inline[] => {
  if (from === null) return [" wakes up and looks around."];
  return [from.direction === null ? " appears." : ` arrives from the ${from.direction}.`];
};

/** A player enters by login or from another zone. */
export const arrive = (z: ZoneContext, arrival: Arrival): void => {
  const state: PlayerState = { ...arrival.state };
  const { cooldowns, ...session } = arrival.session;
  const who: PlayerEntity = {
    state,
    session,
    live: {
      derived: derive(z, state),
      target: null,
      roundTimer: 0,
      regenTimer: 0,
      tradeWith: null,
      ...pausesOf(z, cooldowns),
    },
  };
  z.mutations.put(z.state.players, state.id, who);
  z.mutations.put(z.state.names, state.name.toLowerCase(), state.id);
  if (state.fresh) equipNewcomer(z, who);
  if (!who.session.linkDead) setAudience(z, 1);
  enterRoom(z, who, entryRoom(z, arrival.room));
  z.emit({ e: "settings", to: state.id, settings: who.state.settings });
  z.emit({ e: "roster", player: state.id, level: state.level, afk: who.session.afk !== null });
  toRoom(z, who.state.room, "movement", text(playerName(who), ...greeting(arrival.from)), {
    except: [state.id],
  });
  lookRoom(z, who, arrival.from !== null && who.state.settings.brief);
  z.touch(who, TOUCH_ALL);
  armRegen(z, who, cooldowns?.regenMs);
  noticeArrival(z, who);
  if (arrival.from === null) askGroup(z, who);
};

/** Takes a player out of every table; their aggregate is the caller's from now on. */
const takeOut = (z: ZoneContext, who: PlayerEntity): void => {
  leaveFight(z, who);
  z.cancel(who.live.regenTimer);
  z.setLive(who, "regenTimer", 0);
  exitRoom(z, who);
  if (!who.session.linkDead) setAudience(z, -1);
  const { group } = who.session;
  if (group !== null) z.leftGroups.set(group.id, group);
  z.mutations.drop(z.state.players, who.state.id);
  z.mutations.drop(z.state.names, who.state.name.toLowerCase());
};

/** Through a border: the player belongs to the other zone as soon as the effect is out. */
export const transferOut = (
  z: ZoneContext,
  who: PlayerEntity,
  room: string,
  direction: string | null,
  instance?: ZoneId,
): void => {
  const cooldowns = cooldownsOf(z, who);
  takeOut(z, who);
  z.emit({
    e: "transfer",
    state: who.state,
    // Always there, so that none of an earlier border can remain.
    session: { ...who.session, cooldowns },
    room,
    direction,
    ...(instance === undefined ? {} : { instance }),
  });
};

/** Leaves the game for good (until the next login). */
export const leaveGame = (
  z: ZoneContext,
  who: PlayerEntity,
  reason: "quit" | "removed",
  farewell: string,
): void => {
  const { room } = who.state;
  takeOut(z, who);
  toRoom(z, room, "movement", text(playerName(who), " leaves the world."));
  z.send({ to: "zone", zone: COMMONS }, null, {
    m: "gone",
    player: who.state.id,
    name: who.state.name,
  });
  z.emit({ e: "left", state: who.state, reason, text: farewell });
};

export const loseLink = (z: ZoneContext, id: PlayerId): void => {
  const who = z.player(id);
  if (who === undefined || who.session.linkDead) return;
  z.setSession(who, "linkDead", true);
  setAudience(z, -1);
  cancelTrade(z, who, "stares into the distance");
  toRoom(z, who.state.room, "movement", text(playerName(who), " stares into the distance."), {
    except: [id],
  });
};

/** A socket is there again: the full state, as on arrival, unless nothing was missed. */
export const regainLink = (
  z: ZoneContext,
  id: PlayerId,
  { takeover, continued }: { readonly takeover: boolean; readonly continued?: boolean },
): void => {
  const who = z.player(id);
  if (who === undefined) return;
  if (who.session.linkDead) {
    z.setSession(who, "linkDead", false);
    setAudience(z, 1);
    toRoom(z, who.state.room, "movement", text(playerName(who), " is back."), { except: [id] });
  }
  if (continued === true) return z.touch(who, TOUCH.prompt);
  z.emit({ e: "settings", to: id, settings: who.state.settings });
  const words = takeover
    ? "You are here already; this connection takes over."
    : "You are back where you left off.";
  show(z, who, "system", [...text(words), ...roomMarkup(z, who, false)]);
  z.touch(who, TOUCH_ALL);
};
