/** The worlds a zone may be asked to run: the current one, and older ones for replay. */

import type { WorldDefinition } from "@ambon/world/definition";

export interface WorldLibrary {
  readonly current: WorldDefinition;
  /** The world with this content hash; undefined when it is not loaded. */
  get(contentHash: string): WorldDefinition | undefined;
}

/** A library of the given worlds; the last one is current. */
export const worldLibrary = (
  ...worlds: readonly [WorldDefinition, ...WorldDefinition[]]
): WorldLibrary => {
  const byHash = new Map(worlds.map((world) => [world.contentHash, world]));
  return {
    current: worlds[worlds.length - 1] as WorldDefinition,
    get: (contentHash) => byHash.get(contentHash),
  };
};
