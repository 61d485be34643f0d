/** One running instance of a zone, as somebody sees it who is to go into one. */

import type { ZoneId } from "@ambon/kernel/ids";

export interface Instance {
  readonly zone: ZoneId;
  /** 2 of `town#2`. */
  readonly number: number;
  /** The engine that runs it; undefined = this one. */
  readonly engine: string | undefined;
  /** Players in it and on their way in, as far as is known. */
  readonly population: number;
  /** Takes arrivals. */
  readonly isOpen: boolean;
}

/** More are never started: then arrivals go to the least loaded. */
export const INSTANCES_MAX = 32;
