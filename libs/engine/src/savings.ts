/**
 * What has to be stored, and how far it is: the engine's view of write-behind (libs/persistence).
 *
 * Whatever happens during a tick is noted here; at the tick's edge write-behind makes a cut of it
 * when one is due. Cuts are numbered; a later cut contains what an earlier failed one held, so
 * "durable up to n" is all that anybody waits for.
 */

import { assert } from "@ambon/kernel/assert";
import type { AggregateKey, AggregateRow, CutResult } from "@ambon/persistence/store";
import { WriteBehind } from "@ambon/persistence/write-behind";
import type {
  Snapshot,
  WriteBehindEffect,
  WriteBehindInput,
} from "@ambon/persistence/write-behind-step";

interface Final {
  readonly state: string;
  readonly then: () => void;
}

const nameOf = (key: AggregateKey): string => `${key.kind}/${key.id}`;

export class Savings {
  readonly #behind: WriteBehind;
  #inbox: WriteBehindInput[] = [];
  /** Row name → epoch, for all rows that are ours. */
  readonly #epochs = new Map<string, number>();
  /** Rows to be written once more and given back. */
  readonly #finals = new Map<string, Final>();
  /** Who asked for a row of `#finals` meanwhile. */
  readonly #waiting = new Map<string, (() => void)[]>();
  /** Rows that are offered to another engine. */
  readonly #sealed = new Set<string>();
  /** Number of the last cut that was begun. */
  #begun = 0;

  constructor(owner: string) {
    this.#behind = new WriteBehind(owner);
  }

  /** False from the first failed write until the next one that succeeds. */
  get available(): boolean {
    return this.#behind.available;
  }

  /** True when nothing waits and nothing is under way. */
  get settled(): boolean {
    return this.#behind.clean && this.#inbox.length === 0;
  }

  get dirtyRows(): number {
    return this.#behind.dirtyCount;
  }

  oldestDirtyMs(nowMs: number): number {
    return this.#behind.oldestDirtyMs(nowMs);
  }

  /** Whether an act that cannot be taken back would be durable soon. */
  acceptsClassA(nowMs: number): boolean {
    return this.#behind.acceptsClassA(nowMs);
  }

  /** Under which this row is ours; undefined = it is not. */
  epochOf(key: AggregateKey): number | undefined {
    return this.#epochs.get(nameOf(key));
  }

  /** A row is ours from now on, as the claim gave it. */
  track(row: AggregateRow): void {
    const key = { kind: row.kind, id: row.id };
    this.#epochs.set(nameOf(key), row.epoch);
    this.#inbox.push({ t: "adopt", key, version: row.version });
  }

  /** From here on another engine may claim the row: nothing of it is written. */
  seal(key: AggregateKey): void {
    this.#sealed.add(nameOf(key));
  }

  /** The row is ours alone again. */
  unseal(key: AggregateKey): void {
    this.#sealed.delete(nameOf(key));
  }

  /** The row is another engine's; nothing is written and nobody waits. */
  drop(key: AggregateKey): void {
    const name = nameOf(key);
    this.#sealed.delete(name);
    this.#finals.delete(name);
    if (this.#epochs.delete(name)) this.#inbox.push({ t: "forget", keys: [key] });
    this.#letGo(name);
  }

  /** A row that stayed ours has another epoch. */
  retrack(key: AggregateKey, epoch: number): void {
    this.#epochs.set(nameOf(key), epoch);
  }

  /** Its state is to be in the next cut; rows that are not ours (any more) are left alone. */
  dirty(key: AggregateKey): void {
    const name = nameOf(key);
    if (this.#sealed.has(name)) return;
    if (this.#epochs.has(name) && !this.#finals.has(name)) this.#inbox.push({ t: "dirty", key });
  }

  /** Writes `state` at the next edge and gives the row back; `then` when that is durable. */
  release(key: AggregateKey, state: string, then: () => void): void {
    const name = nameOf(key);
    assert(this.#epochs.has(name), `${name} is given back without being ours`);
    this.#finals.set(name, { state, then });
    this.#inbox.push({ t: "dirty", key });
    this.urgent([key.id]);
  }

  /**
   * True: the row is being given back, and `then` is called when it is. Who took it before would
   * lose it again when the cut that gives it back is durable.
   */
  waitsForRelease(key: AggregateKey, then: () => void): boolean {
    const name = nameOf(key);
    if (!this.#finals.has(name)) return false;
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), then]);
    return true;
  }

  /** The next edge must be cut at once; the number of the cut that will contain it. */
  urgent(parties: readonly string[]): number {
    this.#inbox.push({ t: "classA", parties });
    return this.#begun + 1;
  }

  /** From now on everything is written at once. */
  drain(): void {
    this.#inbox.push({ t: "drain" });
  }

  cutDone(seq: number, result: CutResult): void {
    this.#inbox.push({ t: "cutDone", seq, result });
  }

  reclaimed(row: AggregateRow): void {
    const key = { kind: row.kind, id: row.id };
    this.#epochs.set(nameOf(key), row.epoch);
    this.#inbox.push({ t: "reclaimed", key, version: row.version });
  }

  notReclaimed(key: AggregateKey, lost: boolean, reason: string): void {
    this.#inbox.push(lost ? { t: "lost", key } : { t: "reclaimFailed", key, reason });
  }

  /** At a tick's edge; `stateOf` gives canonical JSON, undefined for what is not here. */
  edge(
    nowMs: number,
    stateOf: (key: AggregateKey) => string | undefined,
  ): readonly WriteBehindEffect[] {
    const inbox = this.#inbox;
    this.#inbox = [];
    const effects = this.#behind.step(nowMs, inbox, (key) => this.#snapshot(key, stateOf));
    for (const effect of effects) {
      if (effect.e === "cut") this.#begun = effect.cut.seq;
      if (effect.e === "durable") this.#begun = Math.max(this.#begun, effect.seq);
    }
    return effects;
  }

  /** These rows are free again; what waited for that happens now. */
  released(keys: readonly AggregateKey[]): void {
    for (const key of keys) {
      const name = nameOf(key);
      const final = this.#finals.get(name);
      this.#finals.delete(name);
      this.#epochs.delete(name);
      final?.then();
      this.#letGo(name);
    }
  }

  #letGo(name: string): void {
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    for (const then of waiting) then();
  }

  #snapshot(
    key: AggregateKey,
    stateOf: (key: AggregateKey) => string | undefined,
  ): Snapshot | undefined {
    const name = nameOf(key);
    const epoch = this.#epochs.get(name);
    if (epoch === undefined) return undefined;
    const final = this.#finals.get(name);
    if (final !== undefined) return { state: final.state, epoch, release: true };
    const state = stateOf(key);
    return state === undefined ? undefined : { state, epoch };
  }
}
