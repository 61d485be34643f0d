/**
 * Messages between zones. One hop: by name through the location index, or to a zone, or to every
 * zone that has players (the sender's own too). Who cannot be found is answered at once.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { ZoneSlot } from "./zone-table.ts";

type Message = Extract<Effect, { e: "message" }>;

export const routeMessage = (c: EngineContext, from: ZoneSlot, message: Message): void => {
  const { address } = message;
  switch (address.to) {
    case "zone": {
      const slot = c.zones.get(address.zone);
      if (slot === undefined) undeliverable(c, from, message, address.zone);
      else deliver(c, slot, message, null);
      return;
    }
    case "player": {
      const located = c.roster.named(address.name);
      if (located === undefined) undeliverable(c, from, message, address.name);
      else deliver(c, located.zone, message, located.id);
      return;
    }
    case "world":
      for (const slot of c.zones.all()) {
        if (slot.population > 0) deliver(c, slot, message, null);
      }
  }
};

const deliver = (
  c: EngineContext,
  slot: ZoneSlot,
  message: Message,
  player: PlayerId | null,
): void => {
  const { id, body } = message;
  c.input(slot, SOURCE.zone, c.options.engine, { i: "message", id, player, body });
};

const undeliverable = (c: EngineContext, from: ZoneSlot, message: Message, name: string): void => {
  if (message.sender === null) return;
  const { sender: player, body } = message;
  const slot = c.roster.where(player)?.zone ?? from;
  c.input(slot, SOURCE.zone, c.options.engine, { i: "undeliverable", player, name, body });
};
