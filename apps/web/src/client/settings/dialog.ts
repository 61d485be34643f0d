/** The settings dialog: plain controls for the preferences, and the parts with tables. */

import { byId, setText } from "../dom.ts";
import {
  CONTRASTS,
  clampFont,
  clampVolume,
  FONTS,
  type Preferences,
  THEMES,
} from "../preferences.ts";
import { dataPart } from "./data-part.ts";
import { macroEditor } from "./macro-editor.ts";
import type { SettingsStore } from "./store.ts";
import { triggerEditor } from "./trigger-editor.ts";
import { verbosityPart } from "./verbosity-part.ts";

const BASE_FONT_PX = 16;

type Toggle = "screenReader" | "colour" | "still" | "sound";
const TOGGLES: readonly Toggle[] = ["screenReader", "colour", "still", "sound"];

const CHOICES = { theme: THEMES, font: FONTS, contrast: CONTRASTS } as const;
type Choice = keyof typeof CHOICES;

/** Shows the preferences on the page itself. */
const applyToPage = (now: Preferences): void => {
  const root = document.documentElement;
  root.dataset.theme = now.theme;
  root.dataset.font = now.font;
  root.dataset.contrast = now.contrast;
  root.dataset.still = String(now.still);
  root.dataset.colour = String(now.colour);
  // In percent, so that the reader's own default size still counts.
  root.style.fontSize = `${(now.fontPx / BASE_FONT_PX) * 100}%`;
};

const wireChoice = (store: SettingsStore, key: Choice): (() => void) => {
  const select = byId(`set-${key}`, HTMLSelectElement);
  select.addEventListener("change", () => {
    const chosen = CHOICES[key].find((known) => known === select.value);
    if (chosen !== undefined) store.prefer({ [key]: chosen });
  });
  return () => {
    select.value = store.preferences[key];
  };
};

const wireRange = (
  store: SettingsStore,
  key: "fontPx" | "volume",
  clamp: (value: number) => number,
  unit: string,
): (() => void) => {
  const range = byId(`set-${key}`, HTMLInputElement);
  const words = byId(`set-${key}-value`, HTMLElement);
  range.addEventListener("input", () => store.prefer({ [key]: clamp(Number(range.value)) }));
  return () => {
    const value = String(store.preferences[key]);
    range.value = value;
    range.setAttribute("aria-valuetext", `${value} ${unit}`);
    setText(words, `${value} ${unit}`);
  };
};

const wireToggle = (store: SettingsStore, key: Toggle): (() => void) => {
  const box = byId(`set-${key}`, HTMLInputElement);
  box.addEventListener("change", () => store.prefer({ [key]: box.checked }));
  return () => {
    box.checked = store.preferences[key];
  };
};

export interface DialogDeeds {
  readonly saveLog: () => void;
  /** Lets the player hear the sounds that were just switched on. */
  readonly trySound: () => void;
}

export const settingsDialog = (store: SettingsStore, deeds: DialogDeeds): void => {
  const draws = [
    ...(Object.keys(CHOICES) as Choice[]).map((key) => wireChoice(store, key)),
    wireRange(store, "fontPx", clampFont, "px"),
    wireRange(store, "volume", clampVolume, "%"),
    ...TOGGLES.map((key) => wireToggle(store, key)),
    verbosityPart(store),
    macroEditor(store),
    triggerEditor(store),
  ];
  dataPart(store, deeds);
  byId("try-sound", HTMLButtonElement).addEventListener("click", deeds.trySound);
  const draw = (): void => {
    applyToPage(store.preferences);
    for (const one of draws) one();
  };
  store.listen(draw);
  draw();
};
