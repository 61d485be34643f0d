/**
 * The gateway's part of a process: sessions, the telnet and web ports, what crawlers are told. Both
 * roles that hold a gateway, standalone and gateway, make it here. It knows no content: what it
 * says of the world it has from the engine.
 */

import { setTimeout as pause } from "node:timers/promises";
import { webPages } from "@ambon/app-web/pages";
import type { InboundBus, OutboundBus } from "@ambon/bus/bus";
import type { LeasedNodeIds } from "@ambon/coordination/adapter/leased-node-ids";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import { GatewayHost } from "@ambon/session/adapter/gateway-host";
import { listenWeb } from "@ambon/session/adapter/web-listener";
import { Gateway } from "@ambon/session/gateway";
import { GameFacts, withMssp } from "./game-facts.ts";
import { openTelnetDoors, type TelnetPorts } from "./telnet-doors.ts";

/** So that the first players of a gateway that starts with its engine are not turned away. */
const PATIENCE_MS = 3000;
const LOOK_MS = 20;
const NO_ENGINE =
  "No engine is linked. The log says why (link_ended) for each that is named in AMBON_ENGINES or " +
  "stands in the registry; registry_away means that Redis cannot be read.";
/** Farewells get this long to leave before sockets are closed. */
const LAST_WORDS_MS = 200;
const GOODBYE = {
  shutdown: "The game is shutting down. See you soon!",
  later: "This way into the game is being renewed. Your character is safe: connect again to go on.",
} as const;

/** The gateway's ends of the buses, and where its session ids come from. */
export interface GatewayLink {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** Dials an engine that sessions are sent to; absent = all are known. */
  readonly learn?: (engine: string, url: string) => void;
  /** Where an engine is, and how busy; absent = none is chosen by that. */
  readonly regionOf?: (engine: string) => string;
  readonly playersAt?: (engine: string) => number;
  readonly ids: LeasedNodeIds;
}

export interface OpenGateway {
  readonly ports: Readonly<Record<string, number>>;
  /** The sentence that says why nobody can play now; undefined = they can. */
  unready(): string | undefined;
  /** Tells all players that this process ends; resolves when they had time to hear it. */
  sayGoodbye(reason: keyof typeof GOODBYE): Promise<void>;
}

/**
 * Resolves when players can come. Doors do not wait for engine and lease longer than PATIENCE_MS:
 * who comes without them is told so. Throws ListenError or TlsFilesError.
 */
export const openGateway = async (
  context: RoleContext,
  link: GatewayLink,
): Promise<OpenGateway> => {
  const { config, metrics, log, opened, crash } = context;
  const { limits, host: hostname, webPort, forwarded, region } = config;
  const { inbound, outbound, learn, regionOf, playersAt, ids } = link;
  const clock = { nowMs: () => Date.now() };
  const facts = new GameFacts(config, clock.nowMs());
  const gateway = new Gateway({
    limits,
    metrics,
    log,
    mintSessionId: () => ids.next(clock.nowMs()),
    version: VERSION,
    choice: {
      region,
      ...(regionOf === undefined ? {} : { regionOf }),
      ...(playersAt === undefined ? {} : { playersAt }),
    },
    mssp: (players, world) => facts.table(players, world),
    loginTokens: config.loginTokens,
    offers: config.offers,
  });
  const learns = learn === undefined ? {} : { learn };
  const ports = { inbound, outbound, clock, metrics, log, crash };
  const host = new GatewayHost({ gateway, ...ports, ...learns });
  opened(() => host.stop());
  const unready = (): string | undefined => (host.isLinked ? ids.problem() : NO_ENGINE);
  await patience(() => unready() === undefined);
  const telnet: TelnetPorts = await openTelnetDoors({ config, host, metrics, log, opened });
  facts.ports = telnet;
  const pages = withMssp(await webPages(), () => gateway.msspTable());
  const door = { hostname, port: webPort, forwarded };
  const web = await listenWeb({ host, limits, log, metrics, ...door, pages });
  opened(() => web.close());
  return {
    unready,
    ports: { ...telnet, webPort: web.port },
    sayGoodbye: (reason) => {
      host.put({ i: "shutdown", message: GOODBYE[reason], reason });
      return new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    },
  };
};

const patience = async (isSo: () => boolean): Promise<void> => {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!isSo() && performance.now() < untilMs) await pause(LOOK_MS);
};
