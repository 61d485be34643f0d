/** Messages from other zones, and answers of the engine. */

import type { ZoneContext } from "../context.ts";
import type { InputBody } from "../input.ts";
import { refuse, tell } from "../output.ts";
import { groupAccept, groupGone, groupInvite, groupKick, groupLeave } from "./groups.ts";
import { answerRoll, askGroupLater, receiveInvited, receiveView } from "./groups-member.ts";
import { groupHere } from "./groups-roll.ts";
import { sendTalkers } from "./requests.ts";
import { receiveSeek, receiveSummon } from "./staff-travel.ts";
import { receiveChannel, receiveTell, receiveTold, refuseNobody, tellFailed } from "./talk-far.ts";
import { showRoster } from "./who.ts";

export const receiveMessage = (
  z: ZoneContext,
  input: Extract<InputBody, { i: "message" }>,
): void => {
  const { player, body } = input;
  const who = player === null ? undefined : z.player(player);
  switch (body.m) {
    case "tell":
      return receiveTell(z, player, body);
    case "channel":
      return receiveChannel(z, who, body);
    case "groupInvite":
      return groupInvite(z, body);
    case "groupAccept":
      return groupAccept(z, body);
    case "groupLeave":
      return groupLeave(z, body);
    case "groupKick":
      return groupKick(z, body);
    case "groupInvited":
      return receiveInvited(z, player, body);
    case "groupHere":
      return groupHere(z, body);
    case "groupRoll":
      return answerRoll(z);
    case "gone":
      return groupGone(z, body);
  }
  if (who === undefined) return;
  switch (body.m) {
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

/** The sender learns that nobody (or no zone) was there to receive it. */
export const receiveUndeliverable = (
  z: ZoneContext,
  input: Extract<InputBody, { i: "undeliverable" }>,
): void => {
  const who = input.player === null ? undefined : z.player(input.player);
  if (who === undefined) return;
  switch (input.body.m) {
    case "groupHere":
      return askGroupLater(z, who);
    case "tell":
      return tellFailed(z, who, input.name);
    case "seek":
    case "summon":
    case "groupInvited":
      return refuseNobody(z, who, input.name);
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
