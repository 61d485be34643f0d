/**
 * `json.mudstandards.org`: UTF-8 with ANSI colours in BINARY frames, all else in TEXT frames, one
 * object each: `{"proto":string,"id"?:string,"data":string}`.
 *
 *   gmcp      both ways   id = package and message, data = its JSON, "" when there is none
 *   telnet_31 from client NAWS: data = base64 of the four bytes, or of IAC SB NAWS … IAC SE
 *   telnet_1  to client   ECHO: data = base64 of IAC WILL ECHO (hide what is typed), IAC WONT ECHO
 *             from client anything: it hides lines when it is told to, so no warning is needed
 *
 * Other protos are for other servers and ignored. A TEXT frame that is no such object closes with
 * 1003: what a client means by it cannot be guessed.
 */

import {
  concatBytes,
  IAC,
  NO_BYTES,
  OPTION_ECHO,
  OPTION_NAWS,
  subnegotiation,
  WILL,
} from "@ambon/telnet/bytes";
import type { FrameRefusal, WsDialect } from "./ws-dialect.ts";
import { gmcpInput } from "./ws-gmcp.ts";
import { TelnetPieces } from "./ws-telnet-pieces.ts";
import { type MaskRules, NO_TERMINAL_TYPE_BUT_GMCP, TextDialect } from "./ws-text-dialect.ts";

interface JsonMessage {
  readonly proto: string;
  readonly id: string | undefined;
  readonly data: string;
}

const NOT_A_MESSAGE: FrameRefusal = {
  code: 1003,
  reason: "A text frame is a JSON object with the strings proto and data, and perhaps id.",
};
const PERHAPS_VISIBLE = "Your client may show your next line as you type it.";
/** Base64 of IAC WILL ECHO and of IAC WONT ECHO. */
const HIDE = "//sB";
const SHOW = "//wB";
const WINDOW_BYTES = 4;
const WILL_NAWS = new Uint8Array([IAC, WILL, OPTION_NAWS]);

/** The message of a TEXT frame; undefined when it is none. */
export const parseJsonFrame = (frame: string): JsonMessage | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (value === null || typeof value !== "object") return undefined;
  const { proto, id, data } = value as Readonly<Record<string, unknown>>;
  if (typeof proto !== "string" || typeof data !== "string") return undefined;
  if (id !== undefined && typeof id !== "string") return undefined;
  return { proto, id, data };
};

/** GMCP's own text, `Package.Message json`, as a TEXT frame. */
const gmcpFrame = (message: string): string => {
  const space = message.indexOf(" ");
  const id = space === -1 ? message : message.slice(0, space);
  const data = space === -1 ? "" : message.slice(space + 1);
  return JSON.stringify({ proto: "gmcp", id, data });
};

const bytesOfBase64 = (data: string): Uint8Array | undefined => {
  try {
    return Uint8Array.from(atob(data), (unit) => unit.charCodeAt(0));
  } catch {
    // No base64; as with any malformed option, nothing follows from it.
    return undefined;
  }
};

/** The four bytes of a window's size; undefined when they are none. */
const windowOf = (data: string): Uint8Array | undefined => {
  const bytes = bytesOfBase64(data);
  if (bytes === undefined || bytes.length === WINDOW_BYTES) return bytes;
  let size: Uint8Array | undefined;
  const nothing = (): void => undefined;
  const whole = new TelnetPieces(
    {
      text: nothing,
      command: nothing,
      negotiation: nothing,
      subnegotiation: (option, payload) => {
        if (option === OPTION_NAWS && payload.length === WINDOW_BYTES) size = payload;
      },
    },
    WINDOW_BYTES,
  );
  whole.push(bytes);
  return size;
};

/** Remembers whether this client hides lines. */
class JsonMask implements MaskRules {
  readonly declines = false;
  clientHides = false;

  frame(hidden: boolean): string {
    return JSON.stringify({ proto: "telnet_1", id: "ECHO", data: hidden ? HIDE : SHOW });
  }

  notice(): string | null {
    return this.clientHides ? null : PERHAPS_VISIBLE;
  }
}

const windowInput = (data: string): Uint8Array => {
  const size = windowOf(data);
  return size === undefined
    ? NO_BYTES
    : concatBytes([WILL_NAWS, subnegotiation(OPTION_NAWS, size)]);
};

export const jsonDialect = (gmcpMax: number): WsDialect => {
  const mask = new JsonMask();
  const textFrame = (frame: string): Uint8Array | FrameRefusal => {
    const message = parseJsonFrame(frame);
    if (message === undefined) return NOT_A_MESSAGE;
    const { proto, id, data } = message;
    if (proto === `telnet_${OPTION_ECHO}`) mask.clientHides = true;
    if (proto === `telnet_${OPTION_NAWS}`) return windowInput(data);
    if (proto !== "gmcp") return NO_BYTES;
    return gmcpInput(id === undefined ? data : `${id} ${data}`);
  };
  return new TextDialect(
    {
      name: "json",
      opening: NO_TERMINAL_TYPE_BUT_GMCP,
      textAs: "binary",
      gmcp: gmcpFrame,
      textFrame,
      mask,
    },
    gmcpMax,
  );
};
