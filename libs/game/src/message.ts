/**
 * What zones say to each other. Two zones never touch each other's state, also in one process:
 * a message leaves as an effect of one step and arrives as an input of another.
 */

import { type PlayerId, type ZoneId, zoneId } from "@ambon/kernel/ids";

/** The zone of the documents that belong to the whole cluster. */
export const COMMONS = zoneId("@commons", 1);

export interface GroupMember {
  readonly id: PlayerId;
  readonly name: string;
}

/** A group as `@commons` keeps it and as each member's zone sees it. */
export interface GroupView {
  readonly id: string;
  readonly leader: PlayerId;
  readonly members: readonly GroupMember[];
}

/** Who is speaking, with what receivers need to ignore or answer. */
export interface Speaker {
  readonly id: PlayerId;
  readonly name: string;
  readonly staff: boolean;
}

export type MessageBody =
  | { readonly m: "tell"; readonly from: Speaker; readonly text: string }
  /** The delivery result of a tell, from the receiver's zone back to the sender. */
  | {
      readonly m: "told";
      readonly to: string;
      readonly text: string;
      readonly outcome: "delivered" | "ignored" | "linkDead";
      readonly afk: string | null;
    }
  | {
      readonly m: "channel";
      readonly channel: "gossip" | "shout" | "group" | "announce";
      readonly from: Speaker;
      readonly text: string;
    }
  | { readonly m: "groupInvite"; readonly from: Speaker; readonly to: string }
  | { readonly m: "groupInvited"; readonly from: Speaker }
  | { readonly m: "groupAccept"; readonly from: Speaker; readonly inviter: string }
  | { readonly m: "groupLeave"; readonly from: Speaker }
  | { readonly m: "groupKick"; readonly from: Speaker; readonly name: string }
  /** From `@commons` to a member's zone: this is your group now, and why. */
  | { readonly m: "groupView"; readonly view: GroupView | null; readonly notice: string }
  /** To `@commons`: these are in the world, each with the group that their zone knows. */
  | {
      readonly m: "groupHere";
      readonly players: readonly (GroupMember & { readonly group: GroupView | null })[];
    }
  /** From `@commons`: every zone tells it who is there and knows a group. */
  | { readonly m: "groupRoll" }
  /** The player has left the game: documents forget them. */
  | { readonly m: "gone"; readonly player: PlayerId; readonly name: string }
  | { readonly m: "notice"; readonly text: string; readonly error: boolean }
  /** Staff: where is this player? Answered with a `summon` of the one who asks. */
  | { readonly m: "seek"; readonly from: Speaker }
  /** Staff: bring this player to a room. */
  | {
      readonly m: "summon";
      readonly by: string;
      readonly room: string;
      /** The instance in which whoever is to be met stands. */
      readonly zone: ZoneId;
    };

export type Address =
  | { readonly to: "zone"; readonly zone: ZoneId }
  /** By name, any case; the engine finds the zone or answers with `undeliverable`. */
  | { readonly to: "player"; readonly name: string }
  /** Every zone of the cluster that has players. */
  | { readonly to: "world" };

/** (zone, zone epoch, step, index): engines give no zone the same one twice (heard-ids.ts). */
export interface MessageId {
  readonly zone: ZoneId;
  readonly epoch: number;
  readonly step: number;
  readonly index: number;
}
