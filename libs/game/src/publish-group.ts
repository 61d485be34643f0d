/**
 * Groups as data: to those who joined, left or lost a member, and to all members here when one of
 * them here is worse or better off. One value per group and step.
 */

import type { GroupMemberInfo, GroupPackage } from "@ambon/data/packages";
import type { PlayerId } from "@ambon/kernel/ids";
import { TOUCH, type ZoneContext } from "./context.ts";
import type { GroupView } from "./message.ts";
import { emitTo } from "./publish-emit.ts";
import type { PlayerEntity } from "./state.ts";

const NO_GROUP: GroupPackage = { leader: "", members: [] };

/** What makes a member's info another one. */
const MEMBER_BITS = TOUCH.vitals | TOUCH.status | TOUCH.room;

const infoOf = (z: ZoneContext, { state, live }: PlayerEntity): GroupMemberInfo => ({
  lvl: state.level,
  hp: state.hp,
  mhp: live.derived.maxHp,
  mn: state.mana,
  mmn: live.derived.maxMana,
  room: z.world.rooms.get(state.room)?.num ?? 0,
});

const groupValue = (z: ZoneContext, group: GroupView): GroupPackage => ({
  leader: group.members.find((member) => member.id === group.leader)?.name ?? "",
  members: group.members.map(({ id, name }) => {
    const who = z.player(id);
    return who === undefined ? { name } : { name, info: infoOf(z, who) };
  }),
});

/** Members here who know this group as theirs. */
const membersHere = (z: ZoneContext, { id, members }: GroupView): PlayerEntity[] =>
  members.flatMap((member) => {
    const who = z.player(member.id);
    return who?.session.group?.id === id ? [who] : [];
  });

/** For all who were touched in this step. */
export const publishGroups = (z: ZoneContext, touched: ReadonlyMap<PlayerId, number>): void => {
  const changed = new Map(z.leftGroups);
  for (const [id, bits] of touched) {
    const who = z.player(id);
    if (who === undefined) continue;
    const { group } = who.session;
    const told = (bits & TOUCH.group) !== 0;
    if (group === null) {
      if (told) emitTo(z, [who])("Group", () => NO_GROUP);
    } else if (told || ((bits & MEMBER_BITS) !== 0 && !changed.has(group.id))) {
      changed.set(group.id, group);
    }
  }
  for (const group of changed.values()) {
    emitTo(z, membersHere(z, group))("Group", () => groupValue(z, group));
  }
};
