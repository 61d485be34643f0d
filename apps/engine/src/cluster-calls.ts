/** What operators may ask of an engine that is one of several: move a zone, give all zones away. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { suggest } from "@ambon/kernel/did-you-mean";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { AdminCall } from "@ambon/telemetry/adapter/admin-server";
import { textOf } from "./call-body.ts";

type Asked = Pick<EngineHost, "status" | "admin">;

/** Path → call; what cannot be done is a RangeError with a sentence. */
export const clusterCalls = (engine: Asked): Readonly<Record<string, AdminCall>> => ({
  "/admin/move": async (body) => {
    const zone = zoneNamed(engine, textOf(body, "zone"));
    const to = engineNamed(engine, textOf(body, "engine"));
    engine.admin({ a: "move", zone, engine: to });
    return { text: `${zone} is on its way to ${to}.` };
  },
  "/admin/drain": async () => {
    const { engines } = clusterOf(engine);
    if (engines.length === 0) throw new RangeError("No other engine is linked to take the zones.");
    engine.admin({ a: "drain" });
    return { text: "The zones go to the other engines, one after the other." };
  },
});

const clusterOf = (engine: Asked): NonNullable<ReturnType<Asked["status"]>["cluster"]> => {
  const { cluster } = engine.status();
  if (cluster === undefined) {
    throw new RangeError("This engine is the only one: AMBON_ENGINES names no other.");
  }
  return cluster;
};

/** A template without a number means its first instance. */
const zoneNamed = (engine: Asked, text: string): ZoneId => {
  const { zoneIds } = engine.status();
  const wanted = text.includes("#") ? text : zoneId(text, 1);
  const found = zoneIds.find((id) => id === wanted);
  if (found !== undefined) return found;
  throw new RangeError(`${text} does not run here. ${choice(text, zoneIds)}`);
};

const engineNamed = (engine: Asked, text: string): string => {
  const names = clusterOf(engine).engines.map((one) => one.engine);
  if (names.includes(text)) return text;
  throw new RangeError(`No engine ${text} is linked. ${choice(text, names)}`);
};

const choice = (text: string, names: readonly string[]): string => {
  const [near] = suggest(text, names, 1);
  if (near !== undefined) return `Did you mean ${near}?`;
  return names.length === 0 ? "There is none." : `There is ${names.join(", ")}.`;
};
