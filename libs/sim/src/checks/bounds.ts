/**
 * I10: what waits anywhere is within the limit of its name. Each second the live engines, and the
 * links of all, are asked how full they are; lines under way are counted where they leave a
 * gateway.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { INTER_ENGINE_BYTES } from "@ambon/bus/inter-engine-bus";
import { LINK_FRAMES } from "@ambon/bus/link/link";
import { FIXED_LIMITS, type Fullness } from "@ambon/engine/fullness";
import type { LimitName, Limits } from "@ambon/kernel/limits";
import type { Checks } from "./checks.ts";

const TRANSPORT_LIMITS = { LINK_FRAMES, INTER_ENGINE_BYTES } as const;
const FIXED = { ...FIXED_LIMITS, ...TRANSPORT_LIMITS } as const;
type PlaceName = LimitName | keyof typeof FIXED;

/** Of links, as `Fullness` is of engines. */
export type TransportFullness = Readonly<Partial<Record<keyof typeof TRANSPORT_LIMITS, number>>>;

export class Bounds {
  readonly #checks: Checks;
  readonly #limits: Readonly<Record<PlaceName, number>>;
  /** Gateway and channel → the newest line that an engine has said to be applied. */
  readonly #applied = new Map<string, number>();

  constructor(checks: Checks, limits: Limits) {
    this.#checks = checks;
    this.#limits = { ...limits, ...FIXED };
  }

  /** How full an engine is now, or the links of some place. */
  look(where: string, fullness: Fullness | TransportFullness): void {
    for (const [name, waits] of Object.entries(fullness) as [PlaceName, number][]) {
      this.#mustFit(where, name, waits);
    }
  }

  /** A gateway gets these frames. */
  arrived(gateway: string, frames: readonly EngineFrame[]): void {
    for (const frame of frames) {
      if (frame.f !== "inputAck" && frame.f !== "attached") continue;
      const socket = `${gateway}/${frame.channel}`;
      const before = this.#applied.get(socket) ?? 0;
      this.#applied.set(socket, Math.max(before, frame.inputSeq));
    }
  }

  /** A gateway sends this. */
  leaves(gateway: string, frame: GatewayFrame): void {
    if (frame.f !== "input") return;
    const socket = `${gateway}/${frame.channel}`;
    const applied = this.#applied.get(socket) ?? 0;
    this.#mustFit(socket, "LINES_IN_FLIGHT", frame.inputSeq - applied);
  }

  #mustFit(where: string, name: PlaceName, waits: number): void {
    const limit = this.#limits[name];
    if (waits > limit)
      this.#checks.wrong("I10", `${where}: ${waits} of ${name}, which is ${limit}`);
  }
}
