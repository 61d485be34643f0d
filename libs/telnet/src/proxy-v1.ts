/** PROXY version 1: one line of ASCII. See proxy-header.ts. */

import { CR, LF } from "./bytes.ts";
import { ipText, parseIpv4, parseIpv6 } from "./ip-text.ts";
import type { ProxyEndpoint, ProxyParse, ProxyRefusal } from "./proxy-header.ts";
import { latin1Text } from "./text.ts";

/** With its CR LF: the longest line that the protocol can make. */
const LINE_BYTES_MAX = 107;
const BEGIN = "PROXY ";

/** Reads the line at the start of the bytes. */
export const parseProxyV1 = (bytes: Uint8Array): ProxyParse => {
  const begin = latin1Text(bytes.subarray(0, BEGIN.length));
  if (!BEGIN.startsWith(begin)) return refused("noHeader");
  const line = bytes.subarray(0, LINE_BYTES_MAX);
  const end = line.indexOf(LF);
  if (end === -1) return bytes.length < LINE_BYTES_MAX ? { step: "more" } : refused("tooLong");
  if (line[end - 1] !== CR) return refused("malformed");
  return parseLine(latin1Text(line.subarray(BEGIN.length, end - 1)), end + 1);
};

const parseLine = (text: string, length: number): ProxyParse => {
  // What follows UNKNOWN is to be passed over, whatever it is.
  if (/^UNKNOWN( |$)/.test(text)) {
    const header = { version: 1, source: undefined, destination: undefined } as const;
    return { step: "header", header, length };
  }
  const [family, from = "", to = "", fromPort = "", toPort = "", ...more] = text.split(" ");
  const parse = family === "TCP4" ? parseIpv4 : family === "TCP6" ? parseIpv6 : undefined;
  if (parse === undefined) return refused("unsupported");
  const source = endpoint(parse(from), fromPort);
  const destination = endpoint(parse(to), toPort);
  if (source === undefined || destination === undefined || more.length > 0) {
    return refused("malformed");
  }
  return { step: "header", header: { version: 1, source, destination }, length };
};

const endpoint = (address: Uint8Array | undefined, port: string): ProxyEndpoint | undefined => {
  if (address === undefined || !/^(0|[1-9][0-9]{0,4})$/.test(port)) return undefined;
  const number = Number(port);
  return number <= 65_535 ? { address: ipText(address), port: number } : undefined;
};

const refused = (reason: ProxyRefusal): ProxyParse => ({ step: "refused", reason });
