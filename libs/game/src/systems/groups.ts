/**
 * Groups, as `@commons` keeps them. A zone asks by message (invite, accept, leave, kick, gone);
 * `@commons` alone decides, and sends each member's zone what the group is now and why. Zones
 * hold only that view. Losing the link changes nothing here: only leaving the game does. What is
 * kept and stored is in groups-table.ts, what happens after crashes in groups-roll.ts.
 *
 * An invitation is kept by the name of the invited and ends by itself; the newest one counts.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { PlayerId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import type { ZoneContext } from "../context.ts";
import type { GroupMember, GroupView, MessageBody } from "../message.ts";
import { forgetGroup, forgetMember, groupOf, keepGroup, MAX_GROUPS } from "./groups-table.ts";
import { capital } from "./naming.ts";

const LIMITS = limitsWith();
const INVITE_MS = 60_000;
/** Open invitations of one player; further ones are refused. */
const MAX_INVITES = 10;

type Body<M extends MessageBody["m"]> = Extract<MessageBody, { m: M }>;

const notice = (z: ZoneContext, name: string, text: string, error = false): void =>
  z.send({ to: "player", name }, null, { m: "notice", text, error });

/** Without words the zone itself says what there is to say. */
export const sendView = (
  z: ZoneContext,
  member: GroupMember,
  view: GroupView | null,
  words: string,
): void =>
  z.send({ to: "player", name: member.name }, null, { m: "groupView", view, notice: words });

/** The group is this from now on, and every member's zone learns it. */
const publishGroup = (
  z: ZoneContext,
  view: GroupView,
  wordsFor: (member: GroupMember) => string,
): void => {
  keepGroup(z, view);
  for (const member of view.members) sendView(z, member, view, wordsFor(member));
};

const dropInvite = (z: ZoneContext, key: string): void => {
  const invite = z.state.commons.invites.get(key);
  if (invite === undefined) return;
  z.cancel(invite.timer);
  z.mutations.drop(z.state.commons.invites, key);
};

const openInvites = (z: ZoneContext, inviter: PlayerId): string[] =>
  sortedKeys(z.state.commons.invites).filter(
    (key) => z.state.commons.invites.get(key)?.inviter === inviter,
  );

/** Why this player cannot bring somebody into a group; undefined = possible. */
const cannotInvite = (z: ZoneContext, inviter: PlayerId): string | undefined => {
  const group = groupOf(z, inviter);
  if (group === undefined) {
    const isFull = z.state.commons.groups.size >= MAX_GROUPS;
    return isFull ? "There are too many groups in the world just now. Try again later." : undefined;
  }
  if (group.leader !== inviter) {
    const leader = group.members.find((member) => member.id === group.leader)?.name ?? "the leader";
    return `Only ${leader} leads the group and can ask people in.`;
  }
  if (group.members.length < LIMITS.GROUP_MEMBERS) return undefined;
  return `The group is full: ${LIMITS.GROUP_MEMBERS} is the most.`;
};

export const groupInvite = (z: ZoneContext, { from, to }: Body<"groupInvite">): void => {
  const key = to.toLowerCase();
  const refusal = cannotInvite(z, from.id);
  if (refusal !== undefined) return notice(z, from.name, refusal, true);
  const group = groupOf(z, from.id);
  if (group?.members.some((member) => member.name.toLowerCase() === key) === true) {
    return notice(z, from.name, `${capital(key)} is in your group already.`, true);
  }
  dropInvite(z, key);
  if (openInvites(z, from.id).length >= MAX_INVITES) {
    return notice(z, from.name, "You have asked many people already. Wait for answers.", true);
  }
  const timer = z.after(INVITE_MS, { k: "inviteOver", inviter: from.id, invited: key });
  z.mutations.put(z.state.commons.invites, key, { inviter: from.id, name: from.name, timer });
  z.send({ to: "player", name: to }, from.id, { m: "groupInvited", from });
};

