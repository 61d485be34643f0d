/** The state of the connection as the page shows it. */

import { byId, setAttribute, setText } from "./dom.ts";
import type { LinkState } from "./link.ts";

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
