/**
 * Second phase of a tick: each zone that has inputs or due timers makes one step. What a step says
 * to other zones reaches them in the next tick. A zone that takes more than its share of the tick
 * gets a smaller event limit and falls behind by itself.
 */

import type { StepResult } from "@ambon/game/effect";
import { SOURCE } from "@ambon/game/input";
import { DEFAULT_CADENCE } from "./cadence.ts";
import type { EngineContext } from "./context.ts";
import { hasLeft } from "./detach.ts";
import { emitStep } from "./emit.ts";
import { nextLimit, shareMs } from "./time-share.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** Host milliseconds since the tick began; fractions allowed. */
export type TickClock = () => number;

export const simulate = (c: EngineContext, clock: TickClock): void => {
  const due = c.zones.takeDue(c.nowMs);
  const work = due.map((slot) => {
    const { inputs } = slot;
    slot.inputs = [];
    return { slot, inputs };
  });
  const share = shareMs(work.length);
  let began = clock();
  let slowest = 1;
  for (const { slot, inputs } of work) {
    const { zone, recording, maxEvents } = slot;
    recording?.stepping(c.nowMs, maxEvents, inputs);
    const result = zone.step(c.nowMs, inputs, maxEvents);
    for (const chunk of recording?.stepped(zone) ?? [])
      c.emit({ x: "record", zone: slot.id, chunk });
    c.options.metrics.count("zone_steps_total");
    c.options.metrics.count("zone_events_total", inputs.length);
    afterStep(c, slot, result);
    const ended = clock();
    slot.maxEvents = nextLimit(maxEvents, ended - began, share);
    began = ended;
    slowest = Math.min(slowest, noteDilation(c, slot, result));
  }
  if (work.length > 0) c.options.metrics.gauge("engine_time_dilation_ratio", slowest);
};

const afterStep = (c: EngineContext, slot: ZoneSlot, result: StepResult): void => {
  noteArrivals(c, slot);
  emitStep(c, slot, result.effects);
  noteApplied(c, slot, result.pending);
  if (result.pending === 0) turnBackLost(c, slot);
  if (result.pending > 0) c.zones.wake(slot);
  else c.zones.arm(slot, result.nextDueMs);
};

/** Players whose state the zone has now are not in transit any more. */
const noteArrivals = (c: EngineContext, slot: ZoneSlot): void => {
  if (slot.arriving.size === 0) return;
  for (const player of [...slot.arriving]) {
    if (slot.zone.playerState(player) === undefined) continue;
    slot.arriving.delete(player);
    c.inTransit.delete(player);
  }
};

/**
 * Players whose arrival the zone undid because its handler threw: nobody has them now but the
 * engine. They are stored as they set out, and may log in again.
 */
const turnBackLost = (c: EngineContext, slot: ZoneSlot): void => {
  for (const player of [...slot.arriving]) {
    const state = c.inTransit.get(player);
    const isComing = slot.inputs.some(
      ({ body }) => body.i === "arrive" && body.state.id === player,
    );
    if (isComing || state === undefined) continue;
    hasLeft(c, state, "You could not get there, and have been saved. Please log in again.");
  }
};

/** Lines that this zone has come to: acknowledged, and the next of their session may go. */
const noteApplied = (c: EngineContext, slot: ZoneSlot, pending: number): void => {
  for (const session of [...slot.unapplied]) {
    const line = session.inFlight;
    if (pending > 0 && line !== null) {
      const applied = slot.zone.playerState(session.playerId)?.inputSeq ?? 0;
      if (applied < line.inputSeq) continue;
    }
    slot.unapplied.delete(session);
    c.sessions.applied(session);
    c.outbox.ack(session);
  }
};

/** The factor of this zone's time to real time; tells its players when it begins and ends. */
const noteDilation = (c: EngineContext, slot: ZoneSlot, result: StepResult): number => {
  const dueMs = result.nextDueMs ?? c.nowMs;
  const lagMs = result.pending === 0 ? 0 : Math.max(0, c.nowMs - dueMs);
  const { tickMs } = DEFAULT_CADENCE;
  const dilated = lagMs > tickMs;
  if (dilated !== slot.dilated) {
    slot.dilated = dilated;
    c.options.log.event(dilated ? "warn" : "info", dilated ? "zone_dilated" : "zone_in_time", {
      zone: slot.id,
      lagMs,
    });
    const text = dilated
      ? "So much happens here that time runs slower for a while."
      : "Time runs as it should again.";
    c.input(slot, SOURCE.admin, "engine", { i: "announce", text });
  }
  return tickMs / (tickMs + lagMs);
};
