/**
 * Everything in one process: the engine's part and the gateway's, joined by the local bus. The same
 * parts as in the split roles; only the transports differ.
 *
 * Start: content, store, admin port, engine, then the players' doors. Stop: players are told and
 * saved, doors close, the store closes.
 */

import { startEngine } from "@ambon/app-engine/engine-parts";
import { openGateway } from "@ambon/app-gateway/gateway-parts";
import { localLink } from "@ambon/bus/local-bus";
import { Snowflake } from "@ambon/coordination/snowflake";
import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";

const USAGE = `Usage: ambon standalone

Runs the whole game in this process. Settings come from ambon.yaml and from AMBON_… variables;
docs/configuration.md lists them. Prints one JSON line with "event":"ready" when players can come.`;

const ENGINE_LINK = "local";
const GATEWAY_LINK = "gateway-1";
/** In one process no other holder of node id 0 exists. */
const NODE_ID = 0;
const FOREVER_MS = 2 ** 41 - 1;

const standalone: Role = {
  name: "standalone",
  usage: USAGE,
  async start(context) {
    const link = localLink({ gateway: GATEWAY_LINK, engine: ENGINE_LINK });
    const engine = await startEngine(context, () => link);
    const ids = new Snowflake({ node: NODE_ID, floorMs: 0, ceilingMs: FOREVER_MS });
    const gateway = await openGateway(context, {
      ...link,
      engine: ENGINE_LINK,
      mintSessionId: (nowMs) => ids.next(nowMs)?.toString(),
    });
    return {
      ports: gateway.ports,
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
