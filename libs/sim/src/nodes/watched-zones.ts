/** The real zones of one engine run, with everything that goes in and out noted for the checks. */

import type { RunningZone, ZoneStart } from "@ambon/engine/running-zone";
import type { Effect, StepResult } from "@ambon/game/effect";
import type { Input } from "@ambon/game/input";
import { Zone } from "@ambon/game/zone";
import type { ZoneId } from "@ambon/kernel/ids";
import { textOf } from "@ambon/markup/plain-text";
import { tagIn, tagText } from "../checks/line-ledger.ts";
import type { Surroundings } from "./surroundings.ts";

export class WatchedZones {
  readonly zones = new Map<ZoneId, Zone>();
  readonly #around: Surroundings;
  readonly #owner: string;
  readonly #ranMs: () => number;
  /** Tag → number of the line that bore it last. */
  readonly #seqs = new Map<string, number>();

  /** `ranMs`: how long the run has lasted, pauses left out. */
  constructor(around: Surroundings, owner: string, ranMs: () => number) {
    this.#around = around;
    this.#owner = owner;
    this.#ranMs = ranMs;
  }

  create(start: ZoneStart): RunningZone {
    const zone = Zone.create(this.#around.world, start);
    this.zones.set(start.zone, zone);
    return {
      step: (nowMs, inputs, max) => this.#step(zone, nowMs, inputs, max),
      hasWork: (nowMs) => zone.hasWork(nowMs),
      nextDueMs: () => zone.nextDueMs(),
      snapshot: () => zone.snapshot(),
      hash: () => zone.hash(),
      playerState: (id) => zone.playerState(id),
      storedState: () => zone.storedState(),
      players: () => zone.players(),
    };
  }

  /** Zones of this run in which a player is. */
  holding(player: string): ZoneId[] {
    return [...this.zones]
      .filter(([, zone]) => zone.players().some((id) => id === player))
      .map(([id]) => id);
  }

  #step(zone: Zone, nowMs: number, inputs: readonly Input[], max: number): StepResult {
    for (const { body } of inputs) {
      if (body.i !== "line") continue;
      const tag = tagIn(body.text);
      if (tag !== undefined) this.#seqs.set(tagText(tag), body.inputSeq);
    }
    const result = zone.step(nowMs, inputs, max);
    for (const effect of result.effects) this.#note(zone.id, effect);
    return result;
  }

  #note(zone: ZoneId, effect: Effect): void {
    const { durable, lines, trace, botOf } = this.#around;
    durable.said(this.#owner, effect);
    if (effect.e !== "output" || effect.to.length !== 1 || effect.class !== "chat") return;
    const tag = tagIn(textOf(effect.markup));
    // What one says comes back to oneself, and that once.
    if (tag === undefined || botOf(effect.to[0] ?? "") !== tag.bot) return;
    const seq = this.#seqs.get(tagText(tag)) ?? 0;
    trace.note(this.#owner, "line", `${tagText(tag)} as ${seq} in ${zone}`);
    lines.applied(tag, seq, this.#owner, this.#ranMs());
  }
}
