/** What crawlers and lists of games are told of this one (MSSP): by telnet, and as JSON. */

import type { Config } from "@ambon/config/load";
import { VERSION } from "@ambon/process/adapter/version";
import { MSSP_PATH, msspJson } from "@ambon/session/mssp-json";
import type { WorldFacts } from "@ambon/session/world-facts";
import type { MsspTable } from "@ambon/telnet/options/mssp";
import { Hono } from "hono";
import type { TelnetPorts } from "./telnet-doors.ts";

/** Until an engine was reached. */
const NAMELESS = "AmbonMUD";
const WILDCARDS = ["0.0.0.0", "::"];

export class GameFacts {
  /** Known when the doors are open. */
  ports: TelnetPorts = { telnetPort: 0 };
  readonly #host: string;
  readonly #startedSeconds: number;

  constructor(config: Pick<Config, "host">, nowMs: number) {
    this.#host = config.host;
    this.#startedSeconds = Math.floor(nowMs / 1000);
  }

  /**
   * `players` are in the world now; `world` is undefined until an engine has told of it. UPTIME is
   * the time of the start in Unix seconds.
   */
  table(players: number, world: WorldFacts | undefined): MsspTable {
    const { telnetPort, telnetTlsPort = 0 } = this.ports;
    const hostname: MsspTable = WILDCARDS.includes(this.#host) ? [] : [["HOSTNAME", this.#host]];
    return [
      ["NAME", world?.name ?? NAMELESS],
      ["PLAYERS", players],
      ["UPTIME", this.#startedSeconds],
      ["CRAWL DELAY", -1],
      ...hostname,
      ["PORT", telnetPort],
      // The list of variables knows SSL, Mudlet reads TLS; 0 = there is no such port.
      ["SSL", telnetTlsPort],
      ["TLS", telnetTlsPort],
      ["CODEBASE", `AmbonMUD ${VERSION}`],
      ["FAMILY", "Custom"],
      ["GAMEPLAY", ["Hack and Slash", "Adventure"]],
      ["STATUS", "Alpha"],
      ["LANGUAGE", "English"],
      ["CHARSET", "UTF-8"],
      ...(world === undefined ? [] : sizes(world)),
      ...["ANSI", "UTF-8", "XTERM 256 COLORS", "XTERM TRUE COLORS"].map((one) => [one, 1] as const),
      ...["GMCP", "MSDP", "MCCP", "MXP"].map((one) => [one, 1] as const),
      ["VT100", 0],
    ];
  }
}

const sizes = ({ size, classes, races }: WorldFacts): MsspTable => [
  ["AREAS", size.zones],
  ["ROOMS", size.rooms],
  ["MOBILES", size.mobs],
  ["OBJECTS", size.items],
  ["HELPFILES", size.helpTopics],
  ["CLASSES", classes],
  ["RACES", races],
  ["LEVELS", size.levels],
];

/** The pages with the table as JSON beside them, for any reader. */
export const withMssp = (pages: Hono, table: () => MsspTable): Hono => {
  const app = new Hono();
  app.get(MSSP_PATH, (context) =>
    context.body(msspJson(table()), 200, {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    }),
  );
  return app.route("/", pages);
};
