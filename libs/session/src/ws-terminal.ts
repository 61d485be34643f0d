/**
 * `terminal.mudstandards.org`: UTF-8 with ANSI colours in BINARY frames, both ways. TEXT frames are
 * lines too.
 *
 * `ascii`: plain text without control sequences in TEXT frames, both ways; BINARY frames are lines
 * too. It is still UTF-8, because TEXT frames are nothing else.
 */

import { concatBytes, IAC, OPTION_TTYPE, subnegotiation, WILL } from "@ambon/telnet/bytes";
import { utf8Bytes } from "@ambon/telnet/text";
import type { WsDialect } from "./ws-dialect.ts";
import { typedLines } from "./ws-input.ts";
import { CANNOT_HIDE, NO_TERMINAL_TYPE, TextDialect } from "./ws-text-dialect.ts";

const TTYPE_IS = "\0";

/** A terminal that knows UTF-8 and nothing else (MTTS 4); the repeated answer ends the cycle. */
const PLAIN_TERMINAL = concatBytes([
  new Uint8Array([IAC, WILL, OPTION_TTYPE]),
  ...["WEBSOCKET", "DUMB", "MTTS 4", "MTTS 4"].map((answer) =>
    subnegotiation(OPTION_TTYPE, utf8Bytes(TTYPE_IS + answer)),
  ),
]);

export const terminalDialect = (gmcpMax: number): WsDialect =>
  new TextDialect(
    {
      name: "terminal",
      opening: NO_TERMINAL_TYPE,
      textAs: "binary",
      gmcp: () => null,
      textFrame: typedLines,
      mask: CANNOT_HIDE,
    },
    gmcpMax,
  );

export const asciiDialect = (gmcpMax: number): WsDialect =>
  new TextDialect(
    {
      name: "ascii",
      opening: PLAIN_TERMINAL,
      textAs: "text",
      gmcp: () => null,
      textFrame: typedLines,
      mask: CANNOT_HIDE,
    },
    gmcpMax,
  );
