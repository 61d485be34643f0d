/**
 * The page around the game: dialogs, keys, buttons that send commands, the height of the screen.
 */

import { byId, setAttribute, setText } from "./dom.ts";
import { deedOf, nextStop } from "./keys.ts";
import type { LinkState } from "./link.ts";
import type { PanelColumns } from "./panel-columns.ts";

export interface PageParts {
  readonly columns: PanelColumns;
  readonly log: HTMLElement;
  /** Puts the focus into the command line; false when Escape only closed its completions. */
  readonly escape: () => void;
  readonly focusLine: () => void;
  readonly sendCommand: (command: string) => void;
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
  followViewport();
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-command]") : null;
    if (!(target instanceof HTMLElement) || target.ariaDisabled === "true") return;
    parts.sendCommand(target.dataset.command ?? "");
  });
  byId("skip-line", HTMLElement).addEventListener("click", (event) => {
    event.preventDefault();
    parts.focusLine();
  });
};

/** The connection in words, and a button where only the player can go on. */
export const connectionText = ({ phase }: LinkState, retryMs: number | null): string => {
  switch (phase) {
    case "idle":
    case "connecting":
      return "Connecting…";
    case "open":
      return "Connected";
    case "waiting":
      return `Connection lost. Trying again in ${Math.ceil((retryMs ?? 0) / 1000)} s…`;
    case "ended":
      return "Not connected";
  }
};

export const showConnection = (state: LinkState, retryMs: number | null): void => {
  const node = byId("connection", HTMLElement);
  setText(node, connectionText(state, retryMs));
  setAttribute(node, "data-phase", state.phase);
  byId("reconnect", HTMLButtonElement).hidden =
    state.phase !== "ended" && state.phase !== "waiting";
};
