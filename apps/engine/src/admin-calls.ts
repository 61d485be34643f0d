/** What operators may ask of a running engine on its admin port. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import type { AggregateStore } from "@ambon/persistence/store";
import type { AdminCall } from "@ambon/telemetry/adapter/admin-server";
import { textOf } from "./call-body.ts";
import { clusterCalls } from "./cluster-calls.ts";
import { playerCalls } from "./player-calls.ts";

const SECONDS_MS = 1000;

type Body = Readonly<Record<string, unknown>>;
type Asked = Pick<EngineHost, "owner" | "status" | "admin">;

/** Where else an order to the whole game goes; "" for an engine that is the only one. */
const alsoAt = (engine: Asked): string => {
  const names = engine.status().cluster?.engines.map((other) => other.engine) ?? [];
  return names.length === 0 ? "" : ` here and at ${names.sort().join(", ")}`;
};

/** Path → call; each is authenticated by the admin server. */
export const adminCalls = (
  engine: Asked,
  store: AggregateStore,
): Readonly<Record<string, AdminCall>> => ({
  "/admin/status": async () => engine.status(),
  "/admin/announce": async (body) => {
    engine.admin({ a: "announce", text: textOf(body, "text") });
    return { text: "Announced." };
  },
  "/admin/kick": async (body) => {
    engine.admin({ a: "kick", name: textOf(body, "name"), reason: textOf(body, "reason") });
    return { text: "Done." };
  },
  "/admin/reload": async () => {
    engine.admin({ a: "reload" });
    const where = alsoAt(engine);
    const log = where === "" ? "the log" : "the log of each";
    return { text: `The content is being loaded${where}; ${log} says how it went.` };
  },
  "/admin/shutdown": async (body) => {
    const { seconds } = body as Body;
    if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0) {
      throw new RangeError('"seconds" must be a whole number from 0 up');
    }
    const delayMs = seconds * SECONDS_MS;
    engine.admin({ a: "shutdown", delayMs, reason: textOf(body, "reason") });
    return { text: `Shutting down${alsoAt(engine)} in ${seconds} seconds.` };
  },
  "/admin/cancel-shutdown": async () => {
    engine.admin({ a: "cancelShutdown" });
    return { text: `Cancelled${alsoAt(engine)}.` };
  },
  ...clusterCalls(engine),
  ...playerCalls(engine, store),
});
