/**
 * What staff in the game and operators outside it may order. Whether somebody may give an order is
 * the zone's business: it knows who is staff. Each order is answered to the one who gave it.
 */

import type { StaffOrder } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import { unreachable } from "@ambon/kernel/assert";
import type { PlayerId } from "@ambon/kernel/ids";
import type { BanOutcome } from "./account-desk.ts";
import { flushAccountEffects } from "./accounts-flow.ts";
import { drainZones, moveZone } from "./cluster/drain-zones.ts";
import type { EngineContext } from "./context.ts";
import { takeOut } from "./detach.ts";
import type { AdminOrder } from "./inbox.ts";
import { cancelShutdown, startShutdown } from "./shutdown.ts";

/** A line to everybody in the world. */
export const announce = (c: EngineContext, text: string): void => {
  for (const slot of c.zones.all()) {
    if (slot.population > 0) c.input(slot, SOURCE.admin, "engine", { i: "announce", text });
  }
};

const announceEverywhere = (c: EngineContext, text: string): void => {
  announce(c, text);
  c.cluster?.sendAll({ p: "order", order: { o: "announce", text } });
};

const tellBan = (c: EngineContext, { change }: BanOutcome): void => {
  if (change !== undefined) c.cluster?.sendAll({ p: "order", order: { o: "ban", change } });
};

/** From staff in the game. */
export const takeOrder = (c: EngineContext, player: PlayerId, order: StaffOrder): void => {
  const by = c.roster.where(player)?.entry.name ?? player;
  c.options.log.event("info", "staff_order", { player, order: order.o });
  switch (order.o) {
    case "kick": {
      const done = kick(c, order.name, order.reason);
      return answer(c, player, done, done ? `${order.name} is out.` : notHere(order.name));
    }
    case "ban": {
      const { target, durationMs, reason } = order;
      const outcome = c.options.accounts.ban(c.nowMs, target, durationMs, reason, by);
      flushAccountEffects(c);
      if (outcome.ok) throwOutBanned(c);
      tellBan(c, outcome);
      return answer(c, player, outcome.ok, outcome.text);
    }
    case "unban": {
      const outcome = c.options.accounts.unban(c.nowMs, order.target);
      flushAccountEffects(c);
      tellBan(c, outcome);
      return answer(c, player, outcome.ok, outcome.text);
    }
    case "bans":
      return answer(c, player, true, c.options.accounts.listBans(c.nowMs));
    case "announce":
      return announceEverywhere(c, order.text);
    case "reload":
      return c.emit({ x: "reload", player });
    case "shutdown":
      startShutdown(c, order.delayMs, order.reason);
      return answer(c, player, true, "The countdown runs.");
    case "cancelShutdown":
      return answer(c, player, ...stopCountdown(c));
    default:
      unreachable(order);
  }
};

/** From an operator outside the game. */
export const takeAdmin = (c: EngineContext, order: AdminOrder): void => {
  c.options.log.event("info", "admin_order", { order: order.a });
  switch (order.a) {
    case "announce":
      return announceEverywhere(c, order.text);
    case "kick":
      kick(c, order.name, order.reason);
      return;
    case "setStaff": {
      const { player, staff } = order;
      const slot = c.sessions.get(player)?.slot;
      c.roster.update(player, { staff });
      if (slot !== undefined)
        c.input(slot, SOURCE.admin, "engine", { i: "setStaff", player, staff });
      return;
    }
    case "reload":
      return c.emit({ x: "reload", player: null });
    case "shutdown":
      return startShutdown(c, order.delayMs, order.reason);
    case "cancelShutdown":
      stopCountdown(c);
      return;
    case "move": {
      const problem = moveZone(c, order.zone, order.engine);
      if (problem !== undefined) c.options.log.event("warn", "zone_not_moved", { problem });
      return;
    }
    case "drain":
      return drainZones(c);
    default:
      unreachable(order);
  }
};

/** The content was loaded again, or was refused and nothing has changed. */
export const takeContent = (
  c: EngineContext,
  content: {
    readonly player: PlayerId | null;
    readonly ok: boolean;
    readonly contentHash: string;
    readonly text: string;
  },
): void => {
  const { player, ok, contentHash, text } = content;
  if (ok) {
    c.options.accounts.worldChanged(c.options.world());
    for (const slot of c.zones.all()) {
      c.input(slot, SOURCE.admin, "engine", { i: "reload", contentHash });
    }
  }
  if (player !== null) answer(c, player, ok, text);
};

const notHere = (name: string): string => `Nobody called ${name} is in the world.`;

const answer = (c: EngineContext, player: PlayerId, ok: boolean, text: string): void => {
  const slot = c.roster.where(player)?.zone;
  if (slot !== undefined) {
    c.input(slot, SOURCE.store, "order", { i: "orderResult", player, ok, text });
  }
};

/** False when nobody of that name is in the world, here or elsewhere. */
const kick = (c: EngineContext, name: string, reason: string): boolean => {
  const located = c.roster.named(name);
  if (located !== undefined) return kickPlayer(c, located.id, reason);
  const remote = c.cluster?.directory.named(name);
  if (remote === undefined) return false;
  const player = remote.line.id;
  c.cluster?.send(remote.engine, { p: "order", order: { o: "kick", player, reason } });
  return true;
};

/** False when the player is not here. */
export const kickPlayer = (c: EngineContext, player: PlayerId, reason: string): boolean => {
  const session = c.sessions.get(player);
  if (session === undefined) return false;
  const because = reason === "" ? "" : ` Reason: ${reason}`;
  takeOut(c, session, "kicked", `You have been put out of the game.${because}`);
  return true;
};

export const throwOutBanned = (c: EngineContext): void => {
  for (const session of c.sessions.all()) {
    const { playerName, caps } = session;
    const why = c.options.accounts.banned(c.nowMs, playerName, caps.address);
    if (why !== undefined) takeOut(c, session, "banned", why);
  }
};

const stopCountdown = (c: EngineContext): [boolean, string] => {
  if (!cancelShutdown(c)) return [false, "No shutdown is planned."];
  announce(c, "The shutdown is called off.");
  return [true, "The shutdown is called off."];
};
