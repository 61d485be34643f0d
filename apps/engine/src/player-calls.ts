/** Orders about characters through the admin port of a running engine. */

import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import { PlayerOffice, type PlayerOfficeOptions } from "@ambon/engine/adapter/player-office";
import { ORDER_SHAPES, type PlayerOrders, type PlayerVerb } from "@ambon/engine/player-orders";
import { playerId } from "@ambon/kernel/ids";
import { shapeProblems } from "@ambon/kernel/shape";
import type { AggregateStore } from "@ambon/persistence/store";
import type { AdminCall } from "@ambon/telemetry/adapter/admin-server";

const KICKED = "An operator works on this character.";

type Asked = Pick<EngineHost, "owner" | "status" | "admin">;

/** Owners that are earlier runs of this engine are gone; those that are linked can be told. */
const officeOf = (engine: Asked, store: AggregateStore): PlayerOfficeOptions => {
  const { owner } = engine;
  const ours = owner.slice(0, owner.indexOf("#") + 1);
  const isReached = (other: string): boolean =>
    other === owner ||
    engine.status().cluster?.engines.some((linked) => linked.owner === other) === true;
  return {
    store,
    isGone: (other) => other.startsWith(ours) && other !== owner,
    putOut: (other, name) => {
      if (!isReached(other)) return false;
      engine.admin({ a: "kick", name, reason: KICKED });
      return true;
    },
    setStaffInWorld: (id, other, staff) => {
      if (!isReached(other)) return false;
      engine.admin({ a: "setStaff", player: playerId(id), owner: other, staff });
      return true;
    },
  };
};

/** Path → call: `/admin/player/list` and so on, one for each order. */
export const playerCalls = (
  engine: Asked,
  store: AggregateStore,
): Readonly<Record<string, AdminCall>> => {
  const office = new PlayerOffice(officeOf(engine, store));
  const call =
    <V extends PlayerVerb>(verb: V): AdminCall =>
    async (body) => {
      const [problem] = shapeProblems(ORDER_SHAPES[verb], body);
      if (problem !== undefined) throw new RangeError(problem.sentence);
      return office.carryOut(verb, body as PlayerOrders[V]);
    };
  const verbs = Object.keys(ORDER_SHAPES) as PlayerVerb[];
  return Object.fromEntries(verbs.map((verb) => [`/admin/player/${verb}`, call(verb)]));
};
