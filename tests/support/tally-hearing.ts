/**
 * What a counting player hears others say in its room: their numbers, each once, in order, and
 * none left out that was said while it was there.
 */

/** Every so many lines one is spoken (tally-ledger.ts). */
const SPOKEN_EVERY = 3;

interface Gap {
  readonly speaker: string;
  readonly n: number;
}

export class TallyHearing {
  readonly problems: string[] = [];
  /** Spoken lines that were not heard between two that were. */
  readonly gaps: Gap[] = [];
  heard = 0;
  #last = new Map<string, number>();

  hear(speaker: string, n: number): void {
    const last = this.#last.get(speaker);
    this.heard += 1;
    if (last !== undefined && n <= last) {
      this.problems.push(`heard ${speaker} say ${n} after ${last}`);
    } else if (last !== undefined) {
      for (let missed = last + SPOKEN_EVERY; missed < n; missed += SPOKEN_EVERY) {
        this.gaps.push({ speaker, n: missed });
      }
    }
    this.#last.set(speaker, n);
  }

  /** It was away, or the world went back: what it hears next begins anew. */
  beginAnew(): void {
    this.#last = new Map();
  }
}
