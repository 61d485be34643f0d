/** What operators may ask of a running engine on its admin port. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { setStoredStaff } from "@ambon/engine/adapter/stored-staff";
import { playerId } from "@ambon/kernel/ids";
import type { AggregateStore } from "@ambon/persistence/store";
import type { AdminCall } from "@ambon/telemetry/adapter/admin-server";

const MAX_TEXT = 500;
const SECONDS_MS = 1000;
const PAGE = 500;

type Body = Readonly<Record<string, unknown>>;

const textOf = (body: unknown, key: string): string => {
  const value = (body as Body)[key];
  if (typeof value !== "string" || value.length > MAX_TEXT) {
    throw new RangeError(`"${key}" must be text of at most ${MAX_TEXT} characters`);
  }
  return value;
};

const setStaff = async (
  store: AggregateStore,
  engine: EngineHost,
  name: string,
  staff: boolean,
): Promise<Body> => {
  const outcome = await setStoredStaff(store, name, staff, false);
  if (outcome.outcome === "missing") {
    throw new RangeError(`There is no character called ${name}. Create it by logging in first.`);
  }
  if (outcome.outcome === "failed") throw new RangeError(outcome.reason);
  if (outcome.outcome === "inWorld") {
    engine.admin({ a: "setStaff", player: playerId(outcome.id), staff });
  }
  return { text: staff ? `${name} is staff now.` : `${name} is no longer staff.` };
};

const names = async (store: AggregateStore): Promise<readonly string[]> => {
  const all: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<AggregateStore["list"]>> = await store.list(
      "player",
      after,
      PAGE,
    );
    all.push(...page.map((row) => row.name ?? row.id));
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return all;
  }
};

/** Path → call; each is authenticated by the admin server. */
export const adminCalls = (
  engine: EngineHost,
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
    return { text: "The content is being loaded; the log says how it went." };
  },
  "/admin/shutdown": async (body) => {
    const { seconds } = body as Body;
    if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0) {
      throw new RangeError('"seconds" must be a whole number from 0 up');
    }
    const delayMs = seconds * SECONDS_MS;
    engine.admin({ a: "shutdown", delayMs, reason: textOf(body, "reason") });
    return { text: `Shutting down in ${seconds} seconds.` };
  },
  "/admin/cancel-shutdown": async () => {
    engine.admin({ a: "cancelShutdown" });
    return { text: "Cancelled." };
  },
  "/admin/player/staff": async (body) => {
    const { staff } = body as Body;
    if (typeof staff !== "boolean") throw new RangeError('"staff" must be true or false');
    return setStaff(store, engine, textOf(body, "name"), staff);
  },
  "/admin/player/list": async () => ({ names: await names(store) }),
});
