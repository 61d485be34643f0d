/** Placements after new content: what is new is put there, what lacks pieces refills in time. */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { ZoneDef } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { noticeTaken, refillPlacement } from "./spawn.ts";

/** Indices of the old list mean nothing in the new one. */
const forgetTimers = (z: ZoneContext): void => {
  for (const index of sortedKeys(z.state.placementTimers)) disarm(z, index);
};

const disarm = (z: ZoneContext, index: number): void => {
  z.cancel(z.state.placementTimers.get(index) ?? 0);
  z.mutations.drop(z.state.placementTimers, index);
};

/** Things that this zone has never made before are there at once, containers before contents. */
const placeNew = (z: ZoneContext, zone: ZoneDef): void => {
  const isNew = (item: string): boolean => (z.state.ledger.minted[item] ?? 0) === 0;
  const fresh = zone.placements
    .map((placement, index) => ({ placement, index, isNew: isNew(placement.item) }))
    .filter((one) => one.isNew);
  for (const inside of [false, true]) {
    for (const { placement, index } of fresh) {
      if ((placement.inside !== undefined) !== inside) continue;
      for (let n = 0; n < placement.count; n += 1) {
        disarm(z, index);
        refillPlacement(z, index);
      }
    }
  }
};

export const refitPlacements = (z: ZoneContext): void => {
  forgetTimers(z);
  const zone = z.zoneDef;
  if (zone === undefined) return;
  placeNew(z, zone);
  for (const placement of zone.placements) {
    const box = zone.placements.find(
      (one) => one.item === placement.inside && one.room !== undefined,
    );
    const room = placement.room ?? box?.room;
    if (room !== undefined) noticeTaken(z, room, placement.item);
  }
};
