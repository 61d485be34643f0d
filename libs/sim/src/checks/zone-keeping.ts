/** I12: where nothing goes wrong any more, no zone is without a running owner for long. */

import type { ZoneId } from "@ambon/kernel/ids";
import type { Checks } from "./checks.ts";

/** Beyond a lease: engines come back, look for zones, and ask the store. */
export const OWNERLESS_MS = 10_000;

export class ZoneKeeping {
  readonly #checks: Checks;
  readonly #graceMs: number;
  readonly #sinceMs = new Map<ZoneId, number>();

  /** `leaseMs`: how long others wait before they take a zone; 0 = there are none. */
  constructor(checks: Checks, leaseMs: number) {
    this.#checks = checks;
    this.#graceMs = leaseMs + OWNERLESS_MS;
  }

  /** At `nowMs` the zones of `run` run somewhere and are not frozen. */
  look(nowMs: number, hosted: readonly ZoneId[], run: ReadonlySet<ZoneId>): void {
    for (const zone of hosted) {
      const sinceMs = this.#sinceMs.get(zone) ?? nowMs;
      this.#sinceMs.set(zone, run.has(zone) ? nowMs : sinceMs);
      if (run.has(zone) || nowMs - sinceMs <= this.#graceMs) continue;
      this.#checks.wrong("I12", `${zone} is run by nobody for ${nowMs - sinceMs} ms`);
    }
  }
}
