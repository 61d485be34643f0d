/** The settings: read from and written to this browser, applied at once. */

import { lasting } from "./browser-storage.ts";
import { byId, setText } from "./dom.ts";
import { clampFont, type Preferences, readPreferences, THEMES, type Theme } from "./preferences.ts";

const STORE_KEY = "preferences";
const BASE_FONT_PX = 16;

type Toggle = "screenReader" | "colour" | "still" | "othersFights";
const TOGGLES: readonly Toggle[] = ["screenReader", "colour", "still", "othersFights"];

export class SettingsDialog {
  #preferences = readPreferences(lasting.read(STORE_KEY));
  readonly #changed: (now: Preferences, before: Preferences) => void;
  readonly #theme = byId("set-theme", HTMLSelectElement);
  readonly #font = byId("set-font", HTMLInputElement);
  readonly #toggles = new Map(TOGGLES.map((key) => [key, byId(`set-${key}`, HTMLInputElement)]));

  /** `changed` is called for what the player changes here, not for `adopt`. */
  constructor(changed: (now: Preferences, before: Preferences) => void) {
    this.#changed = changed;
    this.#theme.addEventListener("change", () => {
      const theme = THEMES.find((known) => known === this.#theme.value) ?? "auto";
      this.#change({ theme });
    });
    this.#font.addEventListener("input", () => {
      this.#change({ fontPx: clampFont(Number(this.#font.value)) });
    });
    for (const [key, box] of this.#toggles) {
      box.addEventListener("change", () => this.#change({ [key]: box.checked }));
    }
    this.#apply();
  }

  get preferences(): Preferences {
    return this.#preferences;
  }

  /** Takes over what the server keeps with the character. */
  adopt(more: Partial<Preferences>): void {
    this.#preferences = { ...this.#preferences, ...more };
    lasting.write(STORE_KEY, JSON.stringify(this.#preferences));
    this.#apply();
  }

  #change(more: Partial<Preferences>): void {
    const before = this.#preferences;
    this.adopt(more);
    this.#changed(this.#preferences, before);
  }

  #apply(): void {
    const { theme, fontPx, ...rest } = this.#preferences;
    const root = document.documentElement;
    root.dataset.theme = theme satisfies Theme;
    root.dataset.still = String(rest.still);
    root.dataset.colour = String(rest.colour);
    // In percent, so that the reader's own default size still counts.
    root.style.fontSize = `${(fontPx / BASE_FONT_PX) * 100}%`;
    this.#theme.value = theme;
    this.#font.value = String(fontPx);
    setText(byId("set-font-value", HTMLElement), `${fontPx} px`);
    for (const [key, box] of this.#toggles) box.checked = rest[key];
  }
}
