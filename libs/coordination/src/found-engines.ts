/**
 * Which engines an end dials beside those that its operator named.
 *
 *   in the registry, or named by another engine ─▶ dialed ── missing in it for GONE_MS ─▶ forgotten
 *                                                     │          and without a link
 *                                                     └── its address changed ─▶ dialed there
 *
 * An engine with a link is there, whatever the registry says: sessions may be played on that link.
 * Time counts only while the registry can be read: one that was away, or emptied, forgets nobody
 * before all had the time to write themselves into it. The address of an engine that the operator
 * named is the operator's.
 *
 * Bound: FOUND_MAX engines; more are not dialed.
 */

import type { EngineEntry } from "./engine-entry.ts";

export const FOUND_MAX = 64;
export const GONE_MS = 10_000;

export interface Found {
  /** To be dialed from now on, at the address of now; most are dialed there already. */
  readonly dial: readonly EngineEntry[];
  readonly forget: readonly string[];
}

export class FoundEngines {
  readonly #named: ReadonlySet<string>;
  /** Since when the registry does not know it; null = it does. */
  readonly #missingSinceMs = new Map<string, number | null>();

  constructor(named: Iterable<string>) {
    this.#named = new Set(named);
  }

  /** The registry was read. */
  listed(
    nowMs: number,
    entries: readonly EngineEntry[],
    isLinked: (engine: string) => boolean,
  ): Found {
    const others = entries.filter(({ engine }) => !this.#named.has(engine));
    const forget = this.#gone(nowMs, new Set(others.map(({ engine }) => engine)), isLinked);
    const dial = others.filter(({ engine }) => this.#note(engine, null));
    return { dial, forget };
  }

  /** The registry could not be read. */
  unread(): void {
    for (const engine of this.#missingSinceMs.keys()) this.#missingSinceMs.set(engine, null);
  }

  /** Another engine named it. False: it is not to be dialed. */
  told(engine: string): boolean {
    if (this.#named.has(engine)) return true;
    return this.#note(engine, this.#missingSinceMs.get(engine) ?? null);
  }

  #note(engine: string, missingSinceMs: number | null): boolean {
    const isFull = this.#missingSinceMs.size >= FOUND_MAX;
    if (isFull && !this.#missingSinceMs.has(engine)) return false;
    this.#missingSinceMs.set(engine, missingSinceMs);
    return true;
  }

  #gone(
    nowMs: number,
    listed: ReadonlySet<string>,
    isLinked: (engine: string) => boolean,
  ): readonly string[] {
    const gone: string[] = [];
    for (const [engine, sinceMs] of this.#missingSinceMs) {
      if (listed.has(engine)) continue;
      if (isLinked(engine) || sinceMs === null) this.#missingSinceMs.set(engine, nowMs);
      else if (nowMs - sinceMs >= GONE_MS) gone.push(engine);
    }
    for (const engine of gone) this.#missingSinceMs.delete(engine);
    return gone;
  }
}
