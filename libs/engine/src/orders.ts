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
import { callOff, startShutdown } from "./countdown.ts";
import { takeOut } from "./detach.ts";
import type { AdminOrder } from "./inbox.ts";
import { answer, othersTold } from "./order-answer.ts";
import { reloadEverywhere } from "./reload.ts";

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

const callOffEverywhere = (c: EngineContext): boolean => {
  c.cluster?.sendAll({ p: "order", order: { o: "cancelShutdown" } });
  return callOff(c);
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
      return reloadEverywhere(c, player);
    case "shutdown": {
      startShutdown(c, order.delayMs, order.reason);
      const others = othersTold(c);
      const where = others === "" ? "" : `, here and at ${others}`;
      return answer(c, player, true, `The countdown runs${where}.`);
    }
    case "cancelShutdown": {
      const done = callOffEverywhere(c);
      const text = done ? "The shutdown is called off." : "No shutdown is planned.";
      return answer(c, player, done, text);
    }
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
      const { player, staff, owner } = order;
      if (owner === c.owner) return setStaff(c, player, staff);
      // A run that is not linked is not told; whoever ordered it sees that the row does not say it.
      const peer = c.cluster?.directory.owner(owner);
      if (peer === undefined) return;
      c.cluster?.send(peer.engine, { p: "order", order: { o: "setStaff", player, staff } });
      return;
    }
    case "reload":
      return reloadEverywhere(c, null);
    case "shutdown":
      return startShutdown(c, order.delayMs, order.reason);
    case "cancelShutdown":
      callOffEverywhere(c);
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

const notHere = (name: string): string => `Nobody called ${name} is in the world.`;

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

/** Nobody is changed who is not here. */
export const setStaff = (c: EngineContext, player: PlayerId, staff: boolean): void => {
  const slot = c.sessions.get(player)?.slot;
  c.roster.update(player, { staff });
  if (slot !== undefined) c.input(slot, SOURCE.admin, "engine", { i: "setStaff", player, staff });
};

export const throwOutBanned = (c: EngineContext): void => {
  for (const session of c.sessions.all()) {
    const { playerName, caps } = session;
    const why = c.options.accounts.banned(c.nowMs, playerName, caps.address);
    if (why !== undefined) takeOut(c, session, "banned", why);
  }
};
