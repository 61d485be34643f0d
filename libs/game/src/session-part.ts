/**
 * The part of a player that lives as long as the session: it travels with a transfer but is
 * never stored.
 */

import type { GroupView } from "./message.ts";

export interface SessionPart {
  /** Data packages somebody at the other end wants, lower case (`char.vitals`). */
  readonly subscriptions: readonly string[];
  readonly linkDead: boolean;
  readonly afk: string | null;
  /** Who told last, for `reply`; display name. */
  readonly lastTell: string | null;
  /** Typed lines for `!`, newest last. */
  readonly history: readonly string[];
  /** Display name of whom this player follows. */
  readonly following: string | null;
  readonly group: GroupView | null;
}

/** What a player still waits for, in milliseconds that are left; absent = it is over. */
export interface Cooldowns {
  /** Until the next attempt to flee. */
  readonly fleeMs?: number;
  /** Until the next gossip or shout. */
  readonly talkMs?: number;
  /** Until the next beat of recovery. */
  readonly regenMs?: number;
}

/** The session part between two zones. Transfers of earlier versions have no cooldowns. */
export interface TravellingPart extends SessionPart {
  readonly cooldowns?: Cooldowns;
}

export const newSessionPart = (): SessionPart => ({
  subscriptions: [],
  linkDead: false,
  afk: null,
  lastTell: null,
  history: [],
  following: null,
  group: null,
});
