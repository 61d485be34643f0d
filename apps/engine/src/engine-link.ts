/** How an engine is reached by its gateways: over streams that they open, or by Redis. */

import { connectEngineEnd } from "@ambon/bus/adapter/connect-engine";
import { redisEngineEnd } from "@ambon/bus/adapter/redis-engine";
import { OperatorError } from "@ambon/kernel/operator-error";
import { chance } from "@ambon/process/adapter/chance";
import { serverLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import type { EngineLink } from "./engine-parts.ts";

const NO_PORT =
  "AMBON_LINK_PORT is not set: an engine waits for its gateways on it. Set it to a port, " +
  "like 5000 (0 = any free one).";

export interface OpenLink extends EngineLink {
  /** None over Redis. */
  readonly port?: number;
  /** Says goodbye to gateways: `restart` promises that this engine comes back. */
  close(farewell: "shutdown" | "restart"): Promise<void>;
}

/** Throws OperatorError: a port that is missing or taken, files that cannot be read. */
export const openEngineLink = async (
  { config, metrics, log }: RoleContext,
  secret: string,
  boot: string,
): Promise<OpenLink> => {
  const { engineId, region, acceptedSecrets, bus, host, linkPort: port } = config;
  const clock = { nowMs: () => Date.now() };
  const self = { engineId, boot, build: VERSION, region };
  const common = { ...self, secret, acceptedSecrets, clock, metrics, log };
  if (bus.via === "redis") {
    return redisEngineEnd({ ...common, url: bus.redisUrl, random: chance });
  }
  if (port === undefined) throw new OperatorError(NO_PORT);
  const tls = serverLinkFiles(config.linkTls);
  return connectEngineEnd({ ...common, host, port, ...(tls === undefined ? {} : { tls }) });
};
