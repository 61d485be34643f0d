/**
 * Which instance of each zone a player was in last, so that they find the same people again. Kept
 * with the session, and in the player's row beside it (stored-session.ts).
 */

import { instanceOf, templateOf, type ZoneId, zoneId } from "@ambon/kernel/ids";

/** Zones that are remembered; the one that was entered longest ago is forgotten. */
export const LAST_INSTANCES_MAX = 16;

/** Template → number. */
export type InstanceNumbers = Readonly<Record<string, number>>;

export class LastInstances {
  /** Latest last. */
  readonly #numbers = new Map<string, number>();

  note(zone: ZoneId): void {
    const template = templateOf(zone);
    this.#numbers.delete(template);
    this.#numbers.set(template, instanceOf(zone));
    if (this.#numbers.size <= LAST_INSTANCES_MAX) return;
    const [oldest] = this.#numbers.keys();
    if (oldest !== undefined) this.#numbers.delete(oldest);
  }

  of(template: string): ZoneId | undefined {
    return lastOf(this.numbers, template);
  }

  get numbers(): InstanceNumbers {
    return Object.fromEntries(this.#numbers);
  }

  /** What was kept; absent or spoilt means that nothing is known. */
  load(numbers: InstanceNumbers | undefined): void {
    for (const [template, number] of Object.entries(numbers ?? {})) {
      if (Number.isSafeInteger(number) && number > 0) this.note(zoneId(template, number));
    }
  }
}

export const lastOf = (
  numbers: InstanceNumbers | undefined,
  template: string,
): ZoneId | undefined => {
  const number = numbers?.[template];
  return number === undefined ? undefined : zoneId(template, number);
};
