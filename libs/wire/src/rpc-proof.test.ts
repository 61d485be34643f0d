// Goal: only who knows a secret of the cluster opens a call, once, now, and for whom it is meant.

import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  answerProof,
  CLOCK_TOLERANCE_MS,
  checkOpen,
  isAnswerProof,
  type OpenWords,
  openHeaders,
  type ProofKeys,
} from "./rpc-proof.ts";

const keysOf = (secret: string, ...accepted: readonly string[]): ProofKeys => {
  const mac = (key: string, bytes: Uint8Array) => createHmac("sha256", key).update(bytes).digest();
  return {
    currentId: `key-of-${secret}`,
    sign: (bytes) => mac(secret, bytes),
    verify: (id, bytes, given) => {
      const key = [secret, ...accepted].find((one) => id === `key-of-${one}`);
      if (key === undefined) return "unknownKey";
      const right = mac(key, bytes);
      return right.length === given.length && timingSafeEqual(right, given) ? "good" : "forged";
    },
  };
};

class Nonces {
  readonly seen = new Set<string>();
  full = false;

  admit(_nowMs: number, nonce: string): "new" | "seen" | "full" {
    if (this.seen.has(nonce)) return "seen";
    if (this.full) return "full";
    this.seen.add(nonce);
    return "new";
  }
}

const keys = keysOf("s3");
const words: OpenWords = {
  method: "/s/M",
  target: "engine-1",
  peer: "gateway-1",
  nonce: "n".repeat(32),
};
const NOW = 1_790_000_000_000;

const check = (
  headers: Readonly<Record<string, string>>,
  more: { nowMs?: number; self?: string; keys?: ProofKeys; nonces?: Nonces; method?: string } = {},
) =>
  checkOpen(
    {
      method: more.method ?? "/s/M",
      self: more.self ?? "engine-1",
      keys: more.keys ?? keys,
      nonces: more.nonces ?? new Nonces(),
    },
    more.nowMs ?? NOW,
    (name) => headers[name] ?? null,
  );

test("[LK30] an open that is signed, timely and meant for us is taken, and says who it is", () => {
  const headers = openHeaders(words, NOW, keys);
  assert.deepEqual(check(headers), { ok: true, value: words });
  for (const lateMs of [-CLOCK_TOLERANCE_MS, CLOCK_TOLERANCE_MS]) {
    assert.equal(check(headers, { nowMs: NOW + lateMs }).ok, true);
  }
  assert.equal(check(headers, { keys: keysOf("s4", "s3") }).ok, true);
});

test("[LK30] what is missing, changed, foreign, stale or replayed is refused, each by its name", () => {
  const headers = openHeaders(words, NOW, keys);
  for (const name of Object.keys(headers)) {
    const { [name]: _gone, ...rest } = headers;
    assert.deepEqual(check(rest), { ok: false, error: "unsigned" }, name);
    for (const odd of ["", "two words", "ü", "x".repeat(200)]) {
      assert.deepEqual(check({ ...headers, [name]: odd }), { ok: false, error: "unsigned" }, name);
    }
  }
  const refusal = (...of: Parameters<typeof check>) => {
    const result = check(...of);
    return result.ok ? "taken" : result.error;
  };
  assert.equal(refusal({ ...headers, "ambon-peer": "gateway-2" }), "forged");
  assert.equal(refusal({ ...headers, "ambon-time": String(NOW + 1) }), "forged");
  assert.equal(refusal({ ...headers, "ambon-mac": "0".repeat(64) }), "forged");
  assert.equal(refusal(headers, { method: "/s/Other" }), "forged");
  assert.equal(refusal(headers, { keys: keysOf("other") }), "unknownKey");
  assert.equal(refusal(headers, { self: "engine-2" }), "misrouted");
  assert.equal(refusal(headers, { nowMs: NOW + CLOCK_TOLERANCE_MS + 1 }), "stale");
  assert.equal(refusal(headers, { nowMs: NOW - CLOCK_TOLERANCE_MS - 1 }), "stale");
  const nonces = new Nonces();
  assert.equal(refusal(headers, { nonces }), "taken");
  assert.equal(refusal(headers, { nonces }), "replayed");
  nonces.full = true;
  assert.equal(refusal(openHeaders({ ...words, nonce: "m" }, NOW, keys), { nonces }), "full");
});

test("[LK30] an open that was not signed takes no place in the memory of nonces", () => {
  const nonces = new Nonces();
  const headers = openHeaders(words, NOW, keys);
  check({ ...headers, "ambon-mac": "0".repeat(64) }, { nonces });
  check(headers, { nonces, nowMs: NOW + 10 * CLOCK_TOLERANCE_MS });
  assert.equal(nonces.seen.size, 0);
});

test("[LK30] no two opens have the same signed bytes", () => {
  const field = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 12,
  });
  const open = fc.record({ method: field, target: field, peer: field, nonce: field });
  fc.assert(
    fc.property(open, open, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      assert.notEqual(
        openHeaders(one, NOW, keys)["ambon-mac"],
        openHeaders(other, NOW, keys)["ambon-mac"],
      );
    }),
  );
  const shifted = { ...words, target: "engine-1g", peer: "ateway-1" };
  assert.notEqual(
    openHeaders(words, NOW, keys)["ambon-mac"],
    openHeaders(shifted, NOW, keys)["ambon-mac"],
  );
});

test("[LK31] the one that answers proves the secret too, for this open alone", () => {
  const proof = answerProof(words, keys);
  assert.equal(isAnswerProof(words, keys.currentId, proof, keys), true);
  assert.equal(isAnswerProof({ ...words, nonce: "other" }, keys.currentId, proof, keys), false);
  assert.equal(isAnswerProof(words, keys.currentId, answerProof(words, keysOf("x")), keys), false);
  assert.equal(isAnswerProof(words, "", new Uint8Array(), keys), false);
  // What opened is no answer: nobody can send our own proof back to us.
  const mac = openHeaders(words, NOW, keys)["ambon-mac"] ?? "";
  const reflected = new Uint8Array(Buffer.from(mac, "hex"));
  assert.equal(isAnswerProof(words, keys.currentId, reflected, keys), false);
});

test("[LK30] a name that no header can carry is the operator's mistake", () => {
  for (const peer of ["", "two words", "gätewäy"]) {
    assert.throws(() => openHeaders({ ...words, peer }, NOW, keys), RangeError);
  }
});
