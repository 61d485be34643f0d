/**
 * The PROXY protocol, versions 1 and 2: what a proxy says of the connection before its first byte.
 *
 *   v1   PROXY TCP4|TCP6|UNKNOWN source destination port port CR LF          at most 107 bytes
 *   v2   signature(12) version|command family|transport length(2) addresses TLVs
 *
 * It comes before TLS. A listener either requires it or does not read it at all: the protocol
 * forbids to guess, so what does not begin like a header is refused at its first wrong byte.
 * Only from proxies that the listener trusts, and within a time limit: both are the listener's.
 *
 * A header without a source (LOCAL, UNKNOWN, a Unix socket) is a proxy's own connection, a health
 * check for instance: the address of the socket is the one that counts.
 */

import { concatBytes, NO_BYTES } from "./bytes.ts";
import { parseProxyV1 } from "./proxy-v1.ts";
import { parseProxyV2 } from "./proxy-v2.ts";

export interface ProxyEndpoint {
  /** As RFC 5952 writes it; IPv4 in IPv6 is IPv4. */
  readonly address: string;
  readonly port: number;
}

export interface ProxyHeader {
  readonly version: 1 | 2;
  /** Who the connection is from; undefined: the proxy itself, go by the socket. */
  readonly source: ProxyEndpoint | undefined;
  readonly destination: ProxyEndpoint | undefined;
}

/** noHeader: it begins like none. tooLong: over the limit. checksum: a wrong CRC-32C. */
export type ProxyRefusal = "noHeader" | "tooLong" | "malformed" | "unsupported" | "checksum";

export type ProxyStep =
  | { readonly step: "more" }
  /** `rest` are the bytes behind the header. */
  | { readonly step: "header"; readonly header: ProxyHeader; readonly rest: Uint8Array }
  | { readonly step: "refused"; readonly reason: ProxyRefusal };

/** A header found in the first `length` bytes. */
export type ProxyParse =
  | Exclude<ProxyStep, { step: "header" }>
  | { readonly step: "header"; readonly header: ProxyHeader; readonly length: number };

const V1_FIRST_BYTE = 0x50;

export class ProxyHeaderReader {
  private held: Uint8Array = NO_BYTES;
  private over = false;

  /** Takes the next bytes of the connection; nothing more after a header or a refusal. */
  push(bytes: Uint8Array): ProxyStep {
    if (this.over || bytes.length === 0) return { step: "more" };
    this.held = this.held.length === 0 ? bytes.slice() : concatBytes([this.held, bytes]);
    const parse = this.held[0] === V1_FIRST_BYTE ? parseProxyV1 : parseProxyV2;
    const parsed = parse(this.held);
    if (parsed.step === "more") return parsed;
    this.over = true;
    const rest = parsed.step === "header" ? this.held.subarray(parsed.length) : NO_BYTES;
    this.held = NO_BYTES;
    return parsed.step === "header" ? { step: "header", header: parsed.header, rest } : parsed;
  }

  /**
   * What to make of a connection that closed or timed out before its header was there: without a
   * byte it was somebody's health check (say nothing, count nothing), else the header was cut.
   */
  ended(): "healthCheck" | "cut" {
    return this.held.length === 0 && !this.over ? "healthCheck" : "cut";
  }
}
