/** How a gateway reaches the engines: over a stream that it opens, or by Redis. */

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
  /** Dials an engine that was named by another. */
  readonly learn: (engine: string, url: string) => void;
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
  const { engines } = config;
  if (engines.length === 0) throw new OperatorError(NO_ENGINES);
  const clock = { nowMs: () => Date.now() };
  const self = { gatewayId, boot, build: VERSION, region, random: chance };
  const common = { ...self, secret, acceptedSecrets, clock, metrics, log };
  if (bus.via === "redis") {
    const names = engines.map(({ id }) => id);
    const end = redisGatewayEnd({ ...common, url: bus.redisUrl, engines: names });
    return { ...end, learn: end.connectTo };
  }
  const tls = readableLinkFiles(config.linkTls);
  const end = connectGatewayEnd({ ...common, engines, ...(tls === undefined ? {} : { tls }) });
  return { ...end, learn: end.connectTo };
};
