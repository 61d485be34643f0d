/** Leases on the wire: nothing is lost, and nothing is believed that makes no sense. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AcquireResponseSchema,
  ClaimSchema,
  RenewResponseSchema,
} from "@ambon/wire/gen/ambon/leasing/v1/leasing_pb";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import {
  acquireMessage,
  claimMessage,
  isHolder,
  readAcquired,
  readClaim,
  readRenewed,
  renewMessage,
} from "./lease-messages.ts";

const time = fc.nat({ max: 0x4_0000_0000_0000 });
const holder = fc.stringMatching(/^[0-9A-Za-z_-]{8,64}$/);
const lease = fc.record(
  {
    nodeId: fc.nat(4095),
    holder,
    fence: time,
    ttlMs: fc.integer({ min: 1, max: 0xffff_ffff }),
    floorMs: time,
    ceilingMs: time,
  },
  { noNullPrototype: true },
);

test("[NL65] what is written is read again, for every claim and answer", () => {
  fc.assert(
    fc.property(lease, fc.nat(), (one, retryAfterMs) => {
      const { nodeId, fence, ceilingMs } = one;
      const claim = toBinary(ClaimSchema, claimMessage(one));
      assert.deepEqual(readClaim(fromBinary(ClaimSchema, claim)), {
        nodeId,
        holder: one.holder,
        fence,
        ceilingMs,
      });
      const granted = { outcome: "granted", lease: one } as const;
      for (const answer of [granted, { outcome: "lost" }] as const) {
        const bytes = toBinary(RenewResponseSchema, renewMessage(answer));
        assert.deepEqual(readRenewed(fromBinary(RenewResponseSchema, bytes), one.holder), answer);
      }
      const refusals = [
        { outcome: "full", retryAfterMs },
        { outcome: "quarantined", retryAfterMs },
      ] as const;
      for (const answer of [granted, ...refusals]) {
        const bytes = toBinary(AcquireResponseSchema, acquireMessage(answer));
        assert.deepEqual(
          readAcquired(fromBinary(AcquireResponseSchema, bytes), one.holder),
          answer,
        );
      }
    }),
  );
});

const LEASE = {
  nodeId: 1,
  holder: "a-holder",
  fence: 5n,
  ttlMs: 30_000,
  floorMs: 5n,
  ceilingMs: 9n,
};

for (const [what, change] of [
  ["a node id of more than 12 bits", { nodeId: 4096 }],
  ["another's lease", { holder: "another-one" }],
  ["no time to live", { ttlMs: 0 }],
  ["a time beyond all times", { ceilingMs: 1n << 63n }],
] as const) {
  test(`[NL65] a lease with ${what} is none`, () => {
    const value = { ...LEASE, ...change };
    const answer = { case: "lease", value } as const;
    assert.equal(readAcquired(create(AcquireResponseSchema, { answer }), "a-holder"), undefined);
    assert.equal(readRenewed(create(RenewResponseSchema, { answer }), "a-holder"), undefined);
  });
}

test("[NL65] an answer without content is none, and neither is a claim that makes no sense", () => {
  assert.equal(readAcquired(create(AcquireResponseSchema), "a-holder"), undefined);
  assert.equal(readRenewed(create(RenewResponseSchema), "a-holder"), undefined);
  assert.equal(readClaim(undefined), undefined);
  for (const change of [{ nodeId: 4096 }, { holder: "-" }, { fence: 1n << 60n }]) {
    assert.equal(readClaim(create(ClaimSchema, { ...LEASE, ...change })), undefined);
  }
});

test("[NL65] a holder is one word, as the store keeps it", () => {
  for (const text of ["", "-", "two words", "line\nbreak", "x".repeat(65), "holder-ü"]) {
    assert.equal(isHolder(text), false, text);
  }
  assert.ok(isHolder("0123456789abcdef"));
});
