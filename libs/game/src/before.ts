/**
 * How the lists that clients follow were before the running step changed them: what was added and
 * taken away is the difference at its end. Lists are copied on change, so it is enough to keep the
 * old ones; and whatever an undone handler did is no difference.
 *
 * It lives for one step and is no part of the zone's state.
 */

import type { PlayerId } from "@ambon/kernel/ids";
import type { ItemState, PlayerState } from "./player-state.ts";
import type { MobState, PlayerEntity } from "./state.ts";

export type OwnThings = Pick<PlayerState, "inventory" | "equipment">;

export interface RoomContents {
  readonly players: readonly PlayerEntity[];
  readonly mobs: readonly MobState[];
  readonly items: readonly ItemState[];
}

export class StepStart {
  readonly things = new Map<PlayerId, OwnThings>();
  readonly rooms = new Map<string, RoomContents>();

  /** Call it before the first change of what the player carries or wears. */
  keepThings({ state, session }: PlayerEntity): void {
    if (session.subscriptions.length === 0 || this.things.has(state.id)) return;
    const { inventory, equipment } = state;
    this.things.set(state.id, { inventory, equipment });
  }

  /** Call it before the first change of a room's lists. */
  keepRoom(id: string, contents: () => RoomContents): void {
    if (!this.rooms.has(id)) this.rooms.set(id, contents());
  }

  forget(): void {
    this.things.clear();
    this.rooms.clear();
  }
}
