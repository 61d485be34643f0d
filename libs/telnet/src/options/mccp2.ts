/**
 * MCCP2 (86): from a mark on, all that we send is one zlib stream.
 *
 *   S: WILL MCCP2   C: DO MCCP2   S: SB MCCP2 SE, and the next byte is compressed
 *   C: DONT MCCP2   S: WONT MCCP2 as the last compressed bytes, the stream is finished, then plain
 *
 * It starts only after the TTYPE cycle: clients that are asked meanwhile get confused. This knows
 * when; the bytes themselves go through a Compressor (compressor.ts) of whoever writes them.
 */

import { NO_BYTES, OPTION_MCCP2, subnegotiation } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";

export class Mccp2Option implements TelnetOption {
  readonly code = OPTION_MCCP2;
  readonly us = "offer";
  readonly them = "refuse";
  /** All that is sent is compressed now. */
  started = false;
  private agreed = false;

  /** The client waits for the start. */
  get waiting(): boolean {
    return this.agreed && !this.started;
  }

  turnedOn(): void {
    this.agreed = true;
  }

  turnedOff(_side: number, context: OptionContext): void {
    if (this.started) context.emit({ type: "compressionEnd" });
    this.agreed = false;
    this.started = false;
  }

  /** The mark, plain; nothing when the client does not wait for it. */
  start(): Uint8Array {
    if (!this.waiting) return NO_BYTES;
    this.started = true;
    return subnegotiation(OPTION_MCCP2, NO_BYTES);
  }
}
