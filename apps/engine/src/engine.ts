/**
 * The engine as a process of its own: it simulates, and knows no sockets of players. Gateways reach
 * it over the link.
 *
 * A signal means that it, or its next version, goes on: everything is saved and left as it stands,
 * and gateways keep their players. An order to shut the game down puts everybody out instead.
 */

import { type ProcessIo, type Role, runRole } from "@ambon/process/adapter/role-process";
import { sharedSecret } from "@ambon/process/shared-secret";
import { type OpenLink, openEngineLink } from "./engine-link.ts";
import { startEngine } from "./engine-parts.ts";

const USAGE = `Usage: ambon engine

Runs the world: zones, characters, accounts. Players come through gateways, which need
AMBON_ENGINES with this engine's name (AMBON_ENGINE_ID) and its AMBON_LINK_PORT, and the same
AMBON_SECRET. Settings come from ambon.yaml and from AMBON_… variables; docs/configuration.md lists
them. Prints one JSON line with "event":"ready" when its zones run.`;

const engine: Role = {
  name: "engine",
  usage: USAGE,
  async start(context) {
    const secret = sharedSecret(context.config.secret);
    let link: OpenLink | undefined;
    const host = await startEngine(context, async (boot) => {
      const opened = await openEngineLink(context, secret, boot);
      link = opened;
      context.opened(() => opened.close("shutdown"));
      return opened;
    });
    return {
      ports: link?.port === undefined ? {} : { linkPort: link.port },
      unready: () => {
        const { phase } = host.status();
        return phase === "running" ? undefined : `The engine is ${phase}.`;
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