/** Timer in `@commons`: an invitation that nobody took. */
export const expireInvite = (z: ZoneContext, inviter: PlayerId, invited: string): void => {
  const invite = z.state.commons.invites.get(invited);
  if (invite === undefined || invite.inviter !== inviter) return;
  z.mutations.drop(z.state.commons.invites, invited);
  notice(z, invite.name, `${capital(invited)} has not answered your invitation.`);
};

const newGroup = (z: ZoneContext, leader: GroupMember): GroupView => {
  const number = z.state.nextUid;
  z.mutations.set(z.state, "nextUid", number + 1);
  const id = `${z.state.zone}/${z.state.epoch}/${number}`;
  return { id, leader: leader.id, members: [leader] };
};

export const groupAccept = (z: ZoneContext, { from, inviter }: Body<"groupAccept">): void => {
  const key = from.name.toLowerCase();
  const own = groupOf(z, from.id);
  if (own !== undefined) return sendView(z, from, own, "You are in a group already.");
  const invite = z.state.commons.invites.get(key);
  const asked = inviter.toLowerCase();
  if (invite === undefined || (asked !== "" && invite.name.toLowerCase() !== asked)) {
    const who = asked === "" ? "Nobody" : `Nobody called ${capital(asked)}`;
    return notice(z, from.name, `${who} has asked you to join a group.`, true);
  }
  dropInvite(z, key);
  if (cannotInvite(z, invite.inviter) !== undefined) {
    return notice(z, from.name, `${invite.name} cannot take you in any more.`, true);
  }
  const joined: GroupMember = { id: from.id, name: from.name };
  const leader: GroupMember = { id: invite.inviter, name: invite.name };
  const group = groupOf(z, invite.inviter) ?? newGroup(z, leader);
  publishGroup(z, { ...group, members: [...group.members, joined] }, (member) =>
    member.id === joined.id
      ? `You have joined ${invite.name}'s group.`
      : `${joined.name} has joined the group.`,
  );
};

/** Takes a member out; one alone is no group, and a leader is followed by the next in line. */
export const removeMember = (
  z: ZoneContext,
  group: GroupView,
  gone: GroupMember,
  words: string,
): void => {
  const members = group.members.filter((member) => member.id !== gone.id);
  const [next] = members;
  if (next === undefined || members.length < 2) {
    forgetGroup(z, group);
    if (next === undefined) return;
    return sendView(z, next, null, `${words} The group is no more.`);
  }
  forgetMember(z, gone.id);
  const leader = group.leader === gone.id ? next.id : group.leader;
  const follows = leader === group.leader ? "" : ` ${next.name} leads it now.`;
  publishGroup(z, { ...group, leader, members }, () => `${words}${follows}`);
};

export const groupLeave = (z: ZoneContext, { from }: Body<"groupLeave">): void => {
  const group = groupOf(z, from.id);
  if (group === undefined) return sendView(z, from, null, "You are not in a group.");
  sendView(z, from, null, "You have left the group.");
  removeMember(z, group, from, `${from.name} has left the group.`);
};

export const groupKick = (z: ZoneContext, { from, name }: Body<"groupKick">): void => {
  const group = groupOf(z, from.id);
  if (group === undefined) return sendView(z, from, null, "You are not in a group.");
  if (group.leader !== from.id) {
    return notice(z, from.name, "Only the leader can put somebody out of the group.", true);
  }
  const key = name.toLowerCase();
  const member = group.members.find((one) => one.name.toLowerCase() === key);
  if (member === undefined) {
    return notice(z, from.name, `${capital(key)} is not in your group.`, true);
  }
  sendView(z, member, null, `${from.name} has put you out of the group.`);
  removeMember(z, group, member, `${member.name} is out of the group.`);
};

/** The player has left the game. */
export const groupGone = (z: ZoneContext, { player, name }: Body<"gone">): void => {
  dropInvite(z, name.toLowerCase());
  for (const key of openInvites(z, player)) dropInvite(z, key);
  const group = groupOf(z, player);
  if (group === undefined) return;
  removeMember(z, group, { id: player, name }, `${name} has left the world.`);
};
