/** Mobs and things that content places: at the start of the zone, and again later. */

import type { ZoneContext } from "../context.ts";

/** All spawns and placements of a zone that starts; `stored` = its ground came from the store. */
export const populate = (_z: ZoneContext, _stored: boolean): void => undefined;

/** Timer: one missing mob of a spawn comes back. */
export const respawn = (_z: ZoneContext, _spawn: number): void => undefined;

/** Timer: a placement that lacks pieces gets one. */
export const refillPlacement = (_z: ZoneContext, _placement: number): void => undefined;

/** A thing was taken out of a room or a container in it: its placement may have to refill. */
export const noticeTaken = (_z: ZoneContext, _room: string, _def: string): void => undefined;

/** Timer: a corpse or other rubbish falls apart. */
export const decay = (_z: ZoneContext, _room: string, _uid: string): void => undefined;
