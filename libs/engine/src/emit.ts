/**
 * Third phase of a tick: what a zone's step asks of the world outside goes where it belongs.
 *
 * Before anything else is routed, the parties of class A acts are put on hold: their output of
 * this very step waits for the cut that will contain the act.
 */

import type { Effect } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import { unreachable } from "@ambon/kernel/assert";
import type { EngineContext } from "./context.ts";
import { hasLeft } from "./detach.ts";
import { answerInstances } from "./instances/answer-instances.ts";
import { absorbed, notAbsorbed } from "./instances/merge-instance.ts";
import { takeOrder } from "./orders.ts";
import { astray, withdraw } from "./post.ts";
import { routeMessage } from "./route-message.ts";
import { routeData, routeOutput, routePrompt, routeSettings } from "./route-output.ts";
import { routeTransfer } from "./route-transfer.ts";
import { kindOf, type ZoneSlot } from "./zone-table.ts";

export const emitStep = (c: EngineContext, slot: ZoneSlot, effects: readonly Effect[]): void => {
  for (const effect of effects) {
    if (effect.e === "classA") holdParties(c, effect);
  }
  for (const effect of effects) {
    c.effectCounts.set(effect.e, (c.effectCounts.get(effect.e) ?? 0) + 1);
    route(c, slot, effect);
  }
  // Behind what the step itself gave back, which was there before.
  for (const effect of effects) {
    if (effect.e === "transfer") withdraw(c, slot, effect.state.id);
  }
};

const holdParties = (c: EngineContext, effect: Extract<Effect, { e: "classA" }>): void => {
  const cut = c.savings.urgent(effect.parties);
  for (const player of effect.parties) {
    const session = c.sessions.get(player);
    if (session !== undefined) c.outbox.holdUntil(session, cut);
  }
};

const route = (c: EngineContext, slot: ZoneSlot, effect: Effect): void => {
  switch (effect.e) {
    case "output":
      return routeOutput(c, effect);
    case "prompt":
      return routePrompt(c, effect);
    case "data":
      return routeData(c, effect);
    case "settings":
      return routeSettings(c, effect);
    case "transfer":
      return routeTransfer(c, slot, effect);
    case "left":
      return hasLeft(c, effect.state, effect.text);
    case "message":
      return routeMessage(c, effect);
    case "astray":
      return astray(c, slot, effect.input);
    case "query":
      return effect.query === "who" ? answerWho(c, slot, effect) : answerInstances(c, slot, effect);
    case "absorbed":
      return absorbed(c, effect.from);
    case "order":
      return takeOrder(c, effect.player, effect.order);
    case "dirty":
      return noteDirty(c, slot, effect);
    case "classA":
      return;
    case "roster":
      return c.roster.update(effect.player, { level: effect.level, afk: effect.afk });
    case "fault":
      if (effect.what === "absorb") notAbsorbed(c, slot);
      return noteFault(c, effect);
    default:
      unreachable(effect);
  }
};

const answerWho = (
  c: EngineContext,
  slot: ZoneSlot,
  { player, as }: Extract<Effect, { e: "query"; query: "who" }>,
): void => {
  const players = c.everybody();
  const answer = as === undefined ? { player, players } : { player, players, as };
  c.input(slot, SOURCE.store, "roster", { i: "roster", ...answer });
};

const noteDirty = (
  c: EngineContext,
  slot: ZoneSlot,
  effect: Extract<Effect, { e: "dirty" }>,
): void => {
  if (effect.kind === "player") c.savings.dirty({ kind: "player", id: effect.id });
  else c.savings.dirty({ kind: kindOf(slot.id), id: slot.id });
};

const noteFault = (c: EngineContext, effect: Extract<Effect, { e: "fault" }>): void => {
  const { at, what, error } = effect;
  c.options.metrics.count("engine_faults_total");
  c.options.log.event("error", "handler_fault", { at, what, error });
};
