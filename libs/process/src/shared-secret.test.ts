// Goal: no link and no ticket is signed with a secret that others may know.

import assert from "node:assert/strict";
import { test } from "node:test";
import { OperatorError } from "@ambon/kernel/operator-error";
import { sharedSecret } from "./shared-secret.ts";

const refusal = (given: string | undefined): string => {
  try {
    sharedSecret(given);
  } catch (error) {
    assert.ok(error instanceof OperatorError);
    return error.message;
  }
  return "";
};

test("[RL8] a secret made by chance, or a long sentence, is taken as it is", () => {
  const given = ["8c1f0a94d2b7e6633a5f9e0b1c2d4e78", "three grey herons on a wet pier"];
  for (const secret of given) assert.equal(sharedSecret(secret), secret);
});

test("[RL8] without a secret the role refuses with the way to make one", () => {
  assert.match(refusal(undefined), /^AMBON_SECRET is not set\..*openssl rand -hex 32$/);
});

for (const secret of [
  "change-me-change-me-change-me",
  "CHANGEME12345678",
  "example-secret-of-a-guide",
  "0123456789abcdef",
  "your_secret_goes_here",
  "aaaaaaaaaaaaaaaaaaaaaaaa",
]) {
  test(`[RL8] "${secret}" is refused and not shown`, () => {
    const told = refusal(secret);
    assert.match(told, /^AMBON_SECRET \(not shown\) is too easy to guess\./);
    assert.ok(!told.includes(secret));
  });
}
