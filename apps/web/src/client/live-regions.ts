/** Speaks through two hidden live regions; what to say and when is decided in announcer.ts. */

import {
  ANNOUNCE_DELAY_MS,
  batchOf,
  NOTHING_WAITING,
  type Utterance,
  type Waiting,
  wait,
} from "./announcer.ts";
import { el } from "./dom.ts";

/** Batches kept in a region: a reader that comes late may still go back to them. */
const BATCHES_MAX = 20;

export class LiveRegions {
  readonly #polite: HTMLElement;
  readonly #assertive: HTMLElement;
  #waiting: Waiting = NOTHING_WAITING;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(polite: HTMLElement, assertive: HTMLElement) {
    this.#polite = polite;
    this.#assertive = assertive;
  }

  say(utterances: readonly Utterance[]): void {
    if (utterances.length === 0) return;
    this.#waiting = wait(this.#waiting, utterances);
    this.#timer ??= setTimeout(() => this.#speak(), ANNOUNCE_DELAY_MS);
  }

  #speak(): void {
    this.#timer = undefined;
    const { polite, assertive } = batchOf(this.#waiting);
    this.#waiting = NOTHING_WAITING;
    addBatch(this.#polite, polite);
    addBatch(this.#assertive, assertive);
  }
}

const addBatch = (region: HTMLElement, text: string): void => {
  if (text === "") return;
  region.append(el("p", {}, text));
  while (region.childElementCount > BATCHES_MAX) region.firstElementChild?.remove();
};
