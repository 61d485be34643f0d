/**
 * The peers that an end dials, by name, whatever carries the links: added, moved and forgotten
 * while it runs.
 *
 * Bound: ENGINES_MAX; more are refused with an error.
 */

import { OperatorError } from "@ambon/kernel/operator-error";
import type { Farewell } from "../link/link-words.ts";

export const ENGINES_MAX = 256;

/** One peer that is dialed, over and over. */
export interface Dial {
  /** Where it is dialed from now on; a link that is up stays. */
  moveTo(url: string): void;
  /** Resolves when the link is over. */
  stop(farewell: Farewell): Promise<void>;
}

export class Dials<D extends Dial> {
  readonly #begin: (id: string, url: string) => D;
  readonly #dials = new Map<string, D>();

  constructor(begin: (id: string, url: string) => D) {
    this.#begin = begin;
  }

  all(): readonly D[] {
    return [...this.#dials.values()];
  }

  get(id: string): D | undefined {
    return this.#dials.get(id);
  }

  /** From now on this peer is dialed, at this address. */
  connectTo(id: string, url: string): void {
    const known = this.#dials.get(id);
    if (known !== undefined) return known.moveTo(url);
    if (this.#dials.size >= ENGINES_MAX) {
      throw new OperatorError(`More than ${ENGINES_MAX} engines: take some out of AMBON_ENGINES.`);
    }
    this.#dials.set(id, this.#begin(id, url));
  }

  /** The link is ended in order and not dialed again. */
  forget(id: string): void {
    void this.#dials.get(id)?.stop("forgotten");
    this.#dials.delete(id);
  }

  async stop(farewell: Farewell): Promise<void> {
    await Promise.all(this.all().map((dial) => dial.stop(farewell)));
  }
}
