/** What `instance` asks: which instances there are, and whether the player may go into one. */

import type { Effect } from "@ambon/game/effect";
import { type InputBody, SOURCE } from "@ambon/game/input";
import { templateOf } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { ZoneSlot } from "../zone-table.ts";
import { hasRoomForGroup } from "./choose-instance.ts";
import { capacityOf, runningInstances } from "./running-instances.ts";

type Query = Extract<Effect, { e: "query"; query: "instances" }>;
type Problem = Extract<InputBody, { i: "instances" }>["problem"];

export const answerInstances = (c: EngineContext, slot: ZoneSlot, query: Query): void => {
  const { player, to } = query;
  const template = templateOf(slot.id);
  const running = runningInstances(c, template);
  const wanted = running.find(({ number }) => number === to);
  const problem = (): Problem => {
    if (to === undefined) return undefined;
    if (wanted === undefined) return "none";
    if (wanted.zone === slot.id) return "here";
    if (!wanted.isOpen) return "closing";
    return hasRoomForGroup(wanted, capacityOf(c, template)) ? undefined : "full";
  };
  const found = problem();
  if (wanted !== undefined && found === undefined) {
    return c.input(slot, SOURCE.store, "instances", { i: "switch", player, to: wanted.zone });
  }
  const instances = running.map(({ number, population: players, isOpen }) => {
    return { number, players, isOpen };
  });
  const answer = { player, instances, ...(found === undefined ? {} : { problem: found }) };
  c.input(slot, SOURCE.store, "instances", { i: "instances", ...answer });
};
