/** Messages from other zones, and answers of the engine. */

import type { ZoneContext } from "../context.ts";
import type { InputBody } from "../input.ts";
import { refuse, tell } from "../output.ts";
import { groupAccept, groupGone, groupInvite, groupKick, groupLeave } from "./groups.ts";
import { answerRoll, askGroupLater, receiveInvited, receiveView } from "./groups-member.ts";
import { groupHere } from "./groups-roll.ts";
import { sendTalkers } from "./requests.ts";
import { receiveSeek, receiveSummon } from "./staff-travel.ts";
import {
  receiveChannel,
  receiveTell,
  receiveTold,
  refuseNobody,
  refuseUncertain,
  tellFailed,
  tellUncertain,
} from "./talk-far.ts";
import { showRoster } from "./who.ts";

type Message = Extract<InputBody, { i: "message" }>;

/** What is for a player who is not here any more goes back, to be sent after them. */
export const receiveMessage = (z: ZoneContext, input: Message): void => {
  const { player, body } = input;
  if (player === null) return receiveHere(z, body);
  const who = z.player(player);
  if (who === undefined) return z.emit({ e: "astray", input });
  switch (body.m) {
    case "tell":
      return receiveTell(z, who, body);
    case "channel":
      return receiveChannel(z, who, body);
    case "groupInvited":
      return receiveInvited(z, who, body);
    case "told":
      return receiveTold(z, who, body);
    case "groupView":
      return receiveView(z, who, body);
    case "notice":
      return tell(z, who, body.error ? "error" : "system", body.text);
    case "seek":
      return receiveSeek(z, who, body.from);
    case "summon":
      return receiveSummon(z, who, body);
  }
};

/** For the zone itself, or for everybody in it. */
const receiveHere = (z: ZoneContext, body: Message["body"]): void => {
  switch (body.m) {
    case "channel":
      return receiveChannel(z, undefined, body);
    case "groupInvite":
      return groupInvite(z, body);
    case "groupAccept":
      return groupAccept(z, body);
    case "groupLeave":
      return groupLeave(z, body);
    case "groupKick":
      return groupKick(z, body);
    case "groupHere":
      return groupHere(z, body);
    case "groupRoll":
      return answerRoll(z);
    case "gone":
      return groupGone(z, body);
  }
};

/** The sender learns that nobody (or no zone) was there to receive it. */
export const receiveUndeliverable = (
  z: ZoneContext,
  input: Extract<InputBody, { i: "undeliverable" }>,
): void => {
  const who = z.player(input.player);
  if (who === undefined) return z.emit({ e: "astray", input });
  const { name, uncertain = false } = input;
  switch (input.body.m) {
    case "groupHere":
      return askGroupLater(z, who);
    case "tell":
      return uncertain ? tellUncertain(z, who, name) : tellFailed(z, who, name);
    case "seek":
    case "summon":
    case "groupInvited":
      return uncertain ? refuseUncertain(z, who, name) : refuseNobody(z, who, name);
    case "groupInvite":
    case "groupAccept":
    case "groupLeave":
    case "groupKick":
      return refuse(z, who, "Groups are out of reach just now. Try again shortly.");
  }
};

export const receiveRoster = (z: ZoneContext, input: Extract<InputBody, { i: "roster" }>): void => {
  const who = z.player(input.player);
  if (who === undefined) return;
  if (input.as === "data") sendTalkers(z, who, input.players);
  else showRoster(z, who, input.players);
};
