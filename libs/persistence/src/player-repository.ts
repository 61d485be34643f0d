/**
 * The typed face of the store for players: the same calls with states instead of texts. The shape
 * of a state and its upgrades are injected, so the store never knows the game.
 */

import type { Result } from "@ambon/kernel/result";
import type { NewPlayerRow } from "./store.ts";

export interface StateCodec<S> {
  /** Canonical JSON. */
  readonly encode: (state: S) => string;
  /** Reads and upgrades; fails with a sentence for the operator. */
  readonly decode: (text: string) => Result<S, string>;
}

/** A player's row with its state read. */
export interface StoredPlayer<S> {
  readonly id: string;
  readonly name: string;
  readonly state: S;
  readonly version: number;
  readonly owner: string | null;
  readonly epoch: number;
}

export interface NewPlayerOf<S> {
  readonly name: string;
  readonly auth: NewPlayerRow["auth"];
  readonly stateFor: (id: string) => S;
}

export type PlayerCreated<S> =
  | { readonly outcome: "created"; readonly player: StoredPlayer<S> }
  | { readonly outcome: "nameTaken" };

export type PlayerClaimed<S> =
  | { readonly outcome: "claimed"; readonly player: StoredPlayer<S> }
  | { readonly outcome: "missing" }
  | { readonly outcome: "refused"; readonly owner: string | null; readonly epoch: number };

/** The state is of a newer schema or no state at all; the message says which player and why. */
export class UnreadableStateError extends Error {
  override readonly name = "UnreadableStateError";
}

/** Calls throw StoreUnavailableError, and where they read a state UnreadableStateError. */
export interface PlayerRepository<S> {
  create(player: NewPlayerOf<S>): Promise<PlayerCreated<S>>;
  findById(id: string): Promise<StoredPlayer<S> | undefined>;
  /** Without regard to case. */
  findByName(name: string): Promise<StoredPlayer<S> | undefined>;
  /** Takes ownership as AggregateStore.claim does; an unreadable state is not claimed. */
  claim(
    id: string,
    owner: string,
    expected: { readonly owner: string; readonly epoch: number } | null,
  ): Promise<PlayerClaimed<S>>;
  /** Ids and names in id order, after `after`. */
  list(
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]>;
}
