/** What operators may ask of an engine that is one of several: move a zone, give all zones away. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { suggest } from "@ambon/kernel/did-you-mean";
import { templateOf, type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { AdminCall } from "@ambon/telemetry/adapter/admin-server";
import { textOf } from "./call-body.ts";

type Asked = Pick<EngineHost, "status" | "admin">;

/** Path → call; what cannot be done is a RangeError with a sentence. */
export const clusterCalls = (engine: Asked): Readonly<Record<string, AdminCall>> => ({
  "/admin/move": async (body) => {
    const zone = zoneNamed(engine, textOf(body, "zone"));
    const to = engineNamed(engine, textOf(body, "engine"));
    engine.admin({ a: "move", zone, engine: to.engine });
    const text = `${zone} is on its way to ${to.engine}.`;
    return { text: isMeantFor(zone, to) ? text : `${text} ${LEFT_OUT}` };
  },
  "/admin/drain": async () => {
    const engines = clusterOf(engine).engines.filter(({ takesZones }) => takesZones);
    if (engines.length === 0) throw new RangeError("No engine is linked that takes zones.");
    engine.admin({ a: "drain" });
    const { zoneIds } = engine.status();
    const homeless = zoneIds.filter((zone) => !engines.some((one) => isMeantFor(zone, one)));
    const text = "The zones go to the other engines, one after the other.";
    return { text: homeless.length === 0 ? text : `${text} ${allTheSame(homeless)}` };
  },
});

const LEFT_OUT = "AMBON_ZONES leaves it out there: it stays until it is moved back.";

const allTheSame = (homeless: readonly ZoneId[]): string =>
  `No linked engine has ${homeless.join(", ")} in its AMBON_ZONES: other engines get that all ` +
  "the same, and keep it until it is moved back.";

type Cluster = NonNullable<ReturnType<Asked["status"]>["cluster"]>;
type OtherEngine = Cluster["engines"][number];

const isMeantFor = (zone: ZoneId, { mayRun }: OtherEngine): boolean =>
  mayRun.includes(templateOf(zone));

const clusterOf = (engine: Asked): Cluster => {
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

const engineNamed = (engine: Asked, text: string): OtherEngine => {
  const { engines } = clusterOf(engine);
  const found = engines.find((one) => one.engine === text);
  if (found !== undefined) return found;
  const names = engines.map((one) => one.engine);
  throw new RangeError(`No engine ${text} is linked. ${choice(text, names)}`);
};

const choice = (text: string, names: readonly string[]): string => {
  const [near] = suggest(text, names, 1);
  if (near !== undefined) return `Did you mean ${near}?`;
  return names.length === 0 ? "There is none." : `There is ${names.join(", ")}.`;
};
