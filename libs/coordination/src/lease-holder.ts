/**
 * The holder of a node-id lease: asks for one, keeps it, and mints ids with it.
 *
 *   step(now, inbox): deadline → inbox → the request that takes too long → the request that is due
 *
 *   acquiring ──granted──▶ held ──ttl/3──▶ renewing ──granted──▶ held
 *       ▲                                   │  ▲
 *       │                 failed, no answer ▼  │ retry
 *       ├──────told so─────────────────  ambiguous
 *       │                                   │ deadline
 *       └──────told so───────────────────  lost ──renews all the same──▶ held
 *
 * - A request whose outcome is unknown is resolved by asking again: `acquire` with the same holder
 *   gives the lease that it has, `renew` says whether it still has it. Only the answer to the
 *   newest request counts, and only once.
 * - The deadline is counted from before the request was sent, so it is never later than the
 *   store's. Past it the lease is lost: the holder no longer says that it has one, and asks. Until
 *   it is told, it mints on up to the ceiling: that range stays its own whatever becomes of the
 *   lease. A holder that is told `lost` stops at once and acquires anew.
 * - It never waits. When the range is used up, or the clock is beyond it, there is no id.
 * - Each failure goes on to the next target. Retries wait RETRY_MS_MIN, doubling to RETRY_MS_MAX,
 *   with chance in it; one request is under way at a time.
 *
 * `now` is monotonic; only `mint` is given wall time.
 */

import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { Lease, LeaseAnswer, LeaseClaim } from "./lease.ts";
import { EPOCH_MS, Snowflake } from "./snowflake.ts";

export const REQUEST_MS_MAX = 2000;
export const RETRY_MS_MIN = 200;
export const RETRY_MS_MAX = 5000;
/** Renewals in the time to live of a lease. */
const RENEWALS = 3;
/** Lives that much shorter here than in the store: clocks do not run equally fast. */
const MARGIN_SHARE = 15;

export type HolderInput =
  | { readonly i: "answer"; readonly request: number; readonly answer: LeaseAnswer }
  /** The outcome of the request is unknown. */
  | { readonly i: "failed"; readonly request: number; readonly reason: string }
  /** The process ends. */
  | { readonly i: "close" };

export type HolderTrouble =
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "full" | "quarantined"; readonly retryAfterMs: number };

export type HolderEffect =
  /** `target` counts through the known services and is taken modulo their number. */
  | { readonly e: "acquire"; readonly request: number; readonly target: number }
  | {
      readonly e: "renew";
      readonly request: number;
      readonly target: number;
      readonly claim: LeaseClaim;
    }
  | { readonly e: "release"; readonly target: number; readonly claim: LeaseClaim }
  /** A lease is new, or gone: for the log. */
  | { readonly e: "held"; readonly lease: Lease }
  | { readonly e: "lost"; readonly nodeId: number; readonly reason: "expired" | "refused" };

export type HolderState = "acquiring" | "held" | "renewing" | "ambiguous" | "lost" | "closed";

interface Pending {
  readonly request: number;
  readonly sentMs: number;
}

export class LeaseHolder {
  readonly #prng: PrngState;
  #state: HolderState = "acquiring";
  /** The last one that was granted, until it is refused. */
  #lease: Lease | undefined;
  /** Infinity when it has passed. */
  #deadlineMs = Number.POSITIVE_INFINITY;
  #pending: Pending | undefined;
  #requests = 0;
  #dueMs = 0;
  #failures = 0;
  #trouble: HolderTrouble | undefined;
  #ids: Snowflake | undefined;
  /** Fence of the grant that `#ids` mints by. */
  #idsFence = -1;
  #idsNode = -1;
  #mayMint = false;

  /** `seed` (uint32) spreads the retries of many holders. */
  constructor(seed: number) {
    this.#prng = seedPrng(seed);
  }

  get state(): HolderState {
    return this.#state;
  }

  /** What the last requests ran into; undefined when all is well. */
  get trouble(): HolderTrouble | undefined {
    return this.#trouble;
  }

  /** The lease that is held and not lost; ids may be minted a little longer than that. */
  get lease(): Lease | undefined {
    return this.#deadlineMs < Number.POSITIVE_INFINITY ? this.#lease : undefined;
  }

