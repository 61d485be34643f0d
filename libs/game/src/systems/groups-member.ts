/** The members' side of groups: what players ask of `@commons`, and what their zone shows. */

import { sortedKeys } from "@ambon/kernel/canonical";
import { line, named, styled, table } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import { TOUCH, type ZoneContext } from "../context.ts";
import { COMMONS, type GroupMember, type GroupView, type MessageBody } from "../message.ts";
import { ignoring, refuse, show, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { shortName, speakerOf } from "./talk.ts";
import { isName } from "./talk-far.ts";

/** How long after `@commons` was out of reach an arrival asks it again. */
const ASK_AGAIN_MS = 3000;

type Body<M extends MessageBody["m"]> = Extract<MessageBody, { m: M }>;

const ask = (z: ZoneContext, me: PlayerEntity, body: MessageBody): void =>
  z.send({ to: "zone", zone: COMMONS }, me.state.id, body);

const memberRow = (
  z: ZoneContext,
  group: GroupView,
  member: GroupMember,
): readonly (readonly Inline[])[] => {
  const who = z.player(member.id);
  const role = member.id === group.leader ? "leads" : "";
  if (who === undefined) return [[named("player", member.name)], [role], [""], [""], ["elsewhere"]];
  const { hp, mana, room } = who.state;
  const { maxHp, maxMana } = who.live.derived;
  return [
    [named("player", member.name)],
    [role],
    [`${hp}/${maxHp}`],
    [`${mana}/${maxMana}`],
    [z.world.rooms.get(room)?.title ?? ""],
  ];
};

/** How everyone is; members in other zones only by name. */
export const showGroup = (z: ZoneContext, me: PlayerEntity): void => {
  const { group } = me.session;
  if (group === null) {
    const how = styled("key", "group invite NAME");
    return show(z, me, "system", [line("You are not in a group. Ask somebody in with ", how, ".")]);
  }
  const columns = ["Name", "", "Hit points", "Mana", "Where"].map((label) => ({ label }));
  const rows = group.members.map((member) => memberRow(z, group, member));
  show(z, me, "system", [table("Your group", columns, rows)]);
};

const nameOr = (z: ZoneContext, me: PlayerEntity, typed: string, what: string): boolean => {
  if (typed === "") refuse(z, me, what);
  else if (!isName(typed)) refuse(z, me, `"${shortName(typed)}" is not a name.`);
  else return true;
  return false;
};

const invite = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (!nameOr(z, me, typed, "Whom do you want to ask in?")) return;
  if (typed.toLowerCase() === me.state.name.toLowerCase()) {
    return refuse(z, me, "You are with yourself already.");
  }
  ask(z, me, { m: "groupInvite", from: speakerOf(me), to: typed });
};

const kick = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (!nameOr(z, me, typed, "Whom do you want to put out of the group?")) return;
  if (typed.toLowerCase() === me.state.name.toLowerCase()) {
    return refuse(z, me, 'To go yourself, type "group leave".');
  }
  ask(z, me, { m: "groupKick", from: speakerOf(me), name: typed });
};

const accept = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  if (typed !== "" && !nameOr(z, me, typed, "")) return;
  ask(z, me, { m: "groupAccept", from: speakerOf(me), inviter: typed });
};

/** `group [invite|accept|leave|kick] [name]`; the word may be shortened. */
export const groupCommand = (
  z: ZoneContext,
  me: PlayerEntity,
  what: string,
  name: string,
): void => {
  const words = ["show", "invite", "accept", "leave", "kick"];
  const lower = what.toLowerCase();
  const word = lower === "" ? "show" : words.find((one) => one.startsWith(lower));
  switch (word) {
    case "show":
      return showGroup(z, me);
    case "invite":
      return invite(z, me, name);
    case "accept":
      return accept(z, me, name);
    case "leave":
      return ask(z, me, { m: "groupLeave", from: speakerOf(me) });
    case "kick":
      return kick(z, me, name);
    default:
      refuse(z, me, "After group comes invite, accept, leave or kick, or nothing to see it.");
  }
};

/** Somebody asks a player here to join. Whoever ignores them is not bothered, and does not tell. */
export const receiveInvited = (
  z: ZoneContext,
  who: PlayerEntity,
  { from }: Body<"groupInvited">,
): void => {
  const { name } = who.state;
  const grouped = who.session.group !== null;
  const text = grouped ? `${name} is in a group already.` : `You ask ${name} to join your group.`;
  z.send({ to: "player", name: from.name }, null, { m: "notice", text, error: grouped });
  if (grouped || ignoring(z, [who.state.id], from).length > 0) return;
  const how = styled("key", "group accept");
  tell(z, who, "system", named("player", from.name), " asks you to join a group. Type ", how, ".");
};

const hereOf = ({ state: { id, name }, session: { group } }: PlayerEntity) => ({ id, name, group });

/** Somebody has come into the world: `@commons` may know a group of theirs. */
export const askGroup = (z: ZoneContext, who: PlayerEntity): void =>
  ask(z, who, { m: "groupHere", players: [hereOf(who)] });

/** That question did not get through. */
export const askGroupLater = (z: ZoneContext, who: PlayerEntity): void =>
  void z.after(ASK_AGAIN_MS, { k: "groupAsk", player: who.state.id });

/** `@commons` calls the roll. */
export const answerRoll = (z: ZoneContext): void => {
  const players = sortedKeys(z.state.players).flatMap((id) => {
    const who = z.player(id);
    return who === undefined || who.session.group === null ? [] : [hereOf(who)];
  });
  if (players.length === 0) return;
  z.send({ to: "zone", zone: COMMONS }, null, { m: "groupHere", players });
};

/** What there is to say when `@commons` gives no reason: it or the player has come back. */
const changeWords = (before: GroupView | null, after: GroupView | null): string => {
  if (before === null) return after === null ? "" : "You are with your group again.";
  return after === null ? "Your group is no more." : "";
};

/** `@commons` says what the group is now. */
export const receiveView = (
  z: ZoneContext,
  who: PlayerEntity,
  { view, notice }: Body<"groupView">,
): void => {
  const words = notice === "" ? changeWords(who.session.group, view) : notice;
  z.setSession(who, "group", view);
  z.touch(who, TOUCH.group);
  if (words !== "") tell(z, who, "system", words);
};
