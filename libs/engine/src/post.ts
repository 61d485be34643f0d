/**
 * What is for one player or one zone goes to where they are by now, here or at another engine.
 *
 *   here ─▶ into the zone, once (heard-ids.ts)
 *   on the way between two engines ─▶ held (cluster/held-mail.ts)
 *                    ├─ arrived, or back: into the zone, behind the arrival
 *                    └─ gone: to the engine that has them now
 *   at another engine ─▶ sent on, HOPS_MAX times
 *   nowhere ─▶ undeliverable: the sender is told, by the same ways
 *
 * An engine counts what players here have sent away as unanswered until the other one says `taken`
 * (cluster/unanswered.ts); that is when it is in a zone, on its way to the next engine, or refused.
 * What is held is not taken yet.
 */

import type { Mail as Input } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { Cluster } from "./cluster/cluster.ts";
import type { Held } from "./cluster/held-mail.ts";
import type { Letter, Mail } from "./cluster/peer-frame.ts";
import type { EngineContext } from "./context.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** So often mail is sent on after somebody who is somewhere else by the time it gets there. */
export const HOPS_MAX = 4;

type Place =
  | { readonly at: "zone"; readonly slot: ZoneSlot }
  | { readonly at: "engine"; readonly engine: string }
  | { readonly at: "onTheWay"; readonly whom: PlayerId | ZoneId };

/** `from` is the engine that sent it here. */
export const post = (c: EngineContext, mail: Mail, from = c.options.engine): void => {
  const place = placeOf(c, mail);
  if (place?.at === "onTheWay") return hold(c, place.whom, { mail, from });
  if (place?.at === "zone") return deliver(c, place.slot, mail, from);
  taken(c, { mail, from });
  if (place !== undefined) sendOn(c, place.engine, mail);
  else refuse(c, mail, "nobody");
};

const placeOf = (c: EngineContext, mail: Mail): Place | undefined => {
  const { zones, roster, cluster } = c;
  if (mail.player !== null) {
    const { player } = mail;
    const isGoing = cluster?.leaving.has(player) === true;
    if (isGoing || cluster?.comingIn.has(player) === true) return { at: "onTheWay", whom: player };
    const slot = roster.where(player)?.zone;
    if (slot !== undefined) return { at: "zone", slot };
    const engine = cluster?.directory.where(player)?.engine;
    return engine === undefined ? undefined : { at: "engine", engine };
  }
  const zone = mail.p === "message" ? mail.zone : null;
  if (zone === null) return undefined;
  const slot = zones.get(zone);
  if (slot !== undefined) return { at: "zone", slot };
  if (cluster?.zonesComing.has(zone) === true) return { at: "onTheWay", whom: zone };
  const engine = cluster?.engineOf(zone);
  return engine === undefined ? undefined : { at: "engine", engine };
};

/** To this zone: its inputs are all of one source, so that they keep the order they came in. */
export const deliver = (
  c: EngineContext,
  slot: ZoneSlot,
  mail: Mail,
  from = c.options.engine,
): void => {
  // At the end of a planned restart nobody takes it: the sender hears that by the lost link.
  const stands = slot.state === "still" || c.phase === "frozen" || c.phase === "stopped";
  if (stands) return hold(c, slot.id, { mail, from });
  taken(c, { mail, from });
  if (mail.p === "message" && !slot.heard.isFirst(mail.id)) return drop(c, "repeated");
  c.input(slot, SOURCE.zone, c.options.engine, inputOf(mail));
};

/** A zone found that whom this is for has left it. */
export const astray = (c: EngineContext, slot: ZoneSlot, input: Input): void => {
  const mail = mailOf(slot, input);
  if (mail.p === "message") slot.heard.forget(mail.id);
  const place = placeOf(c, mail);
  const isHere = place?.at === "zone" && place.slot === slot;
  // Somebody who is to be here, and neither is nor comes, is nowhere.
  const isComing = mail.player !== null && slot.arriving.has(mail.player);
  if (isHere && !isComing) refuse(c, mail, "nobody");
  else post(c, mail);
};

/** Takes what this zone was given and has not stepped with yet: of one player, or all of it. */
export const withdraw = (c: EngineContext, slot: ZoneSlot, player?: PlayerId): void => {
  const kept: typeof slot.inputs = [];
  const withdrawn: Mail[] = [];
  for (const input of slot.inputs) {
    const { body } = input;
    const isMail = body.i === "message" || body.i === "undeliverable";
    if (!isMail || (player !== undefined && body.player !== player)) kept.push(input);
    else withdrawn.push(mailOf(slot, body));
  }
  slot.inputs = kept;
  for (const mail of withdrawn) {
    if (mail.p === "message") slot.heard.forget(mail.id);
    post(c, mail);
  }
};

const hold = (c: EngineContext, whom: PlayerId | ZoneId, held: Held): void => {
  const oldest = c.cluster?.held.add(whom, held);
  if (oldest === undefined) return;
  taken(c, oldest);
  refuse(c, oldest.mail, "full");
};

/** It is known where they are: here, or wherever the directory says. */
export const release = (c: EngineContext, whom: PlayerId | ZoneId): void => {
  for (const { mail, from } of c.cluster?.held.take(whom) ?? []) post(c, mail, from);
};

/** They are at this engine. */
export const releaseTo = (c: EngineContext, whom: PlayerId | ZoneId, engine: string): void => {
  for (const held of c.cluster?.held.take(whom) ?? []) {
    taken(c, held);
    sendOn(c, engine, held.mail);
  }
};

const sendOn = (c: EngineContext, engine: string, mail: Mail): void => {
  const { cluster } = c;
  const hops = (mail.hops ?? 0) + 1;
  if (cluster?.linked.has(engine) !== true || hops > HOPS_MAX) return refuse(c, mail, "nobody");
  if (mail.p === "message") expectAnswer(cluster, engine, mail);
  cluster.send(engine, { ...mail, hops });
};

const expectAnswer = ({ unanswered }: Cluster, engine: string, letter: Letter): void => {
  const { id, sender, name, body } = letter;
  if (sender !== null) unanswered.sent(engine, id, { sender, name, body });
};

const taken = (c: EngineContext, { mail, from }: Held): void => {
  if (from === c.options.engine || mail.p !== "message" || mail.sender === null) return;
  c.cluster?.send(from, { p: "taken", id: mail.id });
};

/** Comes to nobody; a player whose act it was is told. */
export const refuse = (c: EngineContext, mail: Mail, why: "nobody" | "full"): void => {
  if (mail.p !== "message" || mail.sender === null) return drop(c, why);
  const { sender: player, name, body } = mail;
  post(c, { p: "undeliverable", player, name, body });
};

const drop = (c: EngineContext, outcome: "repeated" | "nobody" | "full"): void =>
  c.options.metrics.count("engine_messages_dropped_total", 1, { outcome });

const inputOf = (mail: Mail): Input => {
  if (mail.p === "message") {
    const { id, player, body, sender, name } = mail;
    return { i: "message", id, player, body, sender, name };
  }
  const { player, name, body, uncertain } = mail;
  return { i: "undeliverable", player, name, body, ...(uncertain === true ? { uncertain } : {}) };
};

const mailOf = (slot: ZoneSlot, input: Input): Mail => {
  if (input.i === "message") {
    const { id, player, sender = null, name = "", body } = input;
    return { p: "message", id, player, zone: player === null ? slot.id : null, sender, name, body };
  }
  const { player, name, body, uncertain } = input;
  return { p: "undeliverable", player, name, body, ...(uncertain === true ? { uncertain } : {}) };
};
