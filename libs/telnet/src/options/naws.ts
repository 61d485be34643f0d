/**
 * NAWS (RFC 1073): the client tells its window size, again at each resize.
 *
 *   S: DO NAWS   C: WILL NAWS   C: SB NAWS width(2, big endian) height(2) SE
 *
 * 0 means unknown: 80 columns, 24 rows. Sizes are clamped; an event follows only when they change.
 */

import { OPTION_NAWS } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";

const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;
const PAYLOAD_BYTES = 4;

export class NawsOption implements TelnetOption {
  readonly code = OPTION_NAWS;
  readonly us = "refuse";
  readonly them = "offer";
  width = DEFAULT_WIDTH;
  height = DEFAULT_HEIGHT;
  private reported = false;

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    if (payload.length !== PAYLOAD_BYTES) {
      context.counters.subnegotiationsIgnored++;
      return;
    }
    const [w1 = 0, w0 = 0, h1 = 0, h0 = 0] = payload;
    const { widthMin, widthMax, heightMin, heightMax } = context.limits;
    const width = clamp((w1 << 8) | w0 || DEFAULT_WIDTH, widthMin, widthMax);
    const height = clamp((h1 << 8) | h0 || DEFAULT_HEIGHT, heightMin, heightMax);
    if (this.reported && width === this.width && height === this.height) return;
    this.reported = true;
    this.width = width;
    this.height = height;
    context.emit({ type: "windowSize", width, height });
  }
}

const clamp = (value: number, min: number, max: number): number =>
  Math.min(Math.max(value, min), max);
