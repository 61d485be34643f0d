/** Offers between engines that come a second time, when they are decided long since. */

import type { PeerFrame } from "@ambon/engine/cluster/peer-frame";
import type { Dice } from "../time/dice.ts";
import type { Process } from "../time/process.ts";

/** Mean time until an offer comes again. */
const OFFER_AGAIN_MS = 1500;

export class OffersAgain {
  readonly #process: Process;
  readonly #dice: Dice;
  readonly #permille: number;

  constructor(owner: Process, dice: Dice, permille: number) {
    this.#process = owner;
    this.#dice = dice;
    this.#permille = permille;
  }

  /** `hear` is called later with those of these frames that come again. */
  draw(frames: readonly PeerFrame[], hear: (frame: PeerFrame) => void): void {
    for (const frame of frames) {
      if (frame.p !== "offer" && frame.p !== "zone") continue;
      if (!this.#dice.permille(this.#permille)) continue;
      this.#process.after(this.#dice.exponential(OFFER_AGAIN_MS), () => hear(frame));
    }
  }
}
