/**
 * What the account service asks of the outside (store, password hasher) and how the answers come
 * back. Every question has a number; the host answers each exactly once, with the result that
 * belongs to it or with `failed`.
 */

import type { AuthRecord } from "@ambon/persistence/store";
import type { AccountCall, AccountReply, Caller } from "./account-call.ts";

export type Question =
  | { readonly q: "findByName"; readonly name: string }
  | { readonly q: "readAuth"; readonly playerId: string }
  | {
      readonly q: "writeAuth";
      readonly playerId: string;
      readonly auth: Omit<AuthRecord, "version">;
      readonly version: number;
    }
  | { readonly q: "verify"; readonly hash: string; readonly password: string }
  | { readonly q: "hash"; readonly password: string }
  | {
      readonly q: "createPlayer";
      readonly name: string;
      readonly passwordHash: string;
      readonly race: string;
      readonly class: string;
      readonly screenReader: boolean;
    };

export interface FoundPlayer {
  readonly id: string;
  readonly name: string;
  /** `engine#bootNonce` that owns the row, if any. */
  readonly owner: string | null;
  /** Where the character is, as stored; null = that cannot be read. */
  readonly room: string | null;
  /** Which instance of each zone the character was in last, by the zone's template, as stored. */
  readonly instances?: Readonly<Record<string, number>>;
}

export type Answer =
  | { readonly a: "found"; readonly player: FoundPlayer | undefined }
  | { readonly a: "auth"; readonly auth: AuthRecord | undefined }
  | { readonly a: "written"; readonly written: boolean }
  | { readonly a: "verified"; readonly matches: boolean }
  | { readonly a: "hashed"; readonly hash: string }
  | { readonly a: "created"; readonly player: FoundPlayer }
  | { readonly a: "nameTaken" }
  /** The store was unavailable, or the hasher refused. */
  | { readonly a: "failed" };

export type AccountInput =
  | {
      readonly t: "call";
      readonly caller: Caller;
      readonly call: AccountCall;
    }
  | { readonly t: "answer"; readonly job: number; readonly answer: Answer };

export type AccountEffect =
  | { readonly e: "reply"; readonly caller: Caller; readonly reply: AccountReply }
  | { readonly e: "ask"; readonly job: number; readonly question: Question };

type Then = (answer: Answer) => void;

/** Open questions and the effects of the running step. */
export class Jobs {
  readonly #open = new Map<number, Then>();
  #next = 1;
  #effects: AccountEffect[] = [];

  get size(): number {
    return this.#open.size;
  }

  ask(question: Question, then: Then): void {
    const job = this.#next;
    this.#next += 1;
    this.#open.set(job, then);
    this.#effects.push({ e: "ask", job, question });
  }

  reply(caller: Caller, reply: AccountReply): void {
    this.#effects.push({ e: "reply", caller, reply });
  }

  /** An answer to a question that is not open is ignored: it was delivered twice. */
  answer(job: number, answer: Answer): void {
    const then = this.#open.get(job);
    this.#open.delete(job);
    then?.(answer);
  }

  takeEffects(): AccountEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}
