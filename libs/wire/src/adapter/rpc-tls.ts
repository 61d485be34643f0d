/** TLS of the private links, from PEM files: the own certificate, and whom to trust. */

import { readFileSync } from "node:fs";
import type { SecureServerOptions } from "node:http2";
import type { ConnectionOptions } from "node:tls";

export interface RpcTls {
  /** The own certificate and its key; a server needs them, a client where it must show one. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** Whose certificates are trusted. At a server: clients must show one of these. */
  readonly caFile?: string;
}

/** A client that has not finished its handshake by then is closed. */
const HANDSHAKE_MS = 10_000;

const own = ({ certFile, keyFile }: RpcTls): Pick<ConnectionOptions, "cert" | "key"> =>
  certFile === undefined || keyFile === undefined
    ? {}
    : { cert: readFileSync(certFile), key: readFileSync(keyFile) };

const trusted = ({ caFile }: RpcTls): Pick<ConnectionOptions, "ca"> =>
  caFile === undefined ? {} : { ca: readFileSync(caFile) };

/** Throws when a file cannot be read. */
export const serverTls = (tls: RpcTls): SecureServerOptions => ({
  ...own(tls),
  ...trusted(tls),
  ...(tls.caFile === undefined ? {} : { requestCert: true, rejectUnauthorized: true }),
  allowHTTP1: false,
  handshakeTimeout: HANDSHAKE_MS,
  minVersion: "TLSv1.2",
});

/** Throws when a file cannot be read. */
export const clientTls = (tls: RpcTls): ConnectionOptions => ({
  ...own(tls),
  ...trusted(tls),
  minVersion: "TLSv1.2",
});
