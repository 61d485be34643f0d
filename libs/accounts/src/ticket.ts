/**
 * A ticket lets one session into one engine, once, within 30 s.
 *
 * Whoever checked the password issues it; it names session, gateway, the run of the engine that
 * may take it (`engine#bootNonce`) and the player, and is signed. The engine redeems it: signature,
 * then that it is meant for this engine, session and gateway, then the time, then that it was not
 * used before. The memory of used tickets is bounded; when it is full of tickets that could still
 * come again, no more are redeemed.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";

export const TICKET_TTL_MS = 30_000;
export const USED_TICKETS_MAX = 20_000;

/** Signs texts with the cluster's secret; `verify` takes equally long for all wrong signatures. */
export interface Signer {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

export interface TicketHolder {
  readonly sessionId: string;
  readonly gateway: string;
}

export interface TicketOrder extends TicketHolder {
  readonly playerId: string;
  /** `engine#bootNonce` that may take it. */
  readonly target: string;
}

const PURPOSE = "ambon-ticket-v1";
type Claims = readonly [
  purpose: string,
  id: string,
  expMs: number,
  target: string,
  gateway: string,
  sessionId: string,
  playerId: string,
];

export class TicketOffice {
  readonly #engine: string;
  readonly #signer: Signer;
  readonly #used = new Map<string, number>();
  #issued = 0;

  /** `engine` is `engine#bootNonce` of this process: it makes ticket numbers unique. */
  constructor(engine: string, signer: Signer) {
    this.#engine = engine;
    this.#signer = signer;
  }

  issue(nowMs: number, order: TicketOrder): string {
    this.#issued += 1;
    const id = `${this.#engine}/${this.#issued}`;
    const { target, gateway, sessionId, playerId } = order;
    const expMs = nowMs + TICKET_TTL_MS;
    const claims: Claims = [PURPOSE, id, expMs, target, gateway, sessionId, playerId];
    const text = JSON.stringify(claims);
    return `${text}.${this.#signer.sign(text)}`;
  }

  /** The player it lets in, or a sentence. A ticket that is refused is not used up. */
  redeem(nowMs: number, ticket: string, holder: TicketHolder): Result<string, string> {
    const claims = this.#read(ticket);
    if (claims === undefined) return fail("This ticket is not valid: please log in again.");
    const [, id, expMs, target, gateway, sessionId, playerId] = claims;
    if (target !== this.#engine || gateway !== holder.gateway || sessionId !== holder.sessionId) {
      return fail("This ticket is for another place: please log in again.");
    }
    if (expMs <= nowMs) return fail("That took too long: please log in again.");
    this.#forgetExpired(nowMs);
    if (this.#used.has(id)) return fail("This ticket was used already: please log in again.");
    if (this.#used.size >= USED_TICKETS_MAX) {
      return fail("Too many players arrive at once: please log in again in a moment.");
    }
    this.#used.set(id, expMs);
    return ok(playerId);
  }

  #read(ticket: string): Claims | undefined {
    const dot = ticket.lastIndexOf(".");
    if (dot < 0) return undefined;
    const text = ticket.slice(0, dot);
    if (!this.#signer.verify(text, ticket.slice(dot + 1))) return undefined;
    // Signed with our secret; still it might be a text of another kind.
    const claims = JSON.parse(text) as Claims;
    return Array.isArray(claims) && claims[0] === PURPOSE && claims.length === 7
      ? claims
      : undefined;
  }

  #forgetExpired(nowMs: number): void {
    for (const [id, expMs] of this.#used) {
      if (expMs > nowMs) break; // in the order of use, so nearly in the order of expiry
      this.#used.delete(id);
    }
  }
}
