/**
 * MCCP3 (87): from a mark on, all that the client sends is one zlib stream.
 *
 *   S: WILL MCCP3   C: DO MCCP3, SB MCCP3 SE, and the next byte is compressed
 *
 * The client ends it by ending its zlib stream; what follows is plain, and a new mark may start it
 * again. We never end it ourselves: TinTin++ would go on in plain text without a word. A stream
 * that is broken or passes its bounds is the end of all input.
 */

import { NO_BYTES, OPTION_MCCP3 } from "../bytes.ts";
import { Inflate } from "../inflate.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";

export class Mccp3Option implements TelnetOption {
  readonly code = OPTION_MCCP3;
  readonly us = "offer";
  readonly them = "refuse";
  private inflate: Inflate | undefined;

  /** What comes in is compressed, or refused for good. */
  get open(): boolean {
    return this.inflate !== undefined;
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    if (payload.length > 0 || this.inflate !== undefined) {
      context.counters.subnegotiationsIgnored++;
      return;
    }
    const { inflateBurstBytes, inflateRatio } = context.limits;
    this.inflate = new Inflate({ burstBytes: inflateBurstBytes, ratio: inflateRatio });
    context.stopParsing();
  }

  /** Gives `sink` what the bytes say, and returns those that are plain again. */
  read(bytes: Uint8Array, sink: (plain: Uint8Array) => void, context: OptionContext): Uint8Array {
    const { inflate } = this;
    if (inflate === undefined) return bytes;
    if (inflate.state !== "more") return NO_BYTES;
    const left = inflate.push(bytes, sink);
    return this.after(inflate, bytes.subarray(bytes.length - left), context);
  }

  private after(inflate: Inflate, rest: Uint8Array, context: OptionContext): Uint8Array {
    switch (inflate.state) {
      case "more":
        return NO_BYTES;
      case "end":
        this.inflate = undefined;
        return rest;
      case "bomb":
        context.counters.compressionBombs++;
        context.emit({ type: "compressionBomb" });
        return NO_BYTES;
      case "broken":
        context.counters.compressionBroken++;
        context.emit({ type: "compressionBroken" });
        return NO_BYTES;
    }
  }
}
