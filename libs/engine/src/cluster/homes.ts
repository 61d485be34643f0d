/**
 * Which engine is to have a character: the one that has it now, else the one that runs the instance
 * that is chosen for it. Hints only: whoever is sent to the wrong engine is sent on by it.
 */

import type { FoundPlayer } from "@ambon/accounts/account-jobs";
import { type PlayerId, playerId } from "@ambon/kernel/ids";
import type { Home } from "../account-desk.ts";
import type { EngineContext } from "../context.ts";
import { NO_WISH } from "../instances/choose-instance.ts";
import { destinationOf } from "../instances/destination.ts";
import { lastOf } from "../instances/last-instances.ts";
import type { Directory } from "./directory.ts";

/** Undefined = here. */
export const homeOf = (c: EngineContext, player: FoundPlayer): Home | undefined => {
  const { cluster } = c;
  if (cluster === null || c.sessions.get(playerId(player.id)) !== undefined) return undefined;
  const { directory } = cluster;
  const engine =
    directory.where(playerId(player.id))?.engine ??
    liveOwner(directory, player.owner) ??
    engineOfRoom(c, player);
  const peer = engine === undefined ? undefined : directory.peer(engine);
  return peer === undefined ? undefined : { engine: peer.engine, owner: peer.owner, url: peer.url };
};

/** The engine that owns the row, if it is there: only it can let the player in. */
const liveOwner = (directory: Directory, owner: string | null): string | undefined => {
  if (owner === null) return undefined;
  const peer = directory.peer(owner.slice(0, owner.indexOf("#")));
  return peer?.owner === owner ? peer.engine : undefined;
};

/** The engine that has a player now, as far as is known; undefined = nobody else. */
export const engineOfPlayer = (c: EngineContext, player: PlayerId): string | undefined =>
  c.cluster?.directory.where(player)?.engine;

const engineOfRoom = (c: EngineContext, player: FoundPlayer): string | undefined => {
  const world = c.options.world();
  const room = player.room ?? world.startRoom;
  const last = lastOf(player.instances, world.rooms.get(room)?.zone ?? "");
  const destination = destinationOf(c, room, { ...NO_WISH, last });
  return destination?.at === "there" ? destination.engine : undefined;
};
