/**
 * The account service as the engine uses it: logins and tickets. What it asks of the store and of
 * the hasher passes through the engine untouched, so that a tick never waits for either.
 */

import type { FoundPlayer } from "@ambon/accounts/account-jobs";
import type { Ban } from "@ambon/accounts/bans";
import type { SessionGrant } from "@ambon/accounts/grant";
import type { AccountReply, GatewayFrame } from "@ambon/bus/frames";
import type { WorldDefinition } from "@ambon/world/definition";

export type AccountFrame = Extract<GatewayFrame, { f: "account" }>;

/** Opaque here: made by the account service, carried out by the host. */
export type AccountEffect = unknown;
/** Opaque here: what the host answers. */
export type AccountResult = unknown;

export interface AccountAnswer {
  readonly gateway: string;
  readonly requestId: number;
  readonly sessionId: string;
  readonly reply: AccountReply;
}

export interface AccountStep {
  readonly answers: readonly AccountAnswer[];
  readonly effects: readonly AccountEffect[];
}

export type Redeemed =
  | { readonly ok: true; readonly playerId: string }
  /** A sentence for the player. */
  | { readonly ok: false; readonly message: string };

export type BanChange = { readonly ban: Ban } | { readonly lifted: string };

export interface BanOutcome {
  readonly ok: boolean;
  readonly text: string;
  /** What the other engines of the cluster have to know. */
  readonly change?: BanChange;
}

/** The engine that has, or should have, a character; undefined = this one. */
export type HomeOf = (player: FoundPlayer) => Home | undefined;

export interface Home {
  readonly engine: string;
  /** Where it listens. */
  readonly url: string;
  /** `engine#boot`: tickets are for one run. */
  readonly owner: string;
}

export interface AccountDesk {
  call(nowMs: number, gateway: string, frame: AccountFrame): AccountStep;
  result(nowMs: number, result: AccountResult): AccountStep;
  /** Once per ticket, within its time, by the session it was made for. */
  redeem(nowMs: number, ticket: string, sessionId: string, gateway: string): Redeemed;
  /** A gateway's signed right to bring this session back. */
  grant(nowMs: number, grant: SessionGrant): string;
  /** What a grant says; undefined when it is not ours, is over, or is for another session. */
  granted(nowMs: number, grant: string, sessionId: string): SessionGrant | undefined;
  /** A sentence when this name or address is banned. */
  banned(nowMs: number, name: string, address: string): string | undefined;
  ban(nowMs: number, target: string, durationMs: number, reason: string, by: string): BanOutcome;
  unban(nowMs: number, target: string): BanOutcome;
  /** Another engine has changed the list. */
  learn(change: BanChange): void;
  /** Who gets in where is the engine's to say. */
  useHomes(homeOf: HomeOf): void;
  listBans(nowMs: number): string;
  /** What `ban` and `unban` want stored, since the last call. */
  takeEffects(): readonly AccountEffect[];
  worldChanged(world: WorldDefinition): void;
}
