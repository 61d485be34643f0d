/** Where a gateway's session ids come from: a node id that leasing lends to it. */

import { type LeasedNodeIds, leasedNodeIds } from "@ambon/coordination/adapter/leased-node-ids";
import { OperatorError } from "@ambon/kernel/operator-error";
import { readableLinkFiles } from "@ambon/process/adapter/link-files";
import type { RoleContext } from "@ambon/process/adapter/role-process";

const NO_LEASING =
  "AMBON_LEASING_URL is not set: a gateway names sessions by a node id that no other gateway " +
  "has. Set it to where `ambon leasing` waits, like http://10.0.0.7:5100, or run " +
  "`ambon standalone`, which needs none.";

/** Begins to ask. Throws OperatorError: no service is named, files cannot be read. */
export const openSessionIds = (
  { config, metrics, log }: RoleContext,
  secret: string,
  peer: string,
): LeasedNodeIds => {
  if (config.leasingUrls.length === 0) throw new OperatorError(NO_LEASING);
  const tls = readableLinkFiles(config.linkTls);
  return leasedNodeIds({
    urls: config.leasingUrls,
    peer,
    secret,
    acceptedSecrets: config.acceptedSecrets,
    clock: { nowMs: () => Date.now() },
    metrics,
    log,
    ...(tls === undefined ? {} : { tls }),
  });
};
