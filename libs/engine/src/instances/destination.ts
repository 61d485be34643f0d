/**
 * Where somebody goes who is to be in a room: the instance of its zone that is chosen for them
 * (choose-instance.ts), here or at another engine. All arrivals ask here: logins, sockets that come
 * back, and borders.
 */

import type { SessionPart } from "@ambon/game/session-part";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { ZoneSlot } from "../zone-table.ts";
import { chooseInstance, type Reason, type Wish } from "./choose-instance.ts";
import { capacityOf, runningInstances } from "./running-instances.ts";

export type Destination = { readonly reason: Reason } & (
  | { readonly at: "here"; readonly slot: ZoneSlot }
  | { readonly at: "there"; readonly engine: string; readonly zone: ZoneId }
);

/** Undefined when nobody who is known takes arrivals for this room. */
export const destinationOf = (
  c: EngineContext,
  room: string,
  wish: Wish,
): Destination | undefined => {
  const template = c.options.world().rooms.get(room)?.zone;
  if (template === undefined) return undefined;
  const choice = chooseInstance(runningInstances(c, template), capacityOf(c, template), wish);
  if (choice === undefined) return undefined;
  const { reason, instance } = choice;
  const { engine, zone } = instance;
  if (engine !== undefined) return { reason, at: "there", engine, zone };
  const slot = c.zones.get(zone);
  return slot === undefined ? undefined : { reason, at: "here", slot };
};

/** Counts an arrival for which there was a choice. */
export const countChoice = (c: EngineContext, { reason }: Destination): void => {
  if (reason === "only") return;
  c.options.metrics.count("zone_instance_choices_total", 1, { reason });
};

/** Whom a traveller wants to be with: the group, and whoever they follow. */
export const companionsOf = (
  c: EngineContext,
  player: PlayerId,
  { group, following }: Pick<SessionPart, "group" | "following">,
): Wish["companions"] => {
  const ids = new Set((group?.members ?? []).map(({ id }) => id));
  const leader = following === null ? undefined : playerNamed(c, following);
  if (leader !== undefined) ids.add(leader);
  ids.delete(player);
  const companions = new Map<ZoneId, number>();
  for (const id of ids) {
    const zone = zoneOfPlayer(c, id);
    if (zone !== undefined) companions.set(zone, (companions.get(zone) ?? 0) + 1);
  }
  return companions;
};

const playerNamed = (c: EngineContext, name: string): PlayerId | undefined =>
  c.roster.named(name)?.id ?? c.cluster?.directory.named(name)?.line.id;

/** Whoever is on the way to another engine counts as there. */
const zoneOfPlayer = (c: EngineContext, id: PlayerId): ZoneId | undefined =>
  c.cluster?.leaving.get(id)?.offer.zone ??
  c.roster.where(id)?.zone.id ??
  c.cluster?.directory.where(id)?.line.zone;

/** An instance of this engine, for somebody who should be taken in here. */
export const destinationHere = (
  c: EngineContext,
  room: string,
  wish: Wish,
): (Destination & { readonly at: "here" }) | undefined => {
  const template = c.options.world().rooms.get(room)?.zone;
  if (template === undefined) return undefined;
  const here = runningInstances(c, template).filter(({ engine }) => engine === undefined);
  const choice = chooseInstance(here, capacityOf(c, template), wish);
  const slot = choice === undefined ? undefined : c.zones.get(choice.instance.zone);
  if (choice === undefined || slot === undefined) return undefined;
  return { reason: choice.reason, at: "here", slot };
};
