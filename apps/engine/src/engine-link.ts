/** How an engine is reached by its gateways: over streams that they open, or by Redis. */

import { connectEngineEnd } from "@ambon/bus/adapter/connect-engine";
import { OperatorError } from "@ambon/kernel/operator-error";
import { readableLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { VERSION } from "@ambon/process/adapter/version";
import type { EngineLink } from "./engine-parts.ts";

/** What the operator is told to set where nothing is said. */
const NO_PORT =
  "AMBON_LINK_PORT is not set: an engine waits for its gateways on it. Set it to a port, " +
  "like 5000 (0 = any free one).";
const NO_CERTIFICATE =
  "AMBON_LINK_TLS_CA is set without AMBON_LINK_TLS_CERT: an engine that asks gateways for a " +
  "certificate must show one itself. Set AMBON_LINK_TLS_CERT and AMBON_LINK_TLS_KEY too.";

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
  const tls = readableLinkFiles(config.linkTls);
  if (tls !== undefined && tls.certFile === undefined) throw new OperatorError(NO_CERTIFICATE);
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
