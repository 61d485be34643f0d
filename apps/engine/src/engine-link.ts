/** How an engine is reached by its gateways: over streams that they open, or by Redis. */

import { connectEngineEnd } from "@ambon/bus/adapter/connect-engine";
import { OperatorError } from "@ambon/kernel/operator-error";
import { serverLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import type { EngineLink } from "./engine-parts.ts";

/** What the operator is told to set where nothing is said. */
const NO_PORT =
  "AMBON_LINK_PORT is not set: an engine waits for its gateways on it. Set it to a port, " +
  "like 5000 (0 = any free one).";

export interface OpenLink extends EngineLink {
  readonly port: number;
  /** Says goodbye to gateways: `restart` promises that this engine comes back. */
  close(farewell: "shutdown" | "restart"): Promise<void>;
}

/** Throws OperatorError: a port that is missing or taken, files that cannot be read. */
export const openEngineLink = async (
  { config, metrics, log }: RoleContext,
  secret: string,
  boot: string,
): Promise<OpenLink> => {
  if (config.linkPort === undefined) throw new OperatorError(NO_PORT);
  const tls = serverLinkFiles(config.linkTls);
  return connectEngineEnd({
    engineId: config.engineId,
    boot,
    build: VERSION,
    region: config.region,
    secret,
    acceptedSecrets: config.acceptedSecrets,
    host: config.host,
    port: config.linkPort,
    clock: { nowMs: () => Date.now() },
    metrics,
    log,
    ...(tls === undefined ? {} : { tls }),
  });
};
