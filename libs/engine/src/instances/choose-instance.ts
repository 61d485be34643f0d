/**
 * Which instance of a zone an arrival goes to. In this order:
 *
 *   asked     the one the player named, if they did (`instance 2`)
 *   group     where most of the player's companions are, also a little above the capacity
 *   sticky    where the player was last, below the capacity
 *   room      the least loaded below the capacity
 *   overflow  the least loaded, while another instance is being started (scale.ts)
 *
 * Ties go to an instance of this engine, which costs no hand-off, then to the lowest number. So the
 * choice follows from what is known and from nothing else.
 */

import type { ZoneId } from "@ambon/kernel/ids";
import type { Instance } from "./instance.ts";

export interface Wish {
  /** Zone → how many companions are there: the group, and whom the player follows. */
  readonly companions: ReadonlyMap<ZoneId, number>;
  /** The instance of this zone that the player was in last. */
  readonly last: ZoneId | undefined;
  /** Going elsewhere costs the player a detour: an instance here is good enough. */
  readonly prefersHere?: boolean;
  /** The player asked for this one by name: then nothing else counts. */
  readonly asked?: ZoneId;
}

export type Reason = "only" | "asked" | "group" | "sticky" | "room" | "overflow";

export interface Choice {
  readonly instance: Instance;
  readonly reason: Reason;
}

/** Companions are let in up to this share of the capacity. */
const GROUP_PERCENT = 110;
const PERCENT = 100;

export const NO_WISH: Wish = { companions: new Map(), last: undefined };

/** Undefined when no instance takes arrivals. */
export const chooseInstance = (
  instances: readonly Instance[],
  capacity: number,
  wish: Wish,
): Choice | undefined => {
  const open = instances.filter(({ isOpen }) => isOpen);
  const asked = open.find(({ zone }) => zone === wish.asked);
  if (asked !== undefined) return { instance: asked, reason: "asked" };
  const [only] = open;
  if (only !== undefined && open.length === 1) return { instance: only, reason: "only" };
  const group = first(
    open.filter((one) => companionsIn(wish, one.zone) > 0 && hasRoomForGroup(one, capacity)),
    (a, b) => companionsIn(wish, b.zone) - companionsIn(wish, a.zone),
  );
  if (group !== undefined) return { instance: group, reason: "group" };
  const free = open.filter(({ population }) => population < capacity);
  const last = free.find(({ zone }) => zone === wish.last);
  if (last !== undefined) return { instance: last, reason: "sticky" };
  const room = nearest(free, wish) ?? nearest(open, wish);
  if (room === undefined) return undefined;
  return { instance: room, reason: free.length > 0 ? "room" : "overflow" };
};

/** Companions find each other a little above the capacity, too; so does whoever asks for it. */
export const hasRoomForGroup = ({ population }: Instance, capacity: number): boolean =>
  population * PERCENT < capacity * GROUP_PERCENT;

const companionsIn = ({ companions }: Wish, zone: ZoneId): number => companions.get(zone) ?? 0;

/** The least loaded; of those here, when that is asked for and there is one. */
const nearest = (instances: readonly Instance[], wish: Wish): Instance | undefined => {
  const here = instances.filter(({ engine }) => engine === undefined);
  return first(wish.prefersHere === true && here.length > 0 ? here : instances, () => 0);
};

/** The first by `order`, then by load, nearness and number. */
const first = (
  instances: readonly Instance[],
  order: (a: Instance, b: Instance) => number,
): Instance | undefined =>
  [...instances].sort(
    (a, b) =>
      order(a, b) ||
      a.population - b.population ||
      Number(a.engine !== undefined) - Number(b.engine !== undefined) ||
      a.number - b.number,
  )[0];
