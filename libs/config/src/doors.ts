/** Settings of players' ports that hang together: TLS with its files, proxies with networks. */

import { type IpBlock, parseBlock } from "@ambon/kernel/ip-address";

export interface TlsFiles {
  /** PEM files; the certificate's comes with its chain. */
  readonly certFile: string;
  readonly keyFile: string;
}

export interface ProxySettings {
  /** Whose PROXY headers are believed; never empty. */
  readonly trusted: readonly IpBlock[];
}

export interface ForwardSettings {
  /** Whose word about a browser's address is believed; never empty. */
  readonly trusted: readonly IpBlock[];
  /** In lower case. */
  readonly header: string;
}

export interface Doors {
  /** Undefined: no telnet port with TLS. If it is set, so is `tls`. */
  readonly telnetTlsPort: number | undefined;
  readonly tls: TlsFiles | undefined;
  /** MUD clients on the TLS port may come back without a password. */
  readonly loginTokens: boolean;
  /** Undefined: the telnet ports take no PROXY header. */
  readonly proxy: ProxySettings | undefined;
  /** Undefined: the web port takes every request for its socket's. */
  readonly forwarded: ForwardSettings | undefined;
}

export const FORWARDED_HEADER = "X-Forwarded-For";

const GO_TOGETHER = "AMBON_TLS_CERT and AMBON_TLS_KEY go together: set both or neither.";
const NEEDS_FILES =
  "AMBON_TELNET_TLS_PORT needs a certificate: set AMBON_TLS_CERT and AMBON_TLS_KEY too.";
const NOBODY_TRUSTED =
  "AMBON_PROXY_PROTOCOL is required, but AMBON_TRUSTED_CIDRS names no network: set it to the " +
  "addresses of your proxies, like 10.0.0.0/8,fd00::/8, or nobody could come in.";

/** Reads them by key without prefix; mistakes are added to `problems` as sentences. */
export const readDoors = (
  given: (key: string) => string | undefined,
  problems: string[],
): Doors => {
  const port = given("TELNET_TLS_PORT");
  const tls = readTls(given("TLS_CERT"), given("TLS_KEY"), problems);
  if (port !== undefined && tls === "none") problems.push(NEEDS_FILES);
  const trusted = readNetworks(given("TRUSTED_CIDRS"), problems);
  const header = (given("FORWARDED_HEADER") ?? FORWARDED_HEADER).toLowerCase();
  const isRequired = given("PROXY_PROTOCOL") === "required";
  if (isRequired && trusted === "none") problems.push(NOBODY_TRUSTED);
  return {
    telnetTlsPort: port === undefined ? undefined : Number(port),
    tls: typeof tls === "string" ? undefined : tls,
    loginTokens: given("LOGIN_TOKENS") === "on",
    proxy: isRequired && typeof trusted !== "string" ? { trusted } : undefined,
    forwarded: typeof trusted === "string" ? undefined : { trusted, header },
  };
};

/** `wrong` was told already. */
type Unread = "none" | "wrong";

const readTls = (
  certFile: string | undefined,
  keyFile: string | undefined,
  problems: string[],
): TlsFiles | Unread => {
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  if (certFile === keyFile) return "none";
  problems.push(GO_TOGETHER);
  return "wrong";
};

const readNetworks = (
  text: string | undefined,
  problems: string[],
): readonly IpBlock[] | Unread => {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  const named = parts.filter((part) => part !== "");
  if (named.length === 0) return "none";
  const blocks: IpBlock[] = [];
  for (const part of named) {
    const block = parseBlock(part);
    if (block.ok) blocks.push(block.value);
    else problems.push(`AMBON_TRUSTED_CIDRS: ${block.error}`);
  }
  return blocks.length === named.length ? blocks : "wrong";
};
