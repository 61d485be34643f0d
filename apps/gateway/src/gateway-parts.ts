/**
 * The gateway's part of a process: sessions, the telnet and web ports, what crawlers are told. Both
 * roles that hold a gateway, standalone and gateway, make it here. It knows no content: what it
 * says of the world it has from the engine.
 */

import { webPages } from "@ambon/app-web/pages";
import type { InboundBus, OutboundBus } from "@ambon/bus/bus";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import { GatewayHost } from "@ambon/session/adapter/gateway-host";
import { listenWeb } from "@ambon/session/adapter/web-listener";
import { Gateway } from "@ambon/session/gateway";
import { GameFacts, withMssp } from "./game-facts.ts";
import { openTelnetDoors, type TelnetPorts } from "./telnet-doors.ts";

/** Farewells get this long to leave before sockets are closed. */
const LAST_WORDS_MS = 200;
const GOODBYE = {
  shutdown: "The game is shutting down. See you soon!",
  restart:
    "This way into the game is being renewed. Your character is safe: connect again to go on.",
} as const;

/** The gateway's ends of the buses, and where its session ids come from. */
export interface GatewayLink {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** Name of the engine on the bus. */
  readonly engine: string;
  /** Undefined while there is no lease to mint with. */
  readonly mintSessionId: (nowMs: number) => string | undefined;
  /** What the doors wait for. */
  readonly beforeDoors?: (host: GatewayHost) => Promise<void>;
}

export interface OpenGateway {
  readonly host: GatewayHost;
  readonly ports: Readonly<Record<string, number>>;
  /** Tells all players that this process ends; resolves when they had time to hear it. */
  sayGoodbye(reason: keyof typeof GOODBYE): Promise<void>;
}

/** Resolves when players can come. Throws ListenError or TlsFilesError. */
export const openGateway = async (
  context: RoleContext,
  link: GatewayLink,
): Promise<OpenGateway> => {
  const { config, metrics, log, opened } = context;
  const { limits, host: hostname, webPort, forwarded } = config;
  const clock = { nowMs: () => Date.now() };
  const facts = new GameFacts(config, clock.nowMs());
  const gateway = new Gateway({
    limits,
    metrics,
    log,
    mintSessionId: () => link.mintSessionId(clock.nowMs()),
    version: VERSION,
    linkUp: false,
    mssp: (players, world) => facts.table(players, world),
  });
  const { inbound, outbound, engine } = link;
  const host = new GatewayHost({ gateway, inbound, outbound, engine, clock, metrics, log });
  opened(() => host.stop());
  await link.beforeDoors?.(host);
  const telnet: TelnetPorts = await openTelnetDoors({ config, host, metrics, log, opened });
  facts.ports = telnet;
  const pages = withMssp(await webPages(), () => gateway.msspTable());
  const door = { hostname, port: webPort, forwarded };
  const web = await listenWeb({ host, limits, log, metrics, ...door, pages });
  opened(() => web.close());
  return {
    host,
    ports: { ...telnet, webPort: web.port },
    sayGoodbye: (reason) => {
      host.put({ i: "shutdown", message: GOODBYE[reason], reason });
      return new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    },
  };
};
