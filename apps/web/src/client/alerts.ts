/**
 * Calls the player: a sound with its caption, a note of a trigger, and a mark in the title while
 * the page is not being looked at. The caption is for eyes; speech goes through live-regions.ts.
 */

import type { Cue } from "@ambon/data/cues";
import { byId, setText } from "./dom.ts";
import type { Preferences } from "./preferences.ts";
import { Sound } from "./sound.ts";

/** How long a caption stands. */
const CAPTION_MS = 5_000;

const SIGNS = { tell: "✉", low: "♥", level: "★", death: "†", notice: "!" } as const;

export class Alerts {
  readonly #sound = new Sound();
  readonly #caption = byId("caption", HTMLElement);
  readonly #preferences: () => Preferences;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting = 0;
  #title = "AmbonMUD";

  constructor(preferences: () => Preferences) {
    this.#preferences = preferences;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#waiting = 0;
      this.#showTitle();
    });
  }

  /** A sound with its caption; nothing while sound is switched off. */
  cue(cue: Cue): void {
    const { sound, volume } = this.#preferences();
    if (cue.name === "tell" || cue.name === "death") this.#mark();
    if (!sound) return;
    this.#sound.play(cue.name, volume);
    this.#show(cue);
  }

  /** What a trigger wants to be known: its caption comes also without sound. */
  notify(text: string): void {
    const { sound, volume } = this.#preferences();
    this.#mark();
    if (sound) this.#sound.play("notice", volume);
    this.#show({ name: "notice", caption: text });
  }

  title(name: string): void {
    this.#title = name === "" ? "AmbonMUD" : `${name} — AmbonMUD`;
    this.#showTitle();
  }

  #show({ name, caption }: Cue): void {
    setText(this.#caption, `${SIGNS[name]} ${caption}`);
    this.#caption.dataset.cue = name;
    this.#caption.hidden = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#caption.hidden = true;
    }, CAPTION_MS);
  }

  #mark(): void {
    if (document.visibilityState === "visible") return;
    this.#waiting += 1;
    this.#showTitle();
  }

  #showTitle(): void {
    document.title = this.#waiting === 0 ? this.#title : `(${this.#waiting}) ${this.#title}`;
  }
}
