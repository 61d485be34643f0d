/**
 * Everything in one process: the engine's part, the gateway's and leasing, joined without a
 * network. The same parts as in the split roles; only the transports differ.
 *
 * Start: content, store, admin port, engine, node ids, then the players' doors. Stop: players are
 * told and saved, doors close, the store closes.
 */

import { startEngine } from "@ambon/app-engine/engine-parts";
import { openGateway } from "@ambon/app-gateway/gateway-parts";
import { openOwnLeases } from "@ambon/app-leasing/open-leases";
import { localLink } from "@ambon/bus/local-bus";
import { ownNodeIds } from "@ambon/coordination/adapter/leased-node-ids";
import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";

const USAGE = `Usage: ambon standalone

Runs the whole game in this process. Settings come from ambon.yaml and from AMBON_… variables;
docs/configuration.md lists them. Prints one JSON line with "event":"ready" when players can come.`;

const ENGINE_LINK = "local";
const GATEWAY_LINK = "gateway-1";
/** In messages about node ids. */
const OWN_LEASES = "The data directory";

const standalone: Role = {
  name: "standalone",
  usage: USAGE,
  async start(context) {
    const link = localLink({ gateway: GATEWAY_LINK, engine: ENGINE_LINK });
    const engine = await startEngine(context, () => link);
    const ids = ownNodeIds(OWN_LEASES, await openOwnLeases(context), {
      clock: { nowMs: () => Date.now() },
      metrics: context.metrics,
      log: context.log,
    });
    context.opened(() => ids.close());
    const gateway = await openGateway(context, { ...link, ids });
    return {
      ports: gateway.ports,
      unready: () => gateway.unready(),
      async stop(reason) {
        const saved = await engine.stop(reason ?? "");
        await gateway.sayGoodbye("shutdown");
        return saved;
      },
    };
  },
};

/** Exit codes: see `runRole`. */
export const run = (args: readonly string[], io: ProcessIo): Promise<number> =>
  runRole(standalone, args, io);
