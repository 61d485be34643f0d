/**
 * The page around the game: dialogs, keys, buttons that send commands, the height of the screen.
 */

import { byId } from "./dom.ts";
import { deedOf, nextStop } from "./keys.ts";
import { type Macro, macroOf } from "./macros.ts";
import type { PageDeed } from "./palette.ts";
import type { PanelColumns } from "./panel-columns.ts";
import type { SettingsStore } from "./settings/store.ts";

export interface PageParts {
  readonly columns: PanelColumns;
  readonly log: HTMLElement;
  /** Puts the focus into the command line; false when Escape only closed its completions. */
  readonly escape: () => void;
  readonly focusLine: () => void;
  readonly sendCommand: (command: string) => void;
  /** Puts the start of a command into the line. */
  readonly begin: (text: string) => void;
  readonly palette: () => void;
  /** Those that count now. */
  readonly macros: () => readonly Macro[];
  readonly macro: (macro: Macro) => void;
  readonly isLineEmpty: () => boolean;
}

/** Opens the dialog of a button; the browser gives the focus back when it closes. */
const wireDialog = (button: string, dialog: string): HTMLDialogElement => {
  const node = byId(dialog, HTMLDialogElement);
  byId(button, HTMLButtonElement).addEventListener("click", () => node.showModal());
  // A click on the backdrop counts for the dialog element itself.
  node.addEventListener("click", (event) => {
    if (event.target === node) node.close();
  });
  return node;
};

const cycle = (parts: PageParts, step: -1 | 1): void => {
  const input = byId("line", HTMLInputElement);
  const stops = [input, parts.log, ...parts.columns.stops()];
  const at = stops.findIndex((stop) => stop.matches(":focus"));
  stops[nextStop(at, step, stops.length)]?.focus();
};

/** Whether the number pad is needed for digits just now. */
const isTyping = (parts: PageParts): boolean => {
  const { activeElement: node } = document;
  return node?.id === "line" ? !parts.isLineEmpty() : node?.matches("input, select") === true;
};

const wireMacros = (parts: PageParts): void => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
    const macro = macroOf(parts.macros(), event, isTyping(parts));
    if (macro === undefined) return;
    event.preventDefault();
    parts.macro(macro);
  });
};

const wireKeys = (parts: PageParts, help: HTMLDialogElement): void => {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") !== null) return;
    const deed = deedOf(event);
    if (deed === undefined) return;
    event.preventDefault();
    switch (deed.do) {
      case "help":
        return help.showModal();
      case "line":
        return parts.escape();
      case "log":
        return parts.log.focus();
      case "palette":
        return parts.palette();
      case "nextRegion":
        return cycle(parts, 1);
      case "previousRegion":
        return cycle(parts, -1);
      case "panel":
        return parts.columns.goTo(deed.panel);
    }
  });
};

/** iOS does not shrink the page for its keyboard: take the height that can be seen. */
const followViewport = (): void => {
  const viewport = window.visualViewport;
  if (viewport === null) return;
  viewport.addEventListener("resize", () => {
    if (viewport.scale !== 1) return;
    const { style } = document.documentElement;
    if (viewport.height >= window.innerHeight) style.removeProperty("--view-height");
    else style.setProperty("--view-height", `${viewport.height}px`);
    window.scrollTo(0, 0);
  });
};

export const wirePage = (parts: PageParts): void => {
  wireDialog("open-settings", "settings");
  const help = wireDialog("open-help", "help");
  wireKeys(parts, help);
  wireMacros(parts);
  followViewport();
  document.addEventListener("click", (event) => {
    const target =
      event.target instanceof Element ? event.target.closest("[data-command], [data-begin]") : null;
    if (!(target instanceof HTMLElement) || target.ariaDisabled === "true") return;
    const { command, begin } = target.dataset;
    if (begin !== undefined) parts.begin(begin);
    else parts.sendCommand(command ?? "");
  });
  byId("skip-line", HTMLElement).addEventListener("click", (event) => {
    event.preventDefault();
    parts.focusLine();
  });
};

/** What the palette can do with the page itself. */
export const pageDeeds = (
  settings: SettingsStore,
  columns: PanelColumns,
  saveLog: () => void,
): Readonly<Record<PageDeed, () => void>> => {
  const { preferences } = settings;
  const isDark =
    preferences.theme === "auto"
      ? !window.matchMedia("(prefers-color-scheme: light)").matches
      : preferences.theme === "dark";
  return {
    settings: () => byId("settings", HTMLDialogElement).showModal(),
    help: () => byId("help", HTMLDialogElement).showModal(),
    theme: () => settings.prefer({ theme: isDark ? "light" : "dark" }),
    screenReader: () => settings.prefer({ screenReader: !preferences.screenReader }),
    sound: () => settings.prefer({ sound: !preferences.sound }),
    log: saveLog,
    "panel-character": () => columns.goTo("character"),
    "panel-room": () => columns.goTo("room"),
    "panel-things": () => columns.goTo("things"),
    "panel-chat": () => columns.goTo("chat"),
    "panel-people": () => columns.goTo("people"),
    "panel-commands": () => columns.goTo("commands"),
  };
};
