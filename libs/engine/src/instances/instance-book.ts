/**
 * What an engine keeps of instances beyond the first of their zone.
 *
 * The first instance of each zone runs always. A later one is *wanted* from when it was started
 * until it has ended: by what other engines say, and by the rows that were found at the start. So
 * somebody runs it again when the engine that had it is gone. What is believed here is a hint: the
 * row decides, and a row that was emptied says that its instance has ended.
 */

import { instanceOf, templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { ZoneSlot } from "../zone-table.ts";
import { INSTANCES_MAX } from "./instance.ts";

/** An instance that ends, while the first one takes up what it has. */
export interface Merging {
  readonly slot: ZoneSlot;
  readonly into: ZoneSlot;
}

interface Ordered {
  readonly zone: ZoneId;
  readonly atMs: number;
}

/** An order to start one is given up after so long, and perhaps given to another engine. */
export const ORDER_MS = 5000;

export class InstanceBook {
  /** At most INSTANCES_MAX per zone. */
  readonly #wanted = new Set<ZoneId>();
  /** Template → the instance that is being started. */
  readonly #ordered = new Map<string, Ordered>();
  /** Template → when its number was changed. */
  readonly #changedAtMs = new Map<string, number>();
  readonly #merging = new Map<ZoneId, Merging>();

  /** First instances, and numbers that are never given, are left alone. */
  want(zone: ZoneId): void {
    const number = instanceOf(zone);
    if (number > 1 && number <= INSTANCES_MAX) this.#wanted.add(zone);
  }

  /** It has ended. */
  forget(zone: ZoneId): void {
    this.#wanted.delete(zone);
  }

  get wanted(): readonly ZoneId[] {
    return [...this.#wanted];
  }

  isWanted(zone: ZoneId): boolean {
    return this.#wanted.has(zone);
  }

  order(zone: ZoneId, nowMs: number): void {
    this.#ordered.set(templateOf(zone), { zone, atMs: nowMs });
  }

  /** What was ordered and does not run yet. */
  ordered(template: string, nowMs: number): ZoneId | undefined {
    const order = this.#ordered.get(template);
    return order === undefined || nowMs - order.atMs >= ORDER_MS ? undefined : order.zone;
  }

  carriedOut(template: string): void {
    this.#ordered.delete(template);
  }

  changed(template: string, nowMs: number): void {
    this.#changedAtMs.set(template, nowMs);
  }

  /** Since the number of instances was changed, or since somebody first asked. */
  sinceChangeMs(template: string, nowMs: number): number {
    const atMs = this.#changedAtMs.get(template);
    if (atMs === undefined) this.changed(template, nowMs);
    return nowMs - (atMs ?? nowMs);
  }

  beginMerge(merging: Merging): void {
    this.#merging.set(merging.slot.id, merging);
  }

  /** The merge of this instance, which is over by that. */
  endMerge(zone: ZoneId): Merging | undefined {
    const merging = this.#merging.get(zone);
    this.#merging.delete(zone);
    return merging;
  }

  mergesInto(into: ZoneSlot): readonly Merging[] {
    return [...this.#merging.values()].filter((merging) => merging.into === into);
  }

  /** This zone ends, or takes up one that does: it stays where it is. */
  isMerging({ id }: ZoneSlot): boolean {
    for (const { slot, into } of this.#merging.values()) {
      if (slot.id === id || into.id === id) return true;
    }
    return false;
  }
}
