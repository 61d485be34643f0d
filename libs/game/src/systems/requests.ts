/** What a client asks for by data, without a line typed: libs/data/requests.ts lists it. */

import { type DataRequest, REQUEST_VALUE_MAX } from "@ambon/data/requests";
import type { ZoneContext } from "../context.ts";
import type { RosterEntry } from "../input.ts";
import type { ItemState } from "../player-state.ts";
import { emitAnswer } from "../publish-emit.ts";
import { boxList, isOpenBox, maySearch, ownList, roomList } from "../publish-things.ts";
import type { PlayerEntity } from "../state.ts";
import { hearAgain } from "./settings.ts";
import { CHANNELS } from "./talk.ts";
import { withinReach } from "./targets.ts";
import { rosterInOrder } from "./who.ts";

/** Players in one answer; more are left out. */
const TALKERS_MAX = 100;

/** An open box within reach that the player may search. */
const boxNamed = (z: ZoneContext, me: PlayerEntity, uid: string): ItemState | undefined => {
  const worn = Object.values(me.state.equipment);
  const box = [...worn, ...withinReach(z, me)].find((item) => item.uid === uid);
  return box !== undefined && isOpenBox(z, box) && maySearch(box, me.state.name) ? box : undefined;
};

/** Answers to one player, whether subscribed or not: it was asked for. */
export const answerRequest = (z: ZoneContext, me: PlayerEntity, request: DataRequest): void => {
  switch (request.package) {
    case "Char.Items.Inv":
      return emitAnswer(z, me, "Char.Items.List", ownList(z, me.state));
    case "Char.Items.Room":
      return emitAnswer(z, me, "Char.Items.List", roomList(z, me.state.room));
    case "Char.Items.Contents": {
      const box = boxNamed(z, me, request.value.slice(0, REQUEST_VALUE_MAX));
      if (box !== undefined) emitAnswer(z, me, "Char.Items.List", boxList(z, box));
      return;
    }
    case "Comm.Channel.Players":
      return z.emit({ e: "query", query: "who", player: me.state.id, as: "data" });
    case "Comm.Channel.Enable":
      return hearAgain(z, me, request.value.toLowerCase());
  }
};

/** What somebody hears, as far as this zone can know: mutes of those elsewhere it cannot. */
const channelsOf = (z: ZoneContext, me: PlayerEntity, name: string): string[] => {
  const muted = z.playerNamed(name)?.state.settings.muted ?? [];
  const { group } = me.session;
  const together = group?.members.some((member) => member.name === name) ?? false;
  return CHANNELS.filter((channel) => {
    if (channel === "say" || channel === "tell" || muted.includes(channel)) return false;
    return channel !== "group" || together;
  });
};

/** The answer to Comm.Channel.Players, when the roster is there. */
export const sendTalkers = (
  z: ZoneContext,
  me: PlayerEntity,
  roster: readonly RosterEntry[],
): void => {
  const players = rosterInOrder(roster)
    .slice(0, TALKERS_MAX)
    .map(({ name }) => ({ name, channels: channelsOf(z, me, name) }));
  emitAnswer(z, me, "Comm.Channel.Players", { players });
};
