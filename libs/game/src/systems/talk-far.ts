/**
 * Talking across zones.
 *
 * A tell is one hop with a delivery result: the sender's zone sends `tell` to the receiver by
 * name; the receiver's zone shows it (or not: ignored) and answers `told`; only then does the
 * sender read "You tell …". Nobody by that name: the engine answers with `undeliverable`. A gossip
 * is one message to the world; each zone shows it to those who want to hear it.
 */

import { named } from "@ambon/markup/build";
import type { ZoneContext } from "../context.ts";
import type { MessageBody } from "../message.ts";
import { ignoring, refuse, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import {
  channelData,
  cleanTalk,
  mayCall,
  ownLine,
  quoted,
  shortName,
  speakerOf,
  toListeners,
} from "./talk.ts";

type Body<M extends MessageBody["m"]> = Extract<MessageBody, { m: M }>;

/** Letters only, as names are; anything else cannot be anybody. */
export const isName = (typed: string): boolean => /^\p{L}{2,16}$/u.test(typed);

export const refuseNobody = (z: ZoneContext, me: PlayerEntity, name: string): void =>
  refuse(z, me, `There is nobody called "${shortName(name)}" in the world.`);

/** For what may have been heard all the same: who would have answered was lost. */
export const refuseUncertain = (z: ZoneContext, me: PlayerEntity, name: string): void =>
  refuse(z, me, `That may not have reached ${shortName(name)}: the way there was cut. Try again.`);

/** To one player anywhere. */
export const tellFar = (z: ZoneContext, me: PlayerEntity, name: string, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  if (!isName(name)) return refuseNobody(z, me, name);
  if (name.toLowerCase() === me.state.name.toLowerCase()) {
    return refuse(z, me, "You tell yourself so every day.");
  }
  z.send({ to: "player", name }, me.state.id, { m: "tell", from: speakerOf(me), text: words });
};

/** To whoever told this player last. */
export const reply = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const { lastTell } = me.session;
  if (lastTell === null) return refuse(z, me, "Nobody has told you anything yet.");
  tellFar(z, me, lastTell, raw);
};

/** Heard by everybody in the world. */
export const gossip = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  if (me.state.settings.muted.includes("gossip")) {
    return refuse(z, me, 'You have muted gossip. Type "unmute gossip" to join in.');
  }
  if (!mayCall(z, me)) return;
  ownLine(z, me, "gossip", words);
  const from = speakerOf(me);
  z.send({ to: "world" }, me.state.id, { m: "channel", channel: "gossip", from, text: words });
};

/** In the receiver's zone: shows the tell and answers with the delivery result. */
export const receiveTell = (z: ZoneContext, who: PlayerEntity, body: Body<"tell">): void => {
  const { from, text: words } = body;
  const back = { to: "player", name: from.name } as const;
  const { name } = who.state;
  const ignored = ignoring(z, [who.state.id], from).length > 0;
  if (!ignored) {
    const talker = named("player", from.name);
    tell(z, who, "tell", talker, " tells you, ", quoted(words));
    channelData(z, [who.state.id], "tell", from.name, `${from.name} tells you, "${words}"`);
    z.setSession(who, "lastTell", from.name);
  }
  const outcome = ignored ? "ignored" : who.session.linkDead ? "linkDead" : "delivered";
  z.send(back, null, { m: "told", to: name, text: words, outcome, afk: who.session.afk });
};

/** In the sender's zone. Being ignored reads like being heard: nobody is told that they are. */
export const receiveTold = (z: ZoneContext, me: PlayerEntity, body: Body<"told">): void => {
  const name = named("player", body.to);
  tell(z, me, "tell", "You tell ", name, ", ", quoted(body.text));
  const line = `You tell ${body.to}, "${body.text}"`;
  channelData(z, [me.state.id], "tell", me.state.name, line);
  if (body.outcome === "linkDead") {
    tell(z, me, "tell", name, " has lost the connection, and will read it when it is back.");
  } else if (body.afk !== null) tell(z, me, "tell", name, ` is away: ${body.afk}`);
};

/** In every zone that has players. */
export const receiveChannel = (
  z: ZoneContext,
  who: PlayerEntity | undefined,
  body: Body<"channel">,
): void => {
  switch (body.channel) {
    case "gossip":
    case "shout":
      return toListeners(z, body.channel, body.from, body.text);
    case "group":
      if (who !== undefined) hearGroup(z, who, body);
      return;
    case "announce":
      for (const id of [...z.state.players.keys()].sort()) {
        const listener = z.player(id);
        if (listener !== undefined) tell(z, listener, "system", body.text);
      }
  }
};

const hearGroup = (z: ZoneContext, who: PlayerEntity, { from, text }: Body<"channel">): void => {
  const { id, settings } = who.state;
  if (settings.muted.includes("group") || ignoring(z, [id], from).length > 0) return;
  const name = named("player", from.name);
  tell(z, who, "chat", name, " tells the group, ", quoted(text));
  channelData(z, [id], "group", from.name, `${from.name} tells the group, "${text}"`);
};

/** To all members of the player's group, wherever they are. */
export const groupTell = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const words = cleanTalk(z, me, raw);
  if (words === undefined) return;
  const { group } = me.session;
  if (group === null) return refuse(z, me, "You are not in a group.");
  const { id, name } = me.state;
  tell(z, me, "chat", "You tell the group, ", quoted(words));
  channelData(z, [id], "group", name, `You tell the group, "${words}"`);
  const from = speakerOf(me);
  for (const member of group.members) {
    if (member.id === id) continue;
    const address = { to: "player", name: member.name } as const;
    z.send(address, null, { m: "channel", channel: "group", from, text: words });
  }
};

/** Away from the keyboard, with a word for those who ask; again = back. */
export const setAfk = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const back = me.session.afk !== null && raw.trim() === "";
  const words = back ? null : raw.trim() === "" ? "away from the keyboard" : cleanTalk(z, me, raw);
  if (words === undefined) return;
  z.setSession(me, "afk", words);
  const { id, level } = me.state;
  z.emit({ e: "roster", player: id, level, afk: words !== null });
  if (words === null) return tell(z, me, "system", "You are back.");
  tell(z, me, "system", `You are marked as away: ${words}. Type afk again when you are back.`);
};

/** "There is nobody called …", for a tell that found nobody. */
export const tellFailed = (z: ZoneContext, me: PlayerEntity, name: string): void => {
  if (me.session.lastTell?.toLowerCase() === name.toLowerCase()) {
    return refuse(z, me, named("player", name), " has left the world.");
  }
  refuseNobody(z, me, name);
};

/** For a tell of which nobody knows whether it was read. */
export const tellUncertain = (z: ZoneContext, me: PlayerEntity, name: string): void =>
  refuse(z, me, `Your words to ${shortName(name)} may not have arrived: the way there was cut.`);
