/**
 * Write-behind: which aggregates are dirty, when they are cut, and what the store's answers mean.
 *
 * Protocol, per tick edge: `step(nowMs, inbox, snapshot)`.
 * - `adopt` tells the stored version of a row this engine claimed; `dirty` that it changed;
 *   `classA` that the change may not be shown to `parties` before it is durable; without parties it
 *   is only waited for.
 * - One cut is under way at a time. It holds every aggregate that is dirty at the tick edge at
 *   which it is made; `snapshot` gives their states at that edge (undefined = not ours any more).
 *   A cut is due CUT_INTERVAL_MS after the last one began, at once for class A, at once when
 *   draining. What gets dirty meanwhile waits for the next cut: many changes, one write.
 * - Every attempt gives each row a new version, so no version is ever written twice differently,
 *   whatever became of the attempt.
 *
 * Answers (`cutDone`):
 * - saved: `durable` names the parties whose output may go out, and the rows that were released.
 * - unavailable: nothing was written; everything is dirty again, with its age; the next try waits
 *   longer each time (store-absence.ts). `storeAway` once, `storeBack` with the first answer of
 *   any other kind, or when nothing is left to write.
 * - fenced: nothing was written and `evict` names the rows. No cut is made until the host answers
 *   `evicted` with all it has thrown away (whole zones, not just those rows: the states of the
 *   others were made together with them) and the parties whose held output it dropped.
 * - unknown: it may have been written. `reclaim` asks the host to claim those rows again (which
 *   fences a late commit); `reclaimed` or `lost` comes back for each, or `reclaimFailed`, and then
 *   it asks again after the retry delay. No cut meanwhile. Lost rows go the way of fenced ones.
 *
 * Not promised: that output held for class A leaves in bounded time while the store is away; the
 * host refuses class A by `acceptsClassA` before it happens.
 *
 * The dirty set holds one key per aggregate the host owns and no state; only the cut under way
 * holds states, and those belong to the effect.
 */

import { assert } from "@ambon/kernel/assert";
import { Reclaim } from "./reclaim.ts";
import { keyText } from "./row-rules.ts";
import type { AggregateKey, Cut, CutResult, CutRow } from "./store.ts";
import { StoreAbsence } from "./store-absence.ts";
import type { TakeSnapshot, WriteBehindEffect, WriteBehindInput } from "./write-behind-step.ts";

/** Class B states reach the store this often. */
export const CUT_INTERVAL_MS = 1000;
/** W: no saved state is older than this; beyond it class A is refused. */
export const DIRTY_AGE_MS_MAX = 2000;
/** A cut without an answer for so long counts as a store that is away. */
export const STALL_MS = 5000;

interface Dirty {
  readonly key: AggregateKey;
  readonly sinceMs: number;
}

interface UnderWay {
  readonly cut: Cut;
  readonly beganMs: number;
  readonly dirty: ReadonlyMap<string, Dirty>;
  readonly parties: readonly string[];
}

export class WriteBehind {
  readonly #owner: string;
  /** Oldest first. */
  #dirty = new Map<string, Dirty>();
  readonly #versions = new Map<string, number>();
  #parties = new Set<string>();
  /** Somebody waits for the next cut, whether or not output does. */
  #isUrgent = false;
  #underWay: UnderWay | undefined;
  readonly #reclaim = new Reclaim();
  #evicting = false;
  #seq = 0;
  #lastBeganMs: number | undefined;
  readonly #absence = new StoreAbsence();
  #draining = false;

  /** `owner` is `engine#bootNonce`, as in the rows. */
  constructor(owner: string) {
    this.#owner = owner;
  }

  /** False from the first failure of the store until its next success. */
  get available(): boolean {
    return !this.#absence.isAway;
  }

  /** Nothing is dirty, held, under way or undecided: the store has it all. */
  get clean(): boolean {
    const waiting = this.#dirty.size + this.#parties.size + this.#reclaim.size;
    return waiting === 0 && this.#underWay === undefined && !this.#evicting;
  }

