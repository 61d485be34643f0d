/**
 * Text ⇄ bytes of a telnet connection. Outbound: `\n` becomes CR LF, the byte 255 is doubled, what
 * the client's charset lacks becomes `?`. Pure functions of (text, encoding), so that a gateway may
 * encode once for all connections of one encoding.
 */

import { CR, IAC, LF, NUL } from "./bytes.ts";

export type TextEncoding = "utf-8" | "latin-1" | "ascii";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const QUESTION_MARK = 0x3f;
/** `fromCharCode` takes its units as arguments: this many at once is safe on every engine. */
const UNITS_PER_CALL = 4096;

/** UTF-8 of a string; lone surrogates become U+FFFD. */
export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text);

/** UTF-8 to text; each broken sequence becomes U+FFFD, never an error. */
export const utf8Text = (bytes: Uint8Array): string => decoder.decode(bytes);

/** ISO-8859-1 to text: every byte is the code point of the same number. */
export const latin1Text = (bytes: Uint8Array): string => {
  let text = "";
  for (let at = 0; at < bytes.length; at += UNITS_PER_CALL) {
    text += String.fromCharCode(...bytes.subarray(at, at + UNITS_PER_CALL));
  }
  return text;
};

/** Printable ASCII only, of the first `max` bytes, no space around: names that clients tell. */
export const printableAscii = (bytes: Uint8Array, max: number): string =>
  latin1Text(bytes.subarray(0, max))
    .replace(/[^ -~]/g, "")
    .trim();

/** An input line as text. Clients without a charset are read as UTF-8, which holds ASCII. */
export const decodeLine = (bytes: Uint8Array, encoding: TextEncoding): string =>
  encoding === "latin-1" ? latin1Text(bytes) : utf8Text(bytes);

/** Output text as the bytes to send. `\r\n` stays, a lone CR becomes CR NUL (RFC 854). */
export const encodeText = (text: string, encoding: TextEncoding): Uint8Array =>
  // UTF-8 has no byte 255, so nothing there needs doubling.
  encoding === "utf-8" ? encoder.encode(withLineEnds(text)) : singleBytes(text, encoding);

const withLineEnds = (text: string): string => {
  if (!text.includes("\r")) return text.includes("\n") ? text.replaceAll("\n", "\r\n") : text;
  return text.replace(/\r\n|\n|\r/g, (end) => (end === "\r" ? "\r\0" : "\r\n"));
};

const singleBytes = (text: string, encoding: "latin-1" | "ascii"): Uint8Array => {
  const last = encoding === "latin-1" ? 0xff : 0x7e;
  const bytes = new Uint8Array(text.length * 2);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const next = at + 1 < text.length ? text.charCodeAt(at + 1) : -1;
    if (unit === LF || unit === CR) {
      bytes[length++] = CR;
      bytes[length++] = unit === CR && next !== LF ? NUL : LF;
      if (unit === CR && next === LF) at++;
    } else if (unit === IAC && last === 0xff) {
      bytes[length++] = IAC;
      bytes[length++] = IAC;
    } else {
      bytes[length++] = isShown(unit, last) ? unit : QUESTION_MARK;
      if (isSurrogatePair(unit, next)) at++;
    }
  }
  return bytes.subarray(0, length);
};

/** The C1 controls of Latin-1 steer terminals (155 is CSI): they are no text. */
const isShown = (unit: number, last: number): boolean =>
  unit <= last && (unit < 0x7f || unit > 0x9f);

const isSurrogatePair = (unit: number, next: number): boolean =>
  unit >= 0xd800 && unit <= 0xdbff && next >= 0xdc00 && next <= 0xdfff;
