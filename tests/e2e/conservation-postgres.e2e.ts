/** Killed again and again while its rows are in Postgres: see tests/support/chaos-rounds.ts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChaosRounds, ROUNDS } from "../support/chaos-rounds.ts";
import { postgresDatabase } from "../support/crashed-store.ts";

test("[CV1, CV2, CV3, CV4, CV7] killed at any moment, nothing is lost, doubled or taken back (Postgres)", async () => {
  const store = await postgresDatabase();
  try {
    const rounds = new ChaosRounds(store);
    await rounds.run();
    console.log(rounds.summary);
    assert.ok(rounds.acts > ROUNDS, "hardly anything of class A happened");
  } finally {
    await store.destroy();
  }
});
