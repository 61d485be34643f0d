/**
 * Which dialect a WebSocket speaks: by its path and the subprotocols that it offers. A client that
 * offered names and gets none echoed fails its own handshake, and one that offered none must get
 * none; so an offer without a name we know is refused, with the names that would do.
 *
 *   /ws           the best of what is offered; nothing offered: telnet
 *   /ws/<name>    that dialect; an offer must name it
 */

import type { DialectName, WsDialect } from "./ws-dialect.ts";
import { gmcpDialect } from "./ws-gmcp.ts";
import { jsonDialect } from "./ws-json.ts";
import { WS_SUBPROTOCOL } from "./ws-messages.ts";
import { TELNET_DIALECT } from "./ws-telnet.ts";
import { asciiDialect, terminalDialect } from "./ws-terminal.ts";

export const WS_PATH = "/ws";
export const WEBSOCKET_DIALECTS = "gateway_websocket_dialect_total";

/** What is spoken on a socket; `bare` is telnet without a subprotocol. */
export type SpokenName = "ambon" | DialectName | "bare";

interface Spoken {
  readonly name: Exclude<SpokenName, "bare">;
  readonly subprotocols: readonly string[];
}

/** The best first. */
const SPOKEN: readonly Spoken[] = [
  { name: "ambon", subprotocols: [WS_SUBPROTOCOL] },
  { name: "json", subprotocols: ["json.mudstandards.org"] },
  { name: "gmcp", subprotocols: ["gmcp.mudstandards.org"] },
  { name: "telnet", subprotocols: ["telnet.mudstandards.org", "binary", "telnet"] },
  { name: "terminal", subprotocols: ["terminal.mudstandards.org"] },
  { name: "ascii", subprotocols: ["ascii"] },
];

const FACTORIES: Readonly<Record<DialectName, (gmcpMax: number) => WsDialect>> = {
  json: jsonDialect,
  gmcp: gmcpDialect,
  telnet: () => TELNET_DIALECT,
  terminal: terminalDialect,
  ascii: asciiDialect,
};

export interface WsChoice {
  readonly spoken: SpokenName;
  /** To be echoed; undefined when nothing was offered. */
  readonly subprotocol: string | undefined;
}

export interface WsRefusal {
  readonly status: "404 Not Found" | "400 Bad Request";
  readonly message: string;
}

/** `url` and `offered`: the request's target, and its Sec-WebSocket-Protocol if there is any. */
export const chooseDialect = (url: string, offered: string | undefined): WsChoice | WsRefusal => {
  const possible = spokenAt(url.split("?")[0] ?? "");
  if (possible === undefined) {
    return { status: "404 Not Found", message: `The WebSocket is at ${WS_PATH}.` };
  }
  const names = (offered ?? "").split(",").flatMap((name) => name.trim() || []);
  if (names.length === 0) {
    const forced = possible.length === 1 ? possible[0]?.name : undefined;
    return { spoken: forced ?? "bare", subprotocol: undefined };
  }
  for (const { name, subprotocols } of possible) {
    const subprotocol = names.find((one) => subprotocols.includes(one));
    if (subprotocol !== undefined) return { spoken: name, subprotocol };
  }
  const known = possible.flatMap(({ subprotocols }) => subprotocols).join(", ");
  return {
    status: "400 Bad Request",
    message: `Offer one of these WebSocket subprotocols: ${known}`,
  };
};

const spokenAt = (path: string): readonly Spoken[] | undefined => {
  if (path === WS_PATH) return SPOKEN;
  // Our own protocol has no path form: it is the default's first choice, and needs its name.
  const forced = SPOKEN.find(({ name }) => name !== "ambon" && path === `${WS_PATH}/${name}`);
  return forced === undefined ? undefined : [forced];
};

/** A dialect for one socket; null for `v1.ambon`, which the session speaks itself. */
export const newDialect = (spoken: SpokenName, gmcpMax: number): WsDialect | null =>
  spoken === "ambon" ? null : FACTORIES[spoken === "bare" ? "telnet" : spoken](gmcpMax);
