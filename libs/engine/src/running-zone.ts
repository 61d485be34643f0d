/** A zone as the engine sees it: the real one is libs/game's, tests script their own. */

import type { StepResult } from "@ambon/game/effect";
import type { Input } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";

export interface RunningZone {
  /** Synchronous and total: never throws for what players do. */
  step(nowMs: number, inputs: readonly Input[], maxEvents: number): StepResult;
  /** True when a step at this host time would run a timer or something left over. */
  hasWork(nowMs: number): boolean;
  /** Host time of the next timer, undefined when nothing will happen by itself. */
  nextDueMs(): number | undefined;
  snapshot(): Uint8Array;
  hash(): string;
  /** What is to be stored of a player here; undefined when the player is not here. */
  playerState(id: PlayerId): PlayerState | undefined;
  /** Plain data of the zone's row: ground, doors, stock, ledger of mints and burns. */
  storedState(): unknown;
  players(): readonly PlayerId[];
}

export interface ZoneStart {
  readonly zone: ZoneId;
  readonly epoch: number;
  /** uint32. */
  readonly seed: number;
  readonly nowMs: number;
  /** JSON text of the zone's row; absent for a zone that was never stored. */
  readonly stored?: string;
  /** What `snapshot` of a drained run gave; goes before `stored`, which is of the same moment. */
  readonly snapshot?: string;
}

/** Makes a zone of the current world; also `@commons#1`. */
export type ZoneFactory = (start: ZoneStart) => RunningZone;

/** The template of the zone that holds the cluster's documents. */
export const COMMONS_TEMPLATE = "@commons";
