/** What crawlers and lists of games are told of this one (MSSP): by telnet, and as JSON. */

import type { Config } from "@ambon/config/load";
import { MAX_LEVEL } from "@ambon/game/systems/levels";
import { MSSP_PATH, msspJson } from "@ambon/session/mssp-json";
import type { MsspTable } from "@ambon/telnet/options/mssp";
import type { WorldDefinition } from "@ambon/world/definition";
import { Hono } from "hono";
import type { TelnetPorts } from "./telnet-doors.ts";
import { VERSION } from "./version.ts";

const WILDCARDS = ["0.0.0.0", "::"];

export class GameFacts {
  /** Known when the doors are open. */
  ports: TelnetPorts = { telnetPort: 0 };
  readonly #host: string;
  readonly #world: () => WorldDefinition;
  readonly #startedSeconds: number;

  constructor(config: Pick<Config, "host">, world: () => WorldDefinition, nowMs: number) {
    this.#host = config.host;
    this.#world = world;
    this.#startedSeconds = Math.floor(nowMs / 1000);
  }

  /** `players` are in the world now. UPTIME is the time of the start in Unix seconds. */
  table(players: number): MsspTable {
    const { name, zones, rooms, mobs, items, classes, races, help } = this.#world();
    const { telnetPort, telnetTlsPort = 0 } = this.ports;
    const hostname: MsspTable = WILDCARDS.includes(this.#host) ? [] : [["HOSTNAME", this.#host]];
    return [
      ["NAME", name],
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
      ["AREAS", zones.size],
      ["ROOMS", rooms.size],
      ["MOBILES", mobs.size],
      ["OBJECTS", items.size],
      ["HELPFILES", help.length],
      ["CLASSES", classes.size],
      ["RACES", races.size],
      ["LEVELS", MAX_LEVEL],
      ...["ANSI", "UTF-8", "XTERM 256 COLORS", "XTERM TRUE COLORS"].map((one) => [one, 1] as const),
      ...["GMCP", "MSDP", "MCCP", "MXP"].map((one) => [one, 1] as const),
      ["VT100", 0],
    ];
  }
}

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
