/**
 * Once a second: does a zone need another instance, or one less? The engine that runs the first one
 * decides, so that nobody else has to be asked; whoever runs the one that closes empties it.
 *
 *   decided ─▶ closing: nobody comes in, players are let go (empty-instance.ts)
 *           ─▶ empty ─▶ to the engine of the first one, if that is another
 *           ─▶ merged (merge-instance.ts)
 *
 * What is not finished is looked at again: every order may be lost.
 */

import { instanceOf, templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import { isCommons, type ZoneSlot } from "../zone-table.ts";
import { emptyOut } from "./empty-instance.ts";
import { capacityOf, runningInstances } from "./running-instances.ts";
import { scalingOf } from "./scale.ts";
import { startAnother } from "./start-instance.ts";

export const LOOK_MS = 1000;

/** The timer: looks, and comes again. */
export const keepInstances = (c: EngineContext): void => {
  c.after(LOOK_MS, { t: "instances" });
  const { cluster } = c;
  if (c.phase !== "running" || cluster?.isFrozen === true || cluster?.isDraining === true) return;
  const slots = [...c.zones.all()].filter(({ id }) => !isCommons(id));
  for (const slot of slots) {
    if (instanceOf(slot.id) === 1 && slot.state === "running") scale(c, templateOf(slot.id));
    if (slot.isClosing && slot.state === "running") emptyOut(c, slot);
  }
  const more = slots.filter(({ id }) => instanceOf(id) > 1).length;
  c.options.metrics.gauge("zone_instances", more);
};

const scale = (c: EngineContext, template: string): void => {
  const { instances: book, nowMs } = c;
  const running = runningInstances(c, template);
  const ordered = book.ordered(template, nowMs);
  if (running.some(({ zone }) => zone === ordered)) book.carriedOut(template);
  else if (ordered !== undefined) return;
  const since = book.sinceChangeMs(template, nowMs);
  const scaling = scalingOf(running, capacityOf(c, template), since);
  if (scaling.do === "start") startAnother(c, template, running);
  if (scaling.do !== "close") return;
  const { engine, zone } = scaling.instance;
  book.changed(template, nowMs);
  if (engine === undefined) beginClosing(c, zone);
  else c.cluster?.send(engine, { p: "close", zone });
};

/** Also by the order of the engine that has the first one. */
export const beginClosing = (c: EngineContext, zone: ZoneId): void => {
  const slot: ZoneSlot | undefined = c.zones.get(zone);
  if (slot === undefined || slot.isClosing || instanceOf(zone) === 1) return;
  slot.isClosing = true;
  c.options.log.event("info", "instance_closing", { zone, players: slot.population });
  c.options.metrics.count("zone_instance_changes_total", 1, { change: "closing" });
};
