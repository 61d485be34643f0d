/**
 * How `@commons` and the zones of the members come to agree again, whatever crashed.
 *
 *   a player logs in ── groupHere ─▶ @commons ── groupView, if they know another group ─▶ zone
 *   @commons, by timer ── groupRoll ─▶ every zone ── groupHere of all who know a group ─▶ @commons
 *
 * The roll is called soon after the zone starts, then ever more rarely, and then every ROLL_MS as
 * long as there is a group. Whoever knows a group that is none any more loses it by the answer. A
 * member of whom nothing is heard between two rolls (their zone knows of no group) is sent the
 * view; one of whom nothing was heard for ABSENT_MS is out of the group. That clock is the zone's
 * and begins anew with each run of it.
 */

import { encodeCanonical } from "@ambon/kernel/canonical";
import type { PlayerId } from "@ambon/kernel/ids";
import type { ZoneContext } from "../context.ts";
import type { GroupMember, GroupView, MessageBody } from "../message.ts";
import { removeMember, sendView } from "./groups.ts";
import { allGroups, armRoll, groupOf, ROLL_MS } from "./groups-table.ts";

/** After the start of the zone; doubled from one roll to the next. */
const FIRST_ROLL_MS = 1000;
/** So long a member may be in no zone: what a character without a link gets (SESSION_GRACE_MS). */
const ABSENT_MS = 600_000;

/** `@commons` begins or goes on to run here. */
export const startRolls = (z: ZoneContext): void => armRoll(z, FIRST_ROLL_MS);

/** Member → zone time of the first roll since something was heard of them. */
const unheardOf = (z: ZoneContext): ReadonlyMap<PlayerId, number> => {
  const { unheard = new Map<PlayerId, number>() } = z.state.commons;
  if (z.state.commons.unheard === undefined) z.mutations.set(z.state.commons, "unheard", unheard);
  return unheard;
};

const callMember = (z: ZoneContext, member: GroupMember): void => {
  const group = groupOf(z, member.id);
  if (group === undefined) return;
  const unheard = unheardOf(z);
  const sinceMs = unheard.get(member.id);
  if (sinceMs === undefined) z.mutations.put(unheard, member.id, z.nowMs);
  else if (z.nowMs - sinceMs < ABSENT_MS) sendView(z, member, group, "");
  else removeMember(z, group, member, `${member.name} has not come back.`);
};

/** Timer in `@commons`. */
export const callRoll = (z: ZoneContext, delayMs: number): void => {
  for (const { members } of allGroups(z)) {
    for (const member of members) callMember(z, member);
  }
  z.send({ to: "world" }, null, { m: "groupRoll" });
  const isNeeded = z.state.commons.groups.size > 0 || delayMs < ROLL_MS;
  if (isNeeded) armRoll(z, Math.min(2 * delayMs, ROLL_MS));
  else z.mutations.set(z.state.commons, "roll", 0);
};

const isSame = (one: GroupView | null, other: GroupView | null): boolean =>
  encodeCanonical(one) === encodeCanonical(other);

/** These players are in the world, and their zone believes them to be in these groups. */
export const groupHere = (
  z: ZoneContext,
  { players }: Extract<MessageBody, { m: "groupHere" }>,
): void => {
  for (const { id, name, group: known } of players) {
    if (z.state.commons.unheard !== undefined) z.mutations.drop(z.state.commons.unheard, id);
    const group = groupOf(z, id) ?? null;
    if (!isSame(group, known)) sendView(z, { id, name }, group, "");
  }
};
