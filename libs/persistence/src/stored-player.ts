/**
 * Players as the repository (adapter/player-repository.ts) hands them out: rows with states instead
 * of texts. The shape of a state and its upgrades are injected; the store never knows the game.
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
