/** `ambon admin …`: orders to a running server, through its admin port. */

import { adminCall, configOrProblems } from "./admin-client.ts";
import type { CommandIo } from "./command-io.ts";

const USAGE = `Usage: ambon admin status
       ambon admin announce TEXT…
       ambon admin kick NAME [REASON…]
       ambon admin reload
       ambon admin shutdown [SECONDS] [REASON…]
       ambon admin cancel-shutdown

Talks to AMBON_ADMIN_HOST:AMBON_ADMIN_PORT (default 127.0.0.1:9090) with AMBON_SECRET, or with
the secret in AMBON_DATA_DIR.`;

const DEFAULT_SECONDS = 60;

interface Order {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Undefined for words that are no order. */
const orderOf = ([verb, ...rest]: readonly string[]): Order | undefined => {
  switch (verb) {
    case "status":
      return { path: "/admin/status", body: {} };
    case "announce":
      if (rest.length === 0) return undefined;
      return { path: "/admin/announce", body: { text: rest.join(" ") } };
    case "kick": {
      const [name, ...reason] = rest;
      if (name === undefined) return undefined;
      return { path: "/admin/kick", body: { name, reason: reason.join(" ") } };
    }
    case "reload":
      return { path: "/admin/reload", body: {} };
    case "shutdown": {
      const timed = /^\d{1,5}$/.test(rest[0] ?? "");
      const seconds = timed ? Number(rest[0]) : DEFAULT_SECONDS;
      const reason = rest.slice(timed ? 1 : 0).join(" ");
      return { path: "/admin/shutdown", body: { seconds, reason } };
    }
    case "cancel-shutdown":
      return { path: "/admin/cancel-shutdown", body: {} };
    default:
      return undefined;
  }
};

/** Exit code 0 = done, 1 = the server refused or does not run, 2 = wrong usage. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  const order = orderOf(args);
  if (order === undefined) {
    io.err(USAGE);
    return 2;
  }
  const config = configOrProblems();
  if (!("adminPort" in config)) {
    for (const problem of config) io.err(problem);
    return 1;
  }
  const answer = await adminCall(config, order.path, order.body);
  if (answer.outcome === "answered") {
    io.out(JSON.stringify(answer.value));
    return 0;
  }
  io.err(
    answer.outcome === "refused"
      ? answer.problem
      : `No server answers on ${config.adminHost}:${config.adminPort}. Is it running?`,
  );
  return 1;
}
