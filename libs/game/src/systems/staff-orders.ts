/**
 * Orders of staff that the engine carries out. The zone checks what was typed; the engine answers
 * with an `orderResult` input, which is shown to whoever gave the order.
 */

import { stripUnsafe } from "@ambon/kernel/sanitize";
import type { ZoneContext } from "../context.ts";
import type { StaffOrder } from "../effect.ts";
import { refuse } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { banTargetProblem, parseCountdown, parseDuration } from "./staff-parse.ts";
import { cleanTalk, shortName } from "./talk.ts";
import { isName } from "./talk-far.ts";

const MAX_REASON_CHARS = 200;

const order = (z: ZoneContext, me: PlayerEntity, what: StaffOrder): void =>
  z.emit({ e: "order", player: me.state.id, order: what });

const reasonOf = (typed: string): string =>
  stripUnsafe(typed).trim().slice(0, MAX_REASON_CHARS).toWellFormed();

const isMe = (me: PlayerEntity, typed: string): boolean =>
  typed.toLowerCase() === me.state.name.toLowerCase();

export const kick = (z: ZoneContext, me: PlayerEntity, name: string, reason: string): void => {
  if (!isName(name)) return refuse(z, me, `"${shortName(name)}" is not a name.`);
  if (isMe(me, name)) return refuse(z, me, "To go yourself, type quit.");
  order(z, me, { o: "kick", name, reason: reasonOf(reason) });
};

export const ban = (
  z: ZoneContext,
  me: PlayerEntity,
  target: string,
  duration: string,
  reason: string,
): void => {
  const problem = banTargetProblem(target);
  if (problem !== undefined) return refuse(z, me, problem);
  if (isMe(me, target)) return refuse(z, me, "You cannot ban yourself.");
  const durationMs = parseDuration(duration);
  if (!durationMs.ok) return refuse(z, me, durationMs.error);
  order(z, me, { o: "ban", target, durationMs: durationMs.value, reason: reasonOf(reason) });
};

export const unban = (z: ZoneContext, me: PlayerEntity, target: string): void => {
  const problem = banTargetProblem(target);
  if (problem !== undefined) return refuse(z, me, problem);
  order(z, me, { o: "unban", target });
};

export const listBans = (z: ZoneContext, me: PlayerEntity): void => order(z, me, { o: "bans" });

export const announce = (z: ZoneContext, me: PlayerEntity, raw: string): void => {
  const text = cleanTalk(z, me, raw);
  if (text !== undefined) order(z, me, { o: "announce", text });
};

export const reload = (z: ZoneContext, me: PlayerEntity): void => order(z, me, { o: "reload" });

export const shutdown = (z: ZoneContext, me: PlayerEntity, when: string, reason: string): void => {
  if (when.toLowerCase() === "cancel") return order(z, me, { o: "cancelShutdown" });
  const delay = parseCountdown(when);
  if (!delay.ok) return refuse(z, me, delay.error);
  order(z, me, { o: "shutdown", delayMs: delay.value, reason: reasonOf(reason) });
};
