/** Where leases on node ids are kept: in memory, or in a Redis that leasing processes share. */

import type { AcquireAnswer, LeaseClaim, RenewAnswer } from "../lease.ts";
import type { LeaseTableStatus } from "../lease-table.ts";

/** Nobody knows whether it was done; asking again tells. */
export class LeaseStoreAwayError extends Error {
  override readonly name = "LeaseStoreAwayError";
}

/** Each call is atomic, and may throw LeaseStoreAwayError; nothing else. */
export interface LeaseStore {
  acquire(holder: string): Promise<AcquireAnswer>;
  renew(claim: LeaseClaim): Promise<RenewAnswer>;
  release(claim: LeaseClaim): Promise<void>;
  /** Also looks whether the store has forgotten: call it every second or so. */
  status(): Promise<LeaseTableStatus>;
  close(): Promise<void>;
}
