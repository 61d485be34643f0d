/** The shipped world as the chaos tests use it: where things are, and the way from room to room. */

import { join } from "node:path";
import { readContent } from "@ambon/world/adapter/read-content";
import { DIRECTIONS, type WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { ROOT } from "./server.ts";

export const shippedWorld = (): WorldDefinition => {
  const result = loadWorld(readContent(join(ROOT, "content")));
  if (isLoaded(result)) return result.world;
  throw new Error(`the shipped world is broken: ${JSON.stringify(result.problems[0])}`);
};

export class ChaosMap {
  readonly world: WorldDefinition;
  readonly #byTitle = new Map<string, string>();

  constructor(world: WorldDefinition) {
    this.world = world;
    for (const { id, title } of world.rooms.values()) this.#byTitle.set(title, id);
  }

  /** The room whose title is the last one on a screen; titles are unique enough to find a way. */
  roomShown(screen: string): string | undefined {
    const lines = screen.split("\n").reverse();
    for (const line of lines) {
      const room = this.#byTitle.get(line.trim());
      if (room !== undefined) return room;
    }
    return undefined;
  }

  /** Steps of a shortest way; none when there is no way or nowhere to go. */
  way(from: string, to: string): readonly string[] {
    const came = new Map<string, { readonly room: string; readonly step: string }>();
    const queue = [from];
    for (let room = queue.shift(); room !== undefined && room !== to; room = queue.shift()) {
      for (const step of DIRECTIONS) {
        const next = this.world.rooms.get(room)?.exits[step]?.to;
        if (next === undefined || next === from || came.has(next)) continue;
        came.set(next, { room, step });
        queue.push(next);
      }
    }
    const steps: string[] = [];
    for (let at = came.get(to); at !== undefined; at = came.get(at.room)) steps.unshift(at.step);
    return steps;
  }
}
