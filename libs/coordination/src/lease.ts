/**
 * A lease on a node id (DESIGN §10): the right to mint ids with that number in them, for the
 * timestamps in [floor, ceiling) and no others.
 *
 * All times are wall milliseconds of the lease store's clock, which never goes back. Two leases on
 * one node id never share a timestamp, so ids are unique whatever the clocks of their holders do.
 */

export interface LeaseTerms {
  /** Node ids are 0 … nodeIds − 1. */
  readonly nodeIds: number;
  /** A holder that could not renew for so long asks for a lease anew. */
  readonly ttlMs: number;
  /** A grant reaches so far beyond the store's clock. At least ttlMs. */
  readonly windowMs: number;
}

/** 12 bits of node ids (snowflake.ts). */
export const LEASE_TERMS: LeaseTerms = { nodeIds: 4096, ttlMs: 30_000, windowMs: 60_000 };

/** How long nothing is granted after a store may have forgotten: then every ceiling has passed. */
export const quarantineMs = ({ ttlMs, windowMs }: Pick<LeaseTerms, "ttlMs" | "windowMs">): number =>
  Math.max(ttlMs, windowMs);

export interface Lease {
  readonly nodeId: number;
  /** Nonce of one run of one process. */
  readonly holder: string;
  /** Grows with every grant of a node id, over a store that forgot too: it is the first floor. */
  readonly fence: number;
  readonly ttlMs: number;
  readonly floorMs: number;
  readonly ceilingMs: number;
}

/** What a holder says it has. */
export type LeaseClaim = Pick<Lease, "nodeId" | "holder" | "fence" | "ceilingMs">;

export interface Granted {
  readonly outcome: "granted";
  readonly lease: Lease;
}

export type AcquireAnswer =
  | Granted
  /** No node id is free; or the store may have forgotten and grants nothing for now. */
  | { readonly outcome: "full" | "quarantined"; readonly retryAfterMs: number };

/** `lost`: the claim is no lease any more, and nothing may be minted by it. */
export type RenewAnswer = Granted | { readonly outcome: "lost" };

export type LeaseAnswer = AcquireAnswer | RenewAnswer;
