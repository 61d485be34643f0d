/**
 * Leases on node ids as a process of its own, for gateways. Several of them on one Redis are one
 * service: any of them answers any gateway.
 *
 * A gateway that holds a lease goes on without this process for as long as its lease reaches; so a
 * restart of it is not noticed.
 */

import {
  LEASE_MESSAGE_BYTES,
  LEASING_PEER,
  leaseRoutes,
} from "@ambon/coordination/adapter/lease-service";
import { OperatorError } from "@ambon/kernel/operator-error";
import { serverLinkFiles } from "@ambon/process/adapter/link-files";
import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";
import { sharedSecret } from "@ambon/process/shared-secret";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { OpenDoor } from "@ambon/wire/adapter/open-door";
import { startRpcServer } from "@ambon/wire/adapter/rpc-server";
import { LeaseWatch } from "./lease-watch.ts";
import { openLeases } from "./open-leases.ts";

const USAGE = `Usage: ambon leasing

Leases node ids to gateways, so that no two of them mint the same session id. Gateways need
AMBON_LEASING_URL with this process's AMBON_LINK_PORT, and the same AMBON_SECRET. Leases are kept in
AMBON_REDIS_URL, where several leasing processes may share them, or in AMBON_DATA_DIR of this one.
Settings come from ambon.yaml and from AMBON_… variables; docs/configuration.md lists them. Prints
one JSON line with "event":"ready" when gateways can call.`;

const NO_PORT =
  "AMBON_LINK_PORT is not set: leasing waits for gateways on it. Set it to a port, like 5100 " +
  "(0 = any free one).";
const MISROUTED = "this is a leasing service: see AMBON_LEASING_URL and AMBON_ENGINES";

const leasing: Role = {
  name: "leasing",
  usage: USAGE,
  async start(context) {
    const { config, metrics, log, opened } = context;
    const secret = sharedSecret(config.secret);
    if (config.linkPort === undefined) throw new OperatorError(NO_PORT);
    const tls = serverLinkFiles(config.linkTls);
    const store = await openLeases(context);
    const keys = new HmacKeys(secret, config.acceptedSecrets);
    const clock = { nowMs: () => Date.now() };
    const door = new OpenDoor({
      self: LEASING_PEER,
      misrouted: MISROUTED,
      keys,
      clock,
      metrics,
      log,
    });
    await context.openAdmin(secret, {});
    const server = await startRpcServer({
      host: config.host,
      port: config.linkPort,
      ...(tls === undefined ? {} : { tls }),
      messageBytes: LEASE_MESSAGE_BYTES,
      routes: leaseRoutes({ store, door, keys, metrics, log }),
    });
    opened(() => server.close());
    const watch = new LeaseWatch({ store, metrics, log });
    opened(() => watch.stop());
    await watch.start();
    return {
      ports: { linkPort: server.port },
      unready: () => watch.unready(),
      // Calls under way are answered while the server closes; there is nothing else to save.
      stop: async () => true,
    };
  },
};

/** Exit codes: see `runRole`. */
export const run = (args: readonly string[], io: ProcessIo): Promise<number> =>
  runRole(leasing, args, io);
