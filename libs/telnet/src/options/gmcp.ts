/**
 * GMCP (201): named messages with JSON, out of band.
 *
 *   S: WILL GMCP   C: DO GMCP   then either way   SB GMCP Package.Message [SP json] SE   in UTF-8
 *
 * A client may say WILL GMCP instead. Inbound is read tolerantly and never throws: any case of the
 * package, no space before `{`, `[` or `"`, many spaces, bare words. Outbound is strict JSON, and a
 * message over the limit is not sent: several client libraries cut at 8192 bytes.
 */

import { NO_BYTES, OPTION_GMCP, subnegotiation } from "../bytes.ts";
import { US } from "../option.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";
import { utf8Bytes, utf8Text } from "../text.ts";

export class GmcpOption implements TelnetOption {
  readonly code = OPTION_GMCP;
  readonly us = "offer";
  readonly them = "accept";
  enabled = false;
  /** The client turned our offer down. */
  refused = false;
  private sides = 0;

  turnedOn(side: number, context: OptionContext): void {
    this.refused = false;
    this.update(this.sides | (1 << side), context);
  }

  turnedOff(side: number, context: OptionContext): void {
    if (side === US) this.refused = true;
    this.update(this.sides & ~(1 << side), context);
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    if (!this.enabled) {
      context.counters.subnegotiationsIgnored++;
    } else if (payload.length > context.limits.gmcpBytes) {
      context.counters.gmcpOversize++;
    } else {
      const message = parseGmcp(utf8Text(payload));
      if (message === undefined) context.counters.gmcpMalformed++;
      else context.emit({ type: "gmcp", ...message });
    }
  }

  private update(sides: number, context: OptionContext): void {
    this.sides = sides;
    const enabled = sides !== 0;
    if (enabled === this.enabled) return;
    this.enabled = enabled;
    context.emit({ type: "gmcpEnabled", enabled });
  }
}

export interface GmcpMessage {
  /** In lower case: packages are the same in any case. */
  readonly package: string;
  /** The parsed JSON, a bare word as a string, undefined without payload. */
  readonly data: unknown;
  /** The payload as it came, without the space around it. */
  readonly raw: string;
}

/** Reads one message; undefined when it does not begin with a package name. */
export const parseGmcp = (text: string): GmcpMessage | undefined => {
  const name = /^\s*([A-Za-z][A-Za-z0-9_.-]*)/.exec(text);
  if (name === null) return undefined;
  const rest = text.slice(name[0].length);
  if (rest !== "" && !/^[\s{["]/.test(rest)) return undefined;
  const raw = rest.trim();
  return { package: (name[1] ?? "").toLowerCase(), data: payloadOf(raw), raw };
};

const payloadOf = (raw: string): unknown => {
  if (raw === "") return undefined;
  try {
    return JSON.parse(raw);
  } catch {
    // Not JSON: Aardwolf's clients send bare words, so the text itself is the data.
    return raw;
  }
};

/** The bytes of one message; undefined when its payload is longer than `bytesMax`. */
export const encodeGmcp = (
  name: string,
  value: unknown,
  bytesMax: number,
): Uint8Array | undefined => {
  const json: string | undefined = JSON.stringify(value);
  const payload = utf8Bytes(json === undefined ? name : `${name} ${json}`);
  return payload.length > bytesMax ? undefined : subnegotiation(OPTION_GMCP, payload);
};

/** `encodeGmcp` for a connection: no bytes while GMCP is off, or over the limit (counted). */
export const sendGmcp = (
  option: GmcpOption,
  name: string,
  value: unknown,
  { limits, counters }: Pick<OptionContext, "limits" | "counters">,
): Uint8Array => {
  if (!option.enabled) return NO_BYTES;
  const bytes = encodeGmcp(name, value, limits.gmcpBytes);
  if (bytes === undefined) counters.gmcpOutboundOversize++;
  return bytes ?? NO_BYTES;
};
