/**
 * Messages of zones. One hop: by name through the location index, or to a zone, or to every zone
 * that has players (the sender's own too), here or at another engine. Who cannot be found is
 * answered: at once, or by the engine that was thought to have them.
 */

import type { Effect } from "@ambon/game/effect";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import { deliver, post, refuse } from "./post.ts";

export const routeMessage = (
  c: EngineContext,
  { id, address, sender, body }: Extract<Effect, { e: "message" }>,
): void => {
  const letter = { p: "message", id, player: null, zone: null, sender, name: "", body } as const;
  switch (address.to) {
    case "zone":
      return post(c, { ...letter, zone: address.zone, name: address.zone });
    case "player": {
      const { name } = address;
      const player = playerNamed(c, name);
      if (player === undefined) return refuse(c, { ...letter, name }, "nobody");
      return post(c, { ...letter, player, name });
    }
    case "world":
      for (const slot of c.zones.all()) {
        if (slot.population > 0) deliver(c, slot, { ...letter, zone: slot.id });
      }
      c.cluster?.sendAll(letter);
  }
};

const playerNamed = ({ roster, cluster }: EngineContext, name: string): PlayerId | undefined =>
  roster.named(name)?.id ?? cluster?.directory.named(name)?.line.id;
