/**
 * Leases as they travel (proto/ambon/leasing/v1). What came over the wire is checked before it is
 * believed: what makes no sense is undefined.
 */

import {
  type AcquireResponse,
  AcquireResponseSchema,
  type Claim,
  ClaimSchema,
  LeaseSchema,
  RefusalReason,
  type RenewResponse,
  RenewResponseSchema,
  type Lease as WireLease,
} from "@ambon/wire/gen/ambon/leasing/v1/leasing_pb";
import { create } from "@bufbuild/protobuf";
import {
  type AcquireAnswer,
  LEASE_TERMS,
  type Lease,
  type LeaseClaim,
  type RenewAnswer,
} from "./lease.ts";

const HOLDER = /^[0-9A-Za-z_-]{8,64}$/;
/** Far beyond every time there will be, and exact as a number. */
const TIME_MAX = 1n << 50n;
const UINT32_MAX = 0xffff_ffff;

/** Whether it may name a holder: the store keeps it as one word. */
export const isHolder = (text: string): boolean => HOLDER.test(text);

const isNodeId = (nodeId: number): boolean => nodeId < LEASE_TERMS.nodeIds;

export const claimMessage = ({ nodeId, holder, fence, ceilingMs }: LeaseClaim): Claim =>
  create(ClaimSchema, {
    nodeId,
    holder,
    fence: BigInt(fence),
    ceilingMs: BigInt(ceilingMs),
  });

export const readClaim = (claim: Claim | undefined): LeaseClaim | undefined => {
  if (claim === undefined) return undefined;
  const { nodeId, holder, fence, ceilingMs } = claim;
  if (!isNodeId(nodeId) || !isHolder(holder)) return undefined;
  if (fence > TIME_MAX || ceilingMs > TIME_MAX) return undefined;
  return { nodeId, holder, fence: Number(fence), ceilingMs: Number(ceilingMs) };
};

const leaseMessage = (lease: Lease): WireLease =>
  create(LeaseSchema, {
    nodeId: lease.nodeId,
    holder: lease.holder,
    fence: BigInt(lease.fence),
    ttlMs: lease.ttlMs,
    floorMs: BigInt(lease.floorMs),
    ceilingMs: BigInt(lease.ceilingMs),
  });

/** The lease, if it is one and this holder's. */
const readLease = (lease: WireLease, holder: string): Lease | undefined => {
  const { nodeId, fence, ttlMs, floorMs, ceilingMs } = lease;
  if (!isNodeId(nodeId) || lease.holder !== holder || ttlMs === 0) return undefined;
  if ([fence, floorMs, ceilingMs].some((time) => time > TIME_MAX)) return undefined;
  const times = { fence: Number(fence), floorMs: Number(floorMs), ceilingMs: Number(ceilingMs) };
  return { nodeId, holder, ttlMs, ...times };
};

export const acquireMessage = (answer: AcquireAnswer): AcquireResponse => {
  if (answer.outcome === "granted") {
    const value = leaseMessage(answer.lease);
    return create(AcquireResponseSchema, { answer: { case: "lease", value } });
  }
  const isFull = answer.outcome === "full";
  const reason = isFull ? RefusalReason.FULL : RefusalReason.QUARANTINED;
  const retryAfterMs = Math.min(Math.max(0, answer.retryAfterMs), UINT32_MAX);
  return create(AcquireResponseSchema, {
    answer: { case: "refusal", value: { reason, retryAfterMs } },
  });
};

export const readAcquired = (
  { answer }: AcquireResponse,
  holder: string,
): AcquireAnswer | undefined => {
  if (answer.case === "refusal") {
    const { reason, retryAfterMs } = answer.value;
    return { outcome: reason === RefusalReason.FULL ? "full" : "quarantined", retryAfterMs };
  }
  const lease = answer.case === "lease" ? readLease(answer.value, holder) : undefined;
  return lease === undefined ? undefined : { outcome: "granted", lease };
};

export const renewMessage = (answer: RenewAnswer): RenewResponse =>
  answer.outcome === "granted"
    ? create(RenewResponseSchema, { answer: { case: "lease", value: leaseMessage(answer.lease) } })
    : create(RenewResponseSchema, { answer: { case: "lost", value: {} } });

export const readRenewed = ({ answer }: RenewResponse, holder: string): RenewAnswer | undefined => {
  if (answer.case === "lost") return { outcome: "lost" };
  const lease = answer.case === "lease" ? readLease(answer.value, holder) : undefined;
  return lease === undefined ? undefined : { outcome: "granted", lease };
};
