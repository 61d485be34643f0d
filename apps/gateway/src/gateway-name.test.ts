// Goal: each run of a gateway has a name of its own on the link, in the form that names have.

import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayName } from "./gateway-name.ts";

const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;

test("[CH11] a gateway without a name has one of its own in each run, in the form of names", () => {
  for (const machine of ["host", "Host.Example_1", "-x-", "…", "", "a".repeat(100)]) {
    const first = gatewayName({ gatewayId: undefined }, machine);
    const second = gatewayName({ gatewayId: undefined }, machine);
    assert.match(first.id, NAME, machine);
    assert.notEqual(first.id, second.id);
    assert.ok(first.id.endsWith(first.boot));
  }
});

test("[CH11] a configured name is taken as it is, and runs differ by their nonce", () => {
  const [first, second] = [1, 2].map(() => gatewayName({ gatewayId: "gateway-7" }));
  assert.deepEqual([first?.id, second?.id], ["gateway-7", "gateway-7"]);
  assert.notEqual(first?.boot, second?.boot);
});
