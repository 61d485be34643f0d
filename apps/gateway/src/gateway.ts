/**
 * The gateway as a process of its own: it holds players' sockets and nothing that cannot be made
 * anew. Any gateway serves any player.
 *
 * Start: settings, lease and link are begun, admin port, players' doors. Stop: nobody is let in any
 * more, players are told, sessions are given back to their engine, the link says goodbye, the lease
 * is given back.
 */

import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";
import { sharedSecret } from "@ambon/process/shared-secret";
import { openGatewayLink } from "./gateway-link.ts";
import { gatewayName } from "./gateway-name.ts";
import { openGateway } from "./gateway-parts.ts";
import { openSessionIds } from "./session-ids.ts";

const USAGE = `Usage: ambon gateway

Takes players' connections, telnet and web, and plays them on the engines that AMBON_ENGINES names,
or that are found through Redis (AMBON_REGISTRY=redis).
Needs AMBON_SECRET, the same as theirs, and AMBON_LEASING_URL. Settings come from ambon.yaml and
from AMBON_… variables; docs/configuration.md lists them. Prints one JSON line with "event":"ready"
when players can come.`;

const gateway: Role = {
  name: "gateway",
  usage: USAGE,
  async start(context) {
    const { config, opened, openAdmin } = context;
    const secret = sharedSecret(config.secret);
    const name = gatewayName(config);
    const ids = openSessionIds(context, secret, name.id);
    opened(() => ids.close());
    const link = openGatewayLink(context, secret, name);
    let farewell: "shutdown" | "restart" = "shutdown";
    opened(() => link.close(farewell));
    await openAdmin(secret, {});
    const { ports, unready, sayGoodbye } = await openGateway(context, { ...link, ids });
    return {
      ports,
      unready,
      async stop(reason) {
        farewell = reason === undefined ? "restart" : "shutdown";
        await sayGoodbye(reason === undefined ? "later" : "shutdown");
        return true;
      },
    };
  },
};

/** Exit codes: see `runRole`. */
export const run = (args: readonly string[], io: ProcessIo): Promise<number> =>
  runRole(gateway, args, io);
