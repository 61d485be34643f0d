/**
 * The game's text. A plain scrolling document: it can be read, searched and copied. It stays at
 * its end while the reader is there, and stays where the reader has scrolled to otherwise. Screen
 * readers are told by live-regions.ts; the log itself is silent, so that nothing is said twice.
 */

import { el } from "./dom.ts";
import { updateScrollBoxes } from "./scroll-boxes.ts";

/** Entries kept; the oldest leaves. */
export const LOG_ENTRIES_MAX = 2_000;
/** How near to its end the log counts as being there, in CSS pixels. */
const END_SLACK_PX = 40;

export class LogView {
  readonly #log: HTMLElement;
  readonly #more: HTMLButtonElement;
  #atEnd = true;

  /** `more` is the button that says that there is new text below. */
  constructor(log: HTMLElement, more: HTMLButtonElement) {
    this.#log = log;
    this.#more = more;
    log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    more.addEventListener("click", () => {
      this.toEnd();
      log.focus({ preventScroll: true });
    });
    // A drawer or the on-screen keyboard changes the height; the end stays in view.
    new ResizeObserver(() => {
      updateScrollBoxes(log);
      this.#keepEnd();
    }).observe(log);
    // What is folded out at the end stays in view too; `toggle` does not bubble.
    log.addEventListener("toggle", () => this.#keepEnd(), { capture: true });
  }

  /** Adds entries in one go: one layout for one frame of the server. */
  append(entries: readonly HTMLElement[]): void {
    if (entries.length === 0) return;
    this.#log.append(...entries);
    for (const entry of entries) updateScrollBoxes(entry);
    let excess = this.#log.childElementCount - LOG_ENTRIES_MAX;
    for (; excess > 0; excess -= 1) this.#log.firstElementChild?.remove();
    if (this.#atEnd) this.toEnd();
    else this.#more.hidden = false;
  }

  toEnd(): void {
    this.#atEnd = true;
    this.#more.hidden = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** One page up or down, for the keys in the command line. */
  page(direction: -1 | 1): void {
    this.#log.scrollBy({ top: direction * this.#log.clientHeight * 0.85 });
  }

  #scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < END_SLACK_PX;
    if (this.#atEnd) this.#more.hidden = true;
  }

  #keepEnd(): void {
    if (this.#atEnd) this.toEnd();
  }
}

/** One entry of the log: what belongs together. */
export const logEntry = (kind: string, ...kids: readonly (Node | string)[]): HTMLElement =>
  el("div", { class: `entry of-${kind}` }, ...kids);
