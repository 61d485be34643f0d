/**
 * The groups as `@commons` keeps and stores them. Its row has the groups alone: who is in which
 * follows from them, and invitations end with the run of the zone. As every row it is written
 * behind, so a crash may undo the last changes; groups-roll.ts makes the views agree afterwards.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { PlayerId } from "@ambon/kernel/ids";
import type { ZoneContext } from "../context.ts";
import type { GroupView } from "../message.ts";

/** Groups at a time; further ones are refused. They are one row, which is written as a whole. */
export const MAX_GROUPS = 1000;
/** Between two rolls while there is a group. */
export const ROLL_MS = 30_000;

export const groupOf = (z: ZoneContext, player: PlayerId): GroupView | undefined => {
  const id = z.state.commons.memberOf.get(player);
  return id === undefined ? undefined : z.state.commons.groups.get(id);
};

/** The next roll is called in so long, and the one after it in twice the time. */
export const armRoll = (z: ZoneContext, delayMs: number): void => {
  z.cancel(z.state.commons.roll ?? 0);
  z.mutations.set(z.state.commons, "roll", z.after(delayMs, { k: "groupRoll", delayMs }));
};

/** A new group, or what has become of one. Who is out of it has been forgotten before. */
export const keepGroup = (z: ZoneContext, view: GroupView): void => {
  const { groups, memberOf, roll = 0 } = z.state.commons;
  z.mutations.put(groups, view.id, view);
  for (const { id } of view.members) z.mutations.put(memberOf, id, view.id);
  z.dirtyZone();
  if (roll === 0) armRoll(z, ROLL_MS);
};

export const forgetMember = (z: ZoneContext, player: PlayerId): void => {
  const { memberOf, unheard } = z.state.commons;
  z.mutations.drop(memberOf, player);
  if (unheard !== undefined) z.mutations.drop(unheard, player);
  z.dirtyZone();
};

export const forgetGroup = (z: ZoneContext, { id, members }: GroupView): void => {
  z.mutations.drop(z.state.commons.groups, id);
  for (const member of members) forgetMember(z, member.id);
};

/** In the order of their ids. */
export const allGroups = (z: ZoneContext): GroupView[] =>
  sortedKeys(z.state.commons.groups).flatMap((id) => z.state.commons.groups.get(id) ?? []);
