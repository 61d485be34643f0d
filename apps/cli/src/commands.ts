/** What `ambon` can do. Each command is loaded only when it is called. */

import type { CommandIo } from "./command-io.ts";

interface Runnable {
  run(args: readonly string[], io: CommandIo): Promise<number>;
}

interface CliCommand {
  readonly summary: string;
  load(): Promise<Runnable>;
}

export const COMMANDS: Readonly<Record<string, CliCommand>> = {
  standalone: {
    summary: "run everything in one process",
    load: () => import("@ambon/app-standalone/standalone"),
  },
  engine: {
    summary: "run the world, for gateways to play on",
    load: () => import("@ambon/app-engine/engine"),
  },
  gateway: {
    summary: "take players' connections, and play them on engines",
    load: () => import("@ambon/app-gateway/gateway"),
  },
  leasing: {
    summary: "lease node ids to gateways, so that their session ids are unique",
    load: () => import("@ambon/app-leasing/leasing"),
  },
  "world check": {
    summary: "check a world's files: ambon world check [DIR]",
    load: () => import("./world-check.ts"),
  },
  replay: {
    summary: "run a recording again and compare state hashes: ambon replay FILE",
    load: () => import("./replay.ts"),
  },
  swarm: {
    summary: "let bots play and measure: ambon swarm --bots N",
    load: () => import("@ambon/app-swarm/run"),
  },
  player: {
    summary: "list, show, export, import, rename, delete characters: ambon player list",
    load: () => import("./player.ts"),
  },
  store: {
    summary: "move all rows from files into Postgres, or back: ambon store migrate",
    load: () => import("./store.ts"),
  },
  admin: {
    summary: "talk to a running server: ambon admin status",
    load: () => import("./admin.ts"),
  },
};

export const usage = (): string => {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const rows = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`,
  );
  return ["Usage: ambon <command> [options]", "", ...rows, "", "Each knows --help."].join("\n");
};
