/** How an engine is reached by gateways and other engines: over streams they open, or by Redis. */

import { connectEngineEnd } from "@ambon/bus/adapter/connect-engine";
import { connectPeers } from "@ambon/bus/adapter/connect-peers";
import type { PeersEnd } from "@ambon/bus/adapter/peer-end";
import { type RedisEngineEnd, redisEngineEnd } from "@ambon/bus/adapter/redis-engine";
import { redisPeers } from "@ambon/bus/adapter/redis-peers";
import { EngineRegistry } from "@ambon/coordination/adapter/engine-registry";
import { OperatorError } from "@ambon/kernel/operator-error";
import { chance } from "@ambon/process/adapter/chance";
import { serverLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import type { ClusterPlan } from "./cluster-plan.ts";
import type { EngineLink } from "./engine-parts.ts";

const NO_PORT =
  "AMBON_LINK_PORT is not set: an engine waits for its gateways on it. Set it to a port, " +
  "like 5000 (0 = any free one).";

export interface OpenLink extends EngineLink {
  /** None over Redis. */
  readonly port?: number;
  /** Says goodbye to gateways and engines: `restart` promises that this engine comes back. */
  close(farewell: "shutdown" | "restart"): Promise<void>;
}

export interface LinkedEngine {
  readonly secret: string;
  /** The nonce of this run. */
  readonly boot: string;
  /** Undefined: it is alone. */
  readonly plan: ClusterPlan | undefined;
  /** In its zones now, for those that choose between engines. */
  readonly players: () => number;
}

/** Throws OperatorError: a port that is missing or taken, files that cannot be read. */
export const openEngineLink = async (
  context: RoleContext,
  engine: LinkedEngine,
): Promise<OpenLink> => {
  const { secret, boot, plan } = engine;
  const { config, metrics, log } = context;
  const { engineId, region, acceptedSecrets, bus, host, linkPort: port } = config;
  const clock = { nowMs: () => Date.now() };
  const self = { engineId, boot, build: VERSION, region, random: chance };
  const common = { ...self, secret, acceptedSecrets, clock, metrics, log };
  if (bus.via === "redis") {
    const options = { ...common, url: bus.redisUrl };
    const peers = plan === undefined ? undefined : redisPeers(options);
    return joined(redisEngineEnd(options), peers, engine, context);
  }
  if (port === undefined) throw new OperatorError(NO_PORT);
  const files = serverLinkFiles(config.linkTls);
  const tls = files === undefined ? {} : { tls: files };
  const peers = plan === undefined ? undefined : connectPeers({ ...common, ...tls });
  const routes = peers === undefined ? {} : { routes: peers.routes };
  return joined(
    await connectEngineEnd({ ...common, host, port, ...tls, ...routes }),
    peers,
    engine,
    context,
  );
};

/** The engines that are named or found are dialed, or let in, from now on. */
const joined = (
  end: RedisEngineEnd & { readonly port?: number },
  peers: PeersEnd | undefined,
  { plan, players }: LinkedEngine,
  { config, log }: RoleContext,
): OpenLink => {
  if (peers === undefined || plan === undefined) return end;
  for (const { id, url } of plan.others) peers.connectTo(id, url);
  const { engineId, registry: kind, redisUrl, bus } = config;
  const named = plan.others.map(({ id }) => id);
  const registry =
    kind === "redis" && redisUrl !== undefined
      ? new EngineRegistry({
          redisUrl,
          self: () => ({ engine: engineId, url: plan.url, players: players() }),
          named,
          dialer: peers,
          needsUrl: bus.via === "connect",
          log,
        })
      : undefined;
  return {
    ...end,
    peers: peers.bus,
    close: async (farewell) => {
      await registry?.close();
      await Promise.all([peers.close(farewell), end.close(farewell)]);
    },
  };
};
