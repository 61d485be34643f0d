/**
 * Typed lines out of frames. Whether a line's end is in the frame is left open by the proposal, so
 * a frame holds whole lines, the last one with or without its end; an empty frame is Enter.
 */

import { utf8Bytes } from "@ambon/telnet/text";
import type { Payload } from "./client.ts";
import type { FrameRefusal } from "./ws-dialect.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const NOT_UTF8: FrameRefusal = { code: 1007, reason: "Text is UTF-8 here." };

/** The frame's text; a refusal when bytes are no UTF-8. */
export const frameText = (frame: Payload): string | FrameRefusal => {
  if (typeof frame === "string") return frame;
  try {
    return strictUtf8.decode(frame);
  } catch {
    // The only thing a fatal decoder throws for.
    return NOT_UTF8;
  }
};

/** Lines as telnet sends them. UTF-8 has no byte 255, so nothing in them is a telnet command. */
export const typedLines = (text: string): Uint8Array => {
  const lines = text.replace(/\r\n|\r|\n/g, "\r\n");
  return utf8Bytes(lines.endsWith("\r\n") ? lines : `${lines}\r\n`);
};

/** `typedLines` of a frame of either kind. */
export const frameLines = (frame: Payload): Uint8Array | FrameRefusal => {
  const text = frameText(frame);
  return typeof text === "string" ? typedLines(text) : text;
};
