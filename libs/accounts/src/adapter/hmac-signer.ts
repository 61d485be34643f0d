/** HMAC-SHA-256 over the cluster's secret, as base64url. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Signer } from "../ticket.ts";

const macOf = (secret: string, text: string): string =>
  createHmac("sha256", secret).update(text).digest("base64url");

/** Throws RangeError when the secret is empty. */
export class HmacSigner implements Signer {
  readonly #secret: string;
  readonly #accepted: readonly string[];

  /** `secret` signs; `others` are taken too, while a secret is being changed. */
  constructor(secret: string, others: readonly string[] = []) {
    if (secret === "") throw new RangeError("the secret is empty: set AMBON_SECRET");
    this.#secret = secret;
    this.#accepted = [secret, ...others];
  }

  sign(text: string): string {
    return macOf(this.#secret, text);
  }

  verify(text: string, signature: string): boolean {
    const given = Buffer.from(signature);
    return this.#accepted.some((secret) => {
      const right = Buffer.from(macOf(secret, text));
      return given.length === right.length && timingSafeEqual(given, right);
    });
  }
}
