/**
 * The engine as a process of its own: it simulates, and knows no sockets of players. Gateways reach
 * it over the link.
 *
 * A signal means that it, or its next version, goes on: everything is saved and left as it stands,
 * and gateways keep their players. An order to shut the game down puts everybody out instead.
 */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";
import { sharedSecret } from "@ambon/process/shared-secret";
import { clusterPlan } from "./cluster-plan.ts";
import { type OpenLink, openEngineLink } from "./engine-link.ts";
import { startEngine } from "./engine-parts.ts";

const USAGE = `Usage: ambon engine

Runs the world: zones, characters, accounts. Players come through gateways, which need
AMBON_ENGINES with this engine's name (AMBON_ENGINE_ID) and its AMBON_LINK_PORT, and the same
AMBON_SECRET. Settings come from ambon.yaml and from AMBON_… variables; docs/configuration.md lists
them. Prints one JSON line with "event":"ready" when its zones run.`;

const STANDS_STILL =
  "The zones stand still: the lease on them may be over, and Postgres has not renewed it.";

const engine: Role = {
  name: "engine",
  usage: USAGE,
  async start(context) {
    const secret = sharedSecret(context.config.secret);
    const plan = clusterPlan(context.config);
    let link: OpenLink | undefined;
    let running: EngineHost | undefined;
    const players = (): number => running?.status().players ?? 0;
    const open = async (boot: string): Promise<OpenLink> => {
      const opened = await openEngineLink(context, { secret, boot, plan, players });
      link = opened;
      context.opened(() => opened.close("shutdown"));
      return opened;
    };
    const host = await startEngine(context, open, plan);
    running = host;
    return {
      ports: link?.port === undefined ? {} : { linkPort: link.port },
      unready: () => {
        const { phase, isFrozen } = host.status();
        if (phase !== "running") return `The engine is ${phase}.`;
        return isFrozen ? STANDS_STILL : undefined;
      },
      serving: () => {
        const { zoneIds } = host.status();
        return plan === undefined ? undefined : `zones: ${zoneIds.join(" ") || "none"}`;
      },
      async stop(reason) {
        const saved = await (reason === undefined ? host.drain() : host.stop(reason));
        await link?.close(reason === undefined ? "restart" : "shutdown");
        return saved;
      },
    };
  },
};

/** Exit codes: see `runRole`. */
export const run = (args: readonly string[], io: ProcessIo): Promise<number> =>
  runRole(engine, args, io);
