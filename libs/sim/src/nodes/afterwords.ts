/**
 * An engine may go on saying things on a channel that it has redirected, and the gateway shows
 * nothing of it (libs/bus/src/frames.ts). The engine that ships never does, so it is done for it:
 * now and then the newest line is said once more, right behind the redirect.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import type { Dice } from "../time/dice.ts";

export class Afterwords {
  readonly #dice: Dice;
  readonly #permille: number;
  /** The newest line of each channel. */
  readonly #newest = new Map<string, Extract<EngineFrame, { f: "output" }>>();

  /** `permille`: of a thousand redirects, those that something follows. */
  constructor(dice: Dice, permille: number) {
    this.#dice = dice;
    this.#permille = permille;
  }

  /** What is said after these frames. */
  after(gateway: string, frames: readonly EngineFrame[]): readonly EngineFrame[] {
    if (this.#permille === 0) return [];
    const more: EngineFrame[] = [];
    for (const frame of frames) {
      if (frame.f === "output") {
        for (const channel of frame.channels) this.#newest.set(`${gateway}/${channel}`, frame);
      } else if (frame.f === "redirect" || frame.f === "close") {
        const key = `${gateway}/${frame.channel}`;
        const newest = this.#newest.get(key);
        this.#newest.delete(key);
        if (newest === undefined || frame.f === "close") continue;
        if (this.#dice.permille(this.#permille))
          more.push({ ...newest, channels: [frame.channel] });
      }
    }
    return more;
  }
}
