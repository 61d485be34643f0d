/** How a gateway reaches its engine: over a stream that it opens, or by Redis. */

import { connectGatewayEnd, type GatewayEnd } from "@ambon/bus/adapter/connect-gateway";
import { redisGatewayEnd } from "@ambon/bus/adapter/redis-gateway";
import { OperatorError } from "@ambon/kernel/operator-error";
import { chance } from "@ambon/process/adapter/chance";
import { readableLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";

const NO_ENGINES =
  "AMBON_ENGINES is not set: a gateway has no world of its own. Set it to the engines that " +
  "players play on, like engine-1=http://10.0.0.5:5000.";

export interface OpenLink extends Pick<GatewayEnd, "inbound" | "outbound" | "close"> {
  /** Name of the engine that players play on. */
  readonly engine: string;
}

export interface GatewayName {
  readonly id: string;
  /** Of this run. */
  readonly boot: string;
}

/** Begins to dial. Throws OperatorError: no engine is named, files cannot be read. */
export const openGatewayLink = (
  { config, metrics, log }: RoleContext,
  secret: string,
  { id: gatewayId, boot }: GatewayName,
): OpenLink => {
  const { bus, region, acceptedSecrets } = config;
  // Which zones are on which engine is known from issue 6 on; until then one has them all.
  const [engine] = config.engines;
  if (engine === undefined) throw new OperatorError(NO_ENGINES);
  const clock = { nowMs: () => Date.now() };
  const self = { gatewayId, boot, build: VERSION, region, random: chance };
  const common = { ...self, secret, acceptedSecrets, clock, metrics, log };
  if (bus.via === "redis") {
    const end = redisGatewayEnd({ ...common, url: bus.redisUrl, engines: [engine.id] });
    return { ...end, engine: engine.id };
  }
  const tls = readableLinkFiles(config.linkTls);
  const end = connectGatewayEnd({
    ...common,
    engines: [engine],
    ...(tls === undefined ? {} : { tls }),
  });
  return { ...end, engine: engine.id };
};
