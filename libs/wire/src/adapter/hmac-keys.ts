/** Keys made from the secrets of a cluster: HMAC-SHA-256, each known by an id. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { ProofKeys } from "../rpc-proof.ts";

/** For links, envelopes and calls between processes: a signature of theirs is none of a ticket. */
const PURPOSE = "ambon-bus-v1";
const ID_LETTERS = 16;

interface Key {
  readonly id: string;
  readonly bytes: Buffer;
}

const keyOf = (secret: string): Key => {
  if (secret === "") throw new RangeError("the secret is empty: set AMBON_SECRET");
  const bytes = createHmac("sha256", secret).update(PURPOSE).digest();
  const id = createHmac("sha256", bytes).update("id").digest("hex").slice(0, ID_LETTERS);
  return { id, bytes };
};

const macOf = (key: Key, bytes: Uint8Array): Buffer =>
  createHmac("sha256", key.bytes).update(bytes).digest();

export class HmacKeys implements ProofKeys {
  readonly #current: Key;
  readonly #accepted: ReadonlyMap<string, Key>;

  /** `secret` signs; `others` are accepted too, while a secret is being changed. */
  constructor(secret: string, others: readonly string[] = []) {
    this.#current = keyOf(secret);
    this.#accepted = new Map([secret, ...others].map(keyOf).map((key) => [key.id, key]));
  }

  get currentId(): string {
    return this.#current.id;
  }

  sign(bytes: Uint8Array): Uint8Array {
    return macOf(this.#current, bytes);
  }

  verify(keyId: string, bytes: Uint8Array, mac: Uint8Array): "good" | "forged" | "unknownKey" {
    const key = this.#accepted.get(keyId);
    if (key === undefined) return "unknownKey";
    const right = macOf(key, bytes);
    return right.length === mac.length && timingSafeEqual(right, mac) ? "good" : "forged";
  }
}
