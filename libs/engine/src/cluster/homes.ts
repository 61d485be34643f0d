/**
 * Which engine is to have a character: the one that has it now, else the one that runs the zone of
 * its room. Hints only: whoever is sent to the wrong engine is sent on by it.
 */

import type { FoundPlayer } from "@ambon/accounts/account-jobs";
import { type PlayerId, playerId, type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { Home } from "../account-desk.ts";
import type { EngineContext } from "../context.ts";
import type { Directory, RemoteZone } from "./directory.ts";

/** Undefined = here. */
export const homeOf = (c: EngineContext, player: FoundPlayer): Home | undefined => {
  const { cluster } = c;
  if (cluster === null || c.sessions.get(playerId(player.id)) !== undefined) return undefined;
  const { directory } = cluster;
  const room = player.room ?? c.options.world().startRoom;
  const engine =
    directory.where(playerId(player.id))?.engine ??
    liveOwner(directory, player.owner) ??
    (c.slotOfRoom(room) === undefined ? remoteZoneOf(c, room)?.engine : undefined);
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

/** The zone of a room, when another engine runs it. */
export const remoteZoneOf = (c: EngineContext, room: string): RemoteZone | undefined => {
  const template = c.options.world().rooms.get(room)?.zone;
  if (template === undefined || c.cluster === null) return undefined;
  const { directory } = c.cluster;
  const first: ZoneId = zoneId(template, 1);
  return directory.zone(first) ?? directory.instances(template)[0];
};
