/** How a gateway finds and reaches the engines: over a stream that it opens, or by Redis. */

import { connectGatewayEnd, type GatewayEnd } from "@ambon/bus/adapter/connect-gateway";
import { redisGatewayEnd } from "@ambon/bus/adapter/redis-gateway";
import type { OutboundBus } from "@ambon/bus/bus";
import { EngineRegistry } from "@ambon/coordination/adapter/engine-registry";
import { OperatorError } from "@ambon/kernel/operator-error";
import { chance } from "@ambon/process/adapter/chance";
import { readableLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";

const NO_ENGINES =
  "AMBON_ENGINES is not set: a gateway has no world of its own. Set it to the engines that " +
  "players play on, like engine-1=http://10.0.0.5:5000, or let it find them: AMBON_REGISTRY=redis.";

export interface OpenLink extends Pick<GatewayEnd, "inbound" | "outbound" | "close"> {
  /** Dials an engine that was named by another. */
  readonly learn: (engine: string, url: string) => void;
  /** What an engine says of itself on its link; "" = it was never linked. */
  readonly regionOf: (engine: string) => string;
  /** Players at an engine, as far as is known. */
  readonly playersAt: (engine: string) => number;
}

export interface GatewayName {
  readonly id: string;
  /** Of this run. */
  readonly boot: string;
}

/** Begins to dial. Throws OperatorError: no engine is named, files cannot be read. */
export const openGatewayLink = (
  context: RoleContext,
  secret: string,
  name: GatewayName,
): OpenLink => {
  const end = openEnd(context, secret, name);
  const { config, log } = context;
  const { registry: kind, redisUrl, engines, bus } = config;
  const regions = new Map<string, string>();
  const regionOf = (engine: string): string => regions.get(engine) ?? "";
  if (kind === "static" || redisUrl === undefined) {
    const outbound = watched(end.outbound, regions, () => undefined);
    return { ...end, outbound, learn: end.connectTo, regionOf, playersAt: () => 0 };
  }
  const registry = new EngineRegistry({
    redisUrl,
    named: engines.map(({ id }) => id),
    dialer: end,
    needsUrl: bus.via === "connect",
    log,
  });
  return {
    ...end,
    // Whoever lost its engine may find it elsewhere, under its name or another.
    outbound: watched(end.outbound, regions, () => registry.look()),
    learn: (engine, url) => registry.learn(engine, url),
    regionOf,
    playersAt: (engine) => registry.playersAt(engine),
    close: async (farewell) => {
      await registry.close();
      await end.close(farewell);
    },
  };
};

const openEnd = (
  { config, metrics, log }: RoleContext,
  secret: string,
  { id: gatewayId, boot }: GatewayName,
): GatewayEnd => {
  const { bus, region, acceptedSecrets, engines, registry } = config;
  if (engines.length === 0 && registry === "static") throw new OperatorError(NO_ENGINES);
  const clock = { nowMs: () => Date.now() };
  const self = { gatewayId, boot, build: VERSION, region, random: chance };
  const common = { ...self, secret, acceptedSecrets, clock, metrics, log };
  if (bus.via === "redis") {
    const names = engines.map(({ id }) => id);
    return redisGatewayEnd({ ...common, url: bus.redisUrl, engines: names });
  }
  const tls = readableLinkFiles(config.linkTls);
  return connectGatewayEnd({ ...common, engines, ...(tls === undefined ? {} : { tls }) });
};

/** Notes where engines are, and calls `lost` for each link that went, before anybody else knows. */
const watched = (
  bus: OutboundBus,
  regions: Map<string, string>,
  lost: () => void,
): OutboundBus => ({
  ...bus,
  watch: (watcher) =>
    bus.watch((engine, up, region = "") => {
      if (up) regions.set(engine, region);
      else {
        regions.delete(engine);
        lost();
      }
      watcher(engine, up);
    }),
});
