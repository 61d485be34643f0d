/**
 * What every store of leases promises (docs/spec/coordination.md). The clock is the test's: it
 * stands still until `advance`.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LeaseStore } from "../adapter/lease-store.ts";
import type { AcquireAnswer, Lease, LeaseTerms, RenewAnswer } from "../lease.ts";
import { LeaseTable } from "../lease-table.ts";

export interface StoreHarness {
  /** Ends of the same leases; in memory there is only one. */
  readonly stores: readonly [LeaseStore, ...LeaseStore[]];
  nowMs(): number;
  advance(ms: number): Promise<void>;
  /** The processes end, and others go on with what they kept. */
  restart(): Promise<void>;
  /** All leases are forgotten while no process looks; the processes begin again. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

export type OpenHarness = (terms: LeaseTerms) => Promise<StoreHarness>;

const TERMS: LeaseTerms = { nodeIds: 4096, ttlMs: 30_000, windowMs: 60_000 };
const FEW: LeaseTerms = { ...TERMS, nodeIds: 3 };

const leaseOf = (answer: AcquireAnswer | RenewAnswer): Lease => {
  assert.equal(answer.outcome, "granted", JSON.stringify(answer));
  return (answer as { lease: Lease }).lease;
};

type Act = (store: LeaseStore, table: LeaseTable, now: number, past: Lease[]) => Promise<void>;

const note = (answer: AcquireAnswer | RenewAnswer, past: Lease[]): void => {
  if (answer.outcome === "granted") past.push(answer.lease);
};

const acquire = (holder: string): Act => {
  return async (store, table, now, past) => {
    const answer = await store.acquire(holder);
    assert.deepEqual(answer, table.acquire(now, holder));
    note(answer, past);
  };
};

const renew = (which: number, by: number, holder: string | undefined): Act => {
  return async (store, table, now, past) => {
    const lease = past.at(-1 - (which % Math.max(1, past.length)));
    if (lease === undefined) return;
    const ceilingMs = lease.ceilingMs + by;
    const claim = { ...lease, ceilingMs, holder: holder ?? lease.holder };
    const answer = await store.renew(claim);
    assert.deepEqual(answer, table.renew(now, claim));
    note(answer, past);
  };
};

/** A claim for what this store never granted: as if it had forgotten. */
const claimForgotten = (holder: string, nodeId: number, sinceMs: number, leftMs: number): Act => {
  return async (store, table, now, past) => {
    const claim = { nodeId, holder, fence: now - sinceMs, ceilingMs: now + leftMs };
    const answer = await store.renew(claim);
    assert.deepEqual(answer, table.renew(now, claim));
    note(answer, past);
  };
};

const release = (which: number): Act => {
  return async (store, table, now, past) => {
    const lease = past.at(-1 - (which % Math.max(1, past.length)));
    if (lease === undefined) return;
    await store.release(lease);
    table.release(now, lease);
  };
};

const status: Act = async (store, table, now) => {
  assert.deepEqual(await store.status(), table.status(now));
};

const holders = fc.constantFrom("a", "b", "c", "d", "e");
const anAct: fc.Arbitrary<Act | number> = fc.oneof(
  { weight: 3, arbitrary: holders.map(acquire) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.nat(5),
        fc.constantFrom(0, 0, 0, -5000, 5000, 60_001),
        fc.option(holders, { nil: undefined, freq: 5 }),
      )
      .map((parts) => renew(...parts)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        holders,
        fc.nat(2),
        fc.nat(70_000),
        fc.oneof(fc.integer({ min: -10, max: 60_010 }), fc.integer({ min: 55_000, max: 60_000 })),
      )
      .map((parts) => claimForgotten(...parts)),
  },
  fc.nat(5).map(release),
  fc.constant(status),
  { weight: 2, arbitrary: fc.nat(70_000) },
);

export const leaseStoreContract = (name: string, open: OpenHarness): void => {
  const story = (title: string, tell: (harness: StoreHarness) => Promise<void>): void => {
    test(`${title} (${name})`, () => telling(TERMS, tell));
  };

  const telling = async (
    terms: LeaseTerms,
    tell: (harness: StoreHarness) => Promise<void>,
  ): Promise<void> => {
    const harness = await open(terms);
    try {
      await tell(harness);
    } finally {
      await harness.close();
    }
  };

  test(`[NL40] every answer is the one of the table (${name})`, async () => {
    const run = fc.asyncProperty(fc.array(anAct, { maxLength: 60 }), (acts) =>
      telling(FEW, async (harness) => {
        const table = new LeaseTable(FEW);
        const past: Lease[] = [];
        for (const act of acts) {
          if (typeof act === "number") await harness.advance(act);
          else await act(harness.stores[0], table, harness.nowMs(), past);
        }
      }),
    );
    await fc.assert(run, { numRuns: 80 });
  });

  story("[NL41] a hundred holders at once get a hundred node ids", async ({ stores }) => {
    const asked = Array.from({ length: 100 }, (_, index) => {
      const store = stores[index % stores.length] as LeaseStore;
      return store.acquire(`holder-${index}`);
    });
    const leases = (await Promise.all(asked)).map(leaseOf);
    assert.equal(new Set(leases.map(({ nodeId }) => nodeId)).size, 100);
    const again = await Promise.all(leases.map(({ holder }) => stores[0].acquire(holder)));
    assert.deepEqual(again.map(leaseOf), leases);
    assert.equal((await stores[0].status()).held, 100);
  });

  story("[NL42] a store that was never used grants at once", async ({ stores }) => {
    assert.deepEqual((await stores[0].status()).quarantineMs, 0);
    leaseOf(await stores[0].acquire("first"));
  });

  story("[NL43] leases outlive the process that granted them", async (harness) => {
    const lease = leaseOf(await harness.stores[0].acquire("a"));
    await harness.restart();
    await harness.advance(10_000);
    const renewed = leaseOf(await harness.stores[0].renew(lease));
    assert.deepEqual(renewed, { ...lease, ceilingMs: lease.ceilingMs + 10_000 });
    const other = leaseOf(await harness.stores[0].acquire("b"));
    assert.notEqual(other.nodeId, lease.nodeId);
  });

  story("[NL44] a store that was used and has forgotten is in quarantine", async (harness) => {
    const lease = leaseOf(await harness.stores[0].acquire("a"));
    await harness.advance(20_000);
    await harness.forget();
    const [store] = harness.stores;
    const refused = await store.acquire("b");
    assert.deepEqual(refused, { outcome: "quarantined", retryAfterMs: TERMS.windowMs });
    const renewed = leaseOf(await store.renew(lease));
    assert.deepEqual(renewed, { ...lease, ceilingMs: lease.ceilingMs + 20_000 });
    await harness.advance(TERMS.windowMs - 1);
    assert.equal((await store.acquire("b")).outcome, "quarantined");
    await harness.advance(1);
    const granted = leaseOf(await store.acquire("b"));
    assert.equal(granted.floorMs, harness.nowMs());
  });
};
