/**
 * `gmcp.mudstandards.org`: UTF-8 with ANSI colours in BINARY frames, and GMCP in TEXT frames, one
 * message each: `Package.Message json`. What is no GMCP message is dropped and counted, as a bad
 * GMCP message on telnet is.
 */

import { OPTION_GMCP, subnegotiation } from "@ambon/telnet/bytes";
import { utf8Bytes } from "@ambon/telnet/text";
import type { WsDialect } from "./ws-dialect.ts";
import { CANNOT_HIDE, NO_TERMINAL_TYPE_BUT_GMCP, TextDialect } from "./ws-text-dialect.ts";

/** A GMCP message as telnet carries it. */
export const gmcpInput = (message: string): Uint8Array =>
  subnegotiation(OPTION_GMCP, utf8Bytes(message));

export const gmcpDialect = (gmcpMax: number): WsDialect =>
  new TextDialect(
    {
      name: "gmcp",
      opening: NO_TERMINAL_TYPE_BUT_GMCP,
      textAs: "binary",
      gmcp: (message) => message,
      textFrame: gmcpInput,
      mask: CANNOT_HIDE,
    },
    gmcpMax,
  );