  /** When `step` has something to do without new input. */
  get wakeAtMs(): number {
    if (this.#state === "closed") return Number.POSITIVE_INFINITY;
    const next = this.#pending === undefined ? this.#dueMs : this.#pending.sentMs + REQUEST_MS_MAX;
    return Math.min(next, this.#deadlineMs);
  }

  step(nowMs: number, inbox: readonly HolderInput[]): HolderEffect[] {
    const effects: HolderEffect[] = [];
    if (this.#state === "closed") return effects;
    if (nowMs >= this.#deadlineMs) this.#lose(nowMs, "expired", effects);
    for (const input of inbox) this.#take(nowMs, input, effects);
    if (this.#pending !== undefined && nowMs >= this.#pending.sentMs + REQUEST_MS_MAX) {
      this.#failed(nowMs, `no answer within ${REQUEST_MS_MAX} ms`);
    }
    if (this.#isDue(nowMs)) this.#send(nowMs, effects);
    return effects;
  }

  /** The next id at wall time `wallMs`; undefined when there is no range to mint from. */
  mint(wallMs: number): bigint | undefined {
    return this.#mayMint ? this.#ids?.next(wallMs) : undefined;
  }

  canMint(wallMs: number): boolean {
    return this.#mayMint && this.#ids?.canMint(wallMs) === true;
  }

  #isDue(nowMs: number): boolean {
    return this.#state !== "closed" && this.#pending === undefined && nowMs >= this.#dueMs;
  }

  #send(nowMs: number, effects: HolderEffect[]): void {
    this.#requests += 1;
    const request = this.#requests;
    const target = this.#failures;
    this.#pending = { request, sentMs: nowMs };
    this.#state = this.#lease === undefined ? "acquiring" : "renewing";
    if (this.#lease === undefined) effects.push({ e: "acquire", request, target });
    else effects.push({ e: "renew", request, target, claim: this.#lease });
  }

  #take(nowMs: number, input: HolderInput, effects: HolderEffect[]): void {
    if (input.i === "close") {
      this.#close(effects);
      return;
    }
    const pending = this.#pending;
    // An answer twice delivered, or to a request that was given up.
    if (pending === undefined || input.request !== pending.request) return;
    if (input.i === "failed") {
      this.#failed(nowMs, input.reason);
      return;
    }
    this.#pending = undefined;
    const { answer } = input;
    if (answer.outcome === "granted") {
      this.#hold(nowMs, answer.lease, pending.sentMs, effects);
    } else if (answer.outcome === "lost") {
      this.#lose(nowMs, "refused", effects);
    } else {
      this.#trouble = { kind: answer.outcome, retryAfterMs: answer.retryAfterMs };
      this.#retryIn(nowMs, Math.min(RETRY_MS_MAX, Math.max(RETRY_MS_MIN, answer.retryAfterMs)));
    }
  }

  #hold(nowMs: number, lease: Lease, sentMs: number, effects: HolderEffect[]): void {
    const isNew = this.lease?.fence !== lease.fence || this.lease.nodeId !== lease.nodeId;
    this.#lease = lease;
    this.#deadlineMs = sentMs + lease.ttlMs - Math.floor(lease.ttlMs / MARGIN_SHARE);
    this.#dueMs = sentMs + Math.floor(lease.ttlMs / RENEWALS);
    this.#failures = 0;
    this.#trouble = undefined;
    this.#state = "held";
    this.#mintBy(lease);
    if (isNew) effects.push({ e: "held", lease });
    // The answer came after a pause that was longer than the lease.
    if (nowMs >= this.#deadlineMs) this.#lose(nowMs, "expired", effects);
  }

  #mintBy({ nodeId, fence, floorMs, ceilingMs }: Lease): void {
    this.#mayMint = true;
    const ceiling = ceilingMs - EPOCH_MS;
    if (this.#ids !== undefined && nodeId === this.#idsNode && fence === this.#idsFence) {
      this.#ids.raiseCeiling(ceiling);
      return;
    }
    // Never below what this process has minted: then no old grant that comes again can hurt.
    const floor = Math.max(floorMs - EPOCH_MS, (this.#ids?.lastMs ?? -1) + 1);
    this.#ids = new Snowflake({ node: nodeId, floorMs: floor, ceilingMs: ceiling });
    this.#idsNode = nodeId;
    this.#idsFence = fence;
  }

  #lose(nowMs: number, reason: "expired" | "refused", effects: HolderEffect[]): void {
    effects.push({ e: "lost", nodeId: this.#idsNode, reason });
    this.#pending = undefined;
    this.#deadlineMs = Number.POSITIVE_INFINITY;
    this.#state = "lost";
    this.#dueMs = nowMs;
    if (reason === "expired") return;
    this.#lease = undefined;
    this.#mayMint = false;
  }

  #failed(nowMs: number, reason: string): void {
    this.#pending = undefined;
    this.#state = "ambiguous";
    this.#trouble = { kind: "unreachable", reason };
    this.#retryIn(nowMs, Math.min(RETRY_MS_MAX, RETRY_MS_MIN << Math.min(this.#failures, 8)));
    this.#failures += 1;
  }

  /** In `waitMs` to one and a half of it. */
  #retryIn(nowMs: number, waitMs: number): void {
    this.#dueMs = nowMs + waitMs + below(this.#prng, Math.floor(waitMs / 2) + 1);
  }

  #close(effects: HolderEffect[]): void {
    if (this.#lease !== undefined) {
      effects.push({ e: "release", target: this.#failures, claim: this.#lease });
    }
    this.#state = "closed";
    this.#lease = undefined;
    this.#deadlineMs = Number.POSITIVE_INFINITY;
    this.#pending = undefined;
    this.#mayMint = false;
  }
}
