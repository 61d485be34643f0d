/** The real zones of one engine run, with everything that goes in and out noted for the checks. */

import { gameZones } from "@ambon/engine/game-zones";
import type { RunningZone, ZoneFactory, ZoneStart } from "@ambon/engine/running-zone";
import type { Effect, StepResult } from "@ambon/game/effect";
import type { Input } from "@ambon/game/input";
import type { ZoneId } from "@ambon/kernel/ids";
import { textOf } from "@ambon/markup/plain-text";
import { tagIn, tagText } from "../checks/line-ledger.ts";
import type { Surroundings } from "./surroundings.ts";

export class WatchedZones {
  readonly zones = new Map<ZoneId, RunningZone>();
  readonly #around: Surroundings;
  readonly #owner: string;
  readonly #ranMs: () => number;
  readonly #make: ZoneFactory;

  /** `ranMs`: how long the run has lasted, pauses left out. */
  constructor(around: Surroundings, owner: string, ranMs: () => number) {
    this.#around = around;
    this.#owner = owner;
    this.#ranMs = ranMs;
    this.#make = gameZones(around.world);
  }

  create(start: ZoneStart): RunningZone {
    const zone = this.#make(start);
    this.zones.set(start.zone, zone);
    const recorded = this.#around.replay.begin(start, zone);
    return {
      step: (nowMs, inputs, max) => {
        recorded?.stepping(nowMs, inputs, max);
        const result = this.#step(start.zone, zone, nowMs, inputs, max);
        recorded?.stepped(zone);
        return result;
      },
      hasWork: (nowMs) => zone.hasWork(nowMs),
      nextDueMs: () => zone.nextDueMs(),
      snapshot: () => zone.snapshot(),
      hash: () => zone.hash(),
      playerState: (id) => zone.playerState(id),
      storedState: () => zone.storedState(),
      players: () => zone.players(),
    };
  }

  /** Zones of this run, among those that it still has, in which a player is. */
  holding(player: string, among: ReadonlySet<ZoneId>): ZoneId[] {
    return [...this.zones]
      .filter(([id, zone]) => among.has(id) && zone.players().some((id) => id === player))
      .map(([id]) => id);
  }

  #step(
    id: ZoneId,
    zone: RunningZone,
    nowMs: number,
    inputs: readonly Input[],
    max: number,
  ): StepResult {
    for (const { body } of inputs) {
      if (body.i !== "line") continue;
      const tag = tagIn(body.text);
      if (tag !== undefined) this.#around.lines.handedOver(tag, body.inputSeq);
    }
    this.#mustOwn(id);
    const result = zone.step(nowMs, inputs, max);
    for (const effect of result.effects) this.#note(id, effect);
    return result;
  }

  /** I1: whoever lets a zone act has it. A run that was replaced learns of it (SM30). */
  #mustOwn(zone: ZoneId): void {
    const owner = this.#around.zoneOwner(zone);
    if (owner === this.#owner || owner === null || owner === undefined) return;
    if (this.#around.mayNotKnow(this.#owner)) return;
    this.#around.checks.wrong("I1", `${zone} acts in ${this.#owner} and belongs to ${owner}`);
  }

  #note(zone: ZoneId, effect: Effect): void {
    const { durable, lines, trace, botOf, heldBy } = this.#around;
    durable.said(this.#owner, effect);
    if (effect.e !== "output" || effect.to.length !== 1 || effect.class !== "chat") return;
    const tag = tagIn(textOf(effect.markup));
    // What one says comes back to oneself, and that once.
    if (tag === undefined || botOf(effect.to[0] ?? "") !== tag.bot) return;
    const { owner, epoch = 0 } = heldBy(effect.to[0] ?? "") ?? {};
    const isAccepted = owner === this.#owner;
    // Whoever has lost the row had it under an earlier epoch than it has now.
    lines.saidUnder(tag, isAccepted ? epoch : epoch - 1);
    trace.note(this.#owner, "line", `${tagText(tag)} in ${zone}${isAccepted ? "" : ", in vain"}`);
    // A run that was replaced does not know it: what it does is never stored and never shown.
    if (isAccepted) lines.applied(tag, this.#owner, this.#ranMs());
    else lines.appliedInVain(tag);
  }
}