  get dirtyCount(): number {
    return this.#dirty.size + (this.#underWay?.dirty.size ?? 0);
  }

  /** Milliseconds since the oldest change that the store may not have; 0 when it has all. */
  oldestDirtyMs(nowMs: number): number {
    const [first] = (this.#underWay?.dirty ?? this.#dirty).values();
    const [waiting] = this.#dirty.values();
    const since = Math.min(first?.sinceMs ?? nowMs, waiting?.sinceMs ?? nowMs);
    return Math.max(0, nowMs - since);
  }

  /** Whether an irrevocable change would be durable soon; the zone asks before it makes one. */
  acceptsClassA(nowMs: number): boolean {
    return this.available && this.oldestDirtyMs(nowMs) <= DIRTY_AGE_MS_MAX;
  }

  /** One tick edge. `snapshot` is called only for rows that go into a cut made now. */
  step(
    nowMs: number,
    inbox: readonly WriteBehindInput[],
    snapshot: TakeSnapshot,
  ): WriteBehindEffect[] {
    const effects: WriteBehindEffect[] = [];
    for (const input of inbox) this.#take(nowMs, input, effects);
    this.#noticeStall(nowMs, effects);
    this.#askAgain(nowMs, effects);
    if (this.#isDue(nowMs)) this.#cut(nowMs, snapshot, effects);
    // With nothing to write there is nothing to be away for: the next write will tell.
    if (this.clean && this.#absence.mayTry(nowMs)) this.#comeBack(effects);
    return effects;
  }

  #take(nowMs: number, input: WriteBehindInput, effects: WriteBehindEffect[]): void {
    switch (input.t) {
      case "adopt":
        this.#versions.set(keyText(input.key), input.version);
        return;
      case "dirty":
        this.#markDirty(nowMs, input.key);
        return;
      case "classA":
        this.#isUrgent = true;
        for (const party of input.parties) this.#parties.add(party);
        return;
      case "cutDone":
        this.#cutDone(nowMs, input.seq, input.result, effects);
        return;
      case "evicted":
        this.#evicting = false;
        this.#forget(input.keys);
        for (const party of input.parties) this.#parties.delete(party);
        return;
      case "forget":
        this.#forget(input.keys);
        return;
      case "reclaimed":
        this.#reclaimed(input.key, input.version, effects);
        return;
      case "lost":
        this.#reclaim.lost(input.key);
        this.#answered(input.key, effects);
        return;
      case "reclaimFailed":
        if (!this.#reclaim.has(input.key)) return;
        this.#goAway(input.reason, effects);
        this.#reclaim.failed(input.key, () => nowMs + this.#absence.delayMs());
        return;
      case "drain":
        this.#draining = true;
    }
  }

  #markDirty(nowMs: number, key: AggregateKey): void {
    const text = keyText(key);
    assert(this.#versions.has(text), `${text} is dirty and was never adopted`);
    if (!this.#dirty.has(text)) this.#dirty.set(text, { key, sinceMs: nowMs });
  }

  #isDue(nowMs: number): boolean {
    if (this.#underWay !== undefined || this.#evicting || this.#reclaim.size > 0) return false;
    if (!this.#absence.mayTry(nowMs)) return false;
    if (this.#isUrgent || this.#parties.size > 0) return true;
    if (this.#dirty.size === 0) return false;
    if (this.#draining || this.#absence.isAway) return true;
    return this.#lastBeganMs === undefined || nowMs - this.#lastBeganMs >= CUT_INTERVAL_MS;
  }

  #cut(nowMs: number, snapshot: TakeSnapshot, effects: WriteBehindEffect[]): void {
    const rows: CutRow[] = [];
    const dirty = new Map<string, Dirty>();
    for (const [text, entry] of this.#dirty) {
      const taken = snapshot(entry.key);
      if (taken === undefined) continue;
      const version = (this.#versions.get(text) ?? 0) + 1;
      this.#versions.set(text, version);
      rows.push({ kind: entry.key.kind, id: entry.key.id, version, ...taken });
      dirty.set(text, entry);
    }
    const parties = [...this.#parties];
    const isAwaited = this.#isUrgent || parties.length > 0;
    this.#dirty = new Map();
    this.#parties = new Set();
    this.#isUrgent = false;
    this.#lastBeganMs = nowMs;
    this.#seq += 1;
    if (rows.length === 0) {
      if (isAwaited) effects.push({ e: "durable", seq: this.#seq, parties, released: [] });
      return;
    }
    const cut: Cut = { seq: this.#seq, owner: this.#owner, rows };
    this.#underWay = { cut, beganMs: nowMs, dirty, parties };
    effects.push({ e: "cut", cut });
  }

  #cutDone(nowMs: number, seq: number, result: CutResult, effects: WriteBehindEffect[]): void {
    const done = this.#underWay;
    if (done === undefined || done.cut.seq !== seq) return; // an answer twice delivered
    this.#underWay = undefined;
    if (result.outcome === "saved") {
      this.#saved(done, effects);
      return;
    }
    this.#restore(done);
    if (result.outcome === "fenced") {
      this.#evicting = true;
      effects.push({ e: "evict", keys: result.rows, parties: done.parties });
      this.#comeBack(effects);
      return;
    }
    this.#goAway(result.reason, effects);
    if (result.outcome === "unavailable") {
      this.#absence.wait(nowMs);
      return;
    }
    effects.push({ e: "reclaim", keys: this.#reclaim.begin(done.cut.rows) });
  }

  #saved(done: UnderWay, effects: WriteBehindEffect[]): void {
    const released: AggregateKey[] = [];
    for (const row of done.cut.rows) {
      const key = { kind: row.kind, id: row.id };
      // Whoever is dirty again stays: the host changed its mind before the answer came.
      if (row.release !== true || this.#dirty.has(keyText(key))) continue;
      released.push(key);
      this.#versions.delete(keyText(key));
    }
    effects.push({ e: "durable", seq: done.cut.seq, parties: done.parties, released });
    this.#comeBack(effects);
  }

  #comeBack(effects: WriteBehindEffect[]): void {
    if (this.#absence.end()) effects.push({ e: "storeBack" });
  }

  /** What was in a failed cut is dirty since when it was, and its parties are held on. */
  #restore(failed: UnderWay): void {
    const later = this.#dirty;
    this.#dirty = new Map(failed.dirty);
    for (const [text, entry] of later) if (!this.#dirty.has(text)) this.#dirty.set(text, entry);
    this.#parties = new Set([...failed.parties, ...this.#parties]);
  }

  #forget(keys: readonly AggregateKey[]): void {
    for (const key of keys) {
      this.#dirty.delete(keyText(key));
      this.#versions.delete(keyText(key));
    }
  }

  #reclaimed(key: AggregateKey, version: number, effects: WriteBehindEffect[]): void {
    if (!this.#reclaim.has(key)) return;
    const text = keyText(key);
    this.#versions.set(text, Math.max(version, this.#versions.get(text) ?? 0));
    this.#answered(key, effects);
  }

  #answered(key: AggregateKey, effects: WriteBehindEffect[]): void {
    if (!this.#reclaim.answered(key)) return;
    this.#comeBack(effects);
    const keys = this.#reclaim.takeLost();
    if (keys.length === 0) return;
    this.#evicting = true;
    effects.push({ e: "evict", keys, parties: [...this.#parties] });
  }

  #askAgain(nowMs: number, effects: WriteBehindEffect[]): void {
    const keys = this.#reclaim.takeDue(nowMs);
    if (keys !== undefined) effects.push({ e: "reclaim", keys });
  }

  #noticeStall(nowMs: number, effects: WriteBehindEffect[]): void {
    const beganMs = this.#underWay?.beganMs;
    if (beganMs === undefined || nowMs - beganMs < STALL_MS) return;
    this.#goAway("it has not answered for some seconds", effects);
  }

  #goAway(reason: string, effects: WriteBehindEffect[]): void {
    if (this.#absence.begin()) effects.push({ e: "storeAway", reason });
  }
}
