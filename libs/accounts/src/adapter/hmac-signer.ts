/** HMAC-SHA-256 over the cluster's secret, as base64url. */

import { createHmac, timingSafeEqual } from "node:crypto";
import type { Signer } from "../ticket.ts";

/** Throws RangeError when the secret is empty. */
export class HmacSigner implements Signer {
  readonly #secret: string;

  constructor(secret: string) {
    if (secret === "") throw new RangeError("the secret is empty: set AMBON_SECRET");
    this.#secret = secret;
  }

  sign(text: string): string {
    return createHmac("sha256", this.#secret).update(text).digest("base64url");
  }

  verify(text: string, signature: string): boolean {
    const right = Buffer.from(this.sign(text));
    const given = Buffer.from(signature);
    return given.length === right.length && timingSafeEqual(given, right);
  }
}
