/** Who wants which data package. Most players want none, so that is asked first. */

import type { AnyPackageName } from "@ambon/data/packages";
import type { PlayerId } from "@ambon/kernel/ids";
import type { ZoneContext } from "./context.ts";
import type { PlayerEntity } from "./state.ts";

/** True if somebody at this player's other end reads any data at all. */
export const wantsAny = (who: PlayerEntity): boolean => who.session.subscriptions.length > 0;

export const wants = (who: PlayerEntity, name: AnyPackageName): boolean =>
  wantsAny(who) && who.session.subscriptions.includes(name.toLowerCase());

/** Those of `ids` here who read data, in order. */
export const dataReaders = (z: ZoneContext, ids: readonly PlayerId[]): PlayerEntity[] => {
  const readers: PlayerEntity[] = [];
  for (const id of ids) {
    const who = z.player(id);
    if (who !== undefined && wantsAny(who)) readers.push(who);
  }
  return readers;
};
