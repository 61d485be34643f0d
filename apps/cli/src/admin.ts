/** `ambon admin …`: orders to a running server, through its admin port. */

import { setTimeout as sleep } from "node:timers/promises";
import type { Config } from "@ambon/config/load";
import { type AdminAnswer, adminCall, configOrProblems } from "./admin-client.ts";
import type { CommandIo } from "./command-io.ts";

const USAGE = `Usage: ambon admin status
       ambon admin announce TEXT…
       ambon admin kick NAME [REASON…]
       ambon admin reload               each engine loads its own content again
       ambon admin shutdown [SECONDS] [REASON…]
                                        the whole game ends: all engines count down
       ambon admin cancel-shutdown      at all engines
       ambon admin move ZONE ENGINE     of several engines: this zone goes there
       ambon admin drain [--no-wait]    of several engines: all zones of this one go elsewhere

Talks to AMBON_ADMIN_HOST:AMBON_ADMIN_PORT (default 127.0.0.1:9090) with AMBON_SECRET, or with
the secret in AMBON_DATA_DIR. Of several engines any one will do, but for status, move and drain:
those are about the engine that is asked. To stop only that one, drain it and send it SIGTERM.`;

const DEFAULT_SECONDS = 60;
/** How often a drain is looked at, and how long it may make no progress. */
const LOOK_MS = 500;
const STANDS_STILL_MS = 60_000;

interface Order {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** It goes on after the answer, and is followed to its end. */
  readonly waits?: boolean;
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
    case "move": {
      const [zone, engine] = rest;
      if (zone === undefined || engine === undefined || rest.length > 2) return undefined;
      return { path: "/admin/move", body: { zone, engine } };
    }
    case "drain":
      if (rest.some((word) => word !== "--no-wait")) return undefined;
      return { path: "/admin/drain", body: {}, waits: rest.length === 0 };
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
    return order.waits === true ? followDrain(config, io) : 0;
  }
  io.err(problemOf(answer, config));
  return 1;
}

const problemOf = (
  answer: Exclude<AdminAnswer, { outcome: "answered" }>,
  { adminHost, adminPort }: Config,
): string =>
  answer.outcome === "refused"
    ? answer.problem
    : `No server answers on ${adminHost}:${adminPort}. Is it running?`;

/** Tells how many zones are left until none is. */
const followDrain = async (config: Config, io: CommandIo): Promise<number> => {
  let left = Number.POSITIVE_INFINITY;
  let sameSinceMs = Date.now();
  for (;;) {
    const answer = await adminCall(config, "/admin/status", {});
    if (answer.outcome !== "answered") {
      io.err(problemOf(answer, config));
      return 1;
    }
    const zones = Number(answer.value.zones);
    if (zones !== left) {
      io.out(zones === 0 ? "No zone is left here; the engine may be stopped." : `${zones} left`);
      left = zones;
      sameSinceMs = Date.now();
    }
    if (zones === 0) return 0;
    if (Date.now() - sameSinceMs > STANDS_STILL_MS) {
      io.err(`No zone went away in ${STANDS_STILL_MS / 1000} s; the engine's log says why.`);
      return 1;
    }
    await sleep(LOOK_MS);
  }
};
