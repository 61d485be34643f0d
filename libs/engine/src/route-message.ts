/**
 * Messages between zones. One hop: by name through the location index, or to a zone, or to every
 * zone that has players (the sender's own too), here or at another engine. Who cannot be found is
 * answered: at once, or by the engine that was thought to have them.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { ZoneSlot } from "./zone-table.ts";

type Message = Extract<Effect, { e: "message" }>;

export const routeMessage = (c: EngineContext, from: ZoneSlot, message: Message): void => {
  const { address } = message;
  switch (address.to) {
    case "zone": {
      const slot = c.zones.get(address.zone);
      if (slot !== undefined) return deliver(c, slot, message, null);
      const engine = c.cluster?.engineOf(address.zone);
      if (engine === undefined) return undeliverable(c, from, message, address.zone);
      return sendTo(c, engine, message, { player: null, zone: address.zone, name: address.zone });
    }
    case "player": {
      const { name } = address;
      const located = c.roster.named(name);
      if (located !== undefined) return deliver(c, located.zone, message, located.id);
      const remote = c.cluster?.directory.named(name);
      if (remote === undefined) return undeliverable(c, from, message, name);
      return sendTo(c, remote.engine, message, { player: remote.line.id, zone: null, name });
    }
    case "world":
      for (const slot of c.zones.all()) {
        if (slot.population > 0) deliver(c, slot, message, null);
      }
      for (const engine of c.cluster?.linked ?? []) {
        sendTo(c, engine, message, { player: null, zone: null, name: "" });
      }
  }
};

/** To another engine: it hands the message on, or says that it cannot. */
const sendTo = (
  c: EngineContext,
  engine: string,
  { id, sender, body }: Message,
  to: { readonly player: PlayerId | null; readonly zone: ZoneId | null; readonly name: string },
): void => {
  const { cluster } = c;
  const isAnswered = sender !== null && (to.player !== null || to.zone !== null);
  if (isAnswered) cluster?.unanswered.sent(engine, id, { sender, name: to.name, body });
  cluster?.send(engine, { p: "message", id, sender, body, ...to });
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
