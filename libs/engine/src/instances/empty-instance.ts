/**
 * An instance that closes lets its players go, a few at a time: the zone is asked for each, and
 * lets nobody go who fights or trades. Whoever stays is asked for again at the next look. When
 * nobody is left it is merged into the first one, at whose engine it must be for that.
 */

import { SOURCE } from "@ambon/game/input";
import { templateOf, type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { Cluster } from "../cluster/cluster.ts";
import { beginMove } from "../cluster/zone-move-out.ts";
import type { EngineContext } from "../context.ts";
import type { ZoneSlot } from "../zone-table.ts";
import { beginMerge } from "./merge-instance.ts";
import { runningInstances } from "./running-instances.ts";

/** Asked to go at one look, so that another engine is not overrun by hand-offs. */
const GO_AT_ONCE = 10;

export const emptyOut = (c: EngineContext, slot: ZoneSlot): void => {
  if (slot.population > 0) return letGoSome(c, slot);
  const first = zoneId(templateOf(slot.id), 1);
  const into = c.zones.get(first);
  if (into !== undefined) {
    if (into.state === "running" && isIdle(slot)) beginMerge(c, slot, into);
  } else if (c.cluster !== null) goToFirst(c, c.cluster, slot, first);
};

const letGoSome = (c: EngineContext, slot: ZoneSlot): void => {
  if (!runningInstances(c, templateOf(slot.id)).some(({ isOpen }) => isOpen)) return;
  const free = slot.zone.players().filter((id) => {
    const session = c.sessions.get(id);
    return session?.slot === slot && !session.sealed && session.removing === null;
  });
  for (const player of free.slice(0, GO_AT_ONCE)) {
    c.input(slot, SOURCE.admin, "engine", { i: "switch", player, to: null });
  }
};

/** Nothing is under way to it that would be lost. */
const isIdle = ({ zone, inputs, arriving, unapplied }: ZoneSlot): boolean =>
  inputs.length === 0 && arriving.size === 0 && unapplied.size === 0 && zone.players().length === 0;

/** Only one zone at a time stands still for a move. */
const goToFirst = (c: EngineContext, cluster: Cluster, slot: ZoneSlot, first: ZoneId): void => {
  const engine = cluster.directory.zone(first)?.engine;
  const peer = engine === undefined ? undefined : cluster.directory.peer(engine);
  if (peer?.takesZones === true && cluster.moving.size === 0) {
    beginMove(c, cluster, slot.id, peer.engine);
  }
};
