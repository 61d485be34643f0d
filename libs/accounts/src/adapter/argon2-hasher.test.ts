// Goal: passwords are hashed as the design says, never too many at once, and refused beyond that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Argon2Hasher, UNKNOWN_NAME_HASH } from "./argon2-hasher.ts";

test("[AC40] hashes are argon2id with 19 MiB, two passes, one lane, and verify", async () => {
  const hasher = new Argon2Hasher(8);
  const phc = await hasher.hash("correct horse");
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(await hasher.hash("correct horse"), phc);
  assert.equal(await hasher.verify(phc, "correct horse"), true);
  assert.equal(await hasher.verify(phc, "Correct horse"), false);
  await assert.rejects(hasher.verify("nonsense", "correct horse"));
});

test("[AC40] the hash for unknown names costs the same and fits nothing", async () => {
  assert.match(UNKNOWN_NAME_HASH, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await new Argon2Hasher(1).verify(UNKNOWN_NAME_HASH, "correct horse"), false);
});

test("[AC41] beyond its queue the hasher refuses, and goes on with the others", async () => {
  const hasher = new Argon2Hasher(2, 1);
  const jobs = [1, 2, 3, 4, 5].map((count) => hasher.hash(`password ${count}`));
  const outcomes = await Promise.allSettled(jobs);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ["fulfilled", "fulfilled", "fulfilled", "rejected", "rejected"],
  );
  await assert.rejects(jobs[3] as Promise<string>, { name: "HasherBusyError" });
  assert.match(await hasher.hash("afterwards"), /^\$argon2id/);
});
