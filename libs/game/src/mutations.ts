/**
 * The only writers of zone state. Each write is noted, so that a handler that throws leaves no
 * trace: `rollback` plays the notes backwards.
 */

import type { PrngState } from "@ambon/kernel/prng";
import type { Timer, TimerQueue } from "@ambon/kernel/timer-queue";

const ABSENT: unique symbol = Symbol("absent");

type Note =
  | { readonly n: 0; readonly target: object; readonly key: PropertyKey; readonly old: unknown }
  | { readonly n: 1; readonly table: Map<unknown, unknown>; key: unknown; old: unknown }
  | { readonly n: 2; readonly seq: number }
  | { readonly n: 3; readonly timer: Timer<unknown> }
  | { readonly n: 4; readonly stream: PrngState; readonly old: PrngState };

type Writable = Record<PropertyKey, unknown>;

export class Mutations<T> {
  readonly #notes: Note[] = [];
  readonly #timers: TimerQueue<T>;
  readonly #drawn = new Set<PrngState>();

  constructor(timers: TimerQueue<T>) {
    this.#timers = timers;
  }

  /** Writes one field. */
  set<O extends object, K extends keyof O>(target: O, key: K, value: O[K]): void {
    const fields = target as unknown as Writable;
    this.#notes.push({ n: 0, target, key, old: key in target ? fields[key] : ABSENT });
    fields[key] = value;
  }

  /** Adds or replaces a table entry. */
  put<K, V>(table: ReadonlyMap<K, V>, key: K, value: V): void {
    const map = table as Map<unknown, unknown>;
    this.#notes.push({ n: 1, table: map, key, old: map.has(key) ? map.get(key) : ABSENT });
    map.set(key, value);
  }

  /** Removes a table entry. */
  drop<K, V>(table: ReadonlyMap<K, V>, key: K): void {
    const map = table as Map<unknown, unknown>;
    if (!map.has(key)) return;
    this.#notes.push({ n: 1, table: map, key, old: map.get(key) });
    map.delete(key);
  }

  addTimer(timer: Timer<T>): void {
    this.#notes.push({ n: 2, seq: timer.seq });
    this.#timers.add(timer);
  }

  cancelTimer(seq: number): void {
    const timer = this.#timers.cancel(seq);
    if (timer !== undefined) this.#notes.push({ n: 3, timer });
  }

  /** Call before drawing from a stream, whose state is part of the zone's. */
  noteDraw(stream: PrngState): void {
    if (this.#drawn.has(stream)) return;
    this.#drawn.add(stream);
    this.#notes.push({ n: 4, stream, old: [...stream] });
  }

  /** The handler is done: its writes stay. */
  commit(): void {
    this.#notes.length = 0;
    this.#drawn.clear();
  }

  /** The handler threw: nothing of it stays. */
  rollback(): void {
    for (let note = this.#notes.pop(); note !== undefined; note = this.#notes.pop()) {
      this.#undo(note);
    }
    this.#drawn.clear();
  }

  #undo(note: Note): void {
    switch (note.n) {
      case 0: {
        const fields = note.target as Writable;
        if (note.old === ABSENT) delete fields[note.key];
        else fields[note.key] = note.old;
        return;
      }
      case 1:
        if (note.old === ABSENT) note.table.delete(note.key);
        else note.table.set(note.key, note.old);
        return;
      case 2:
        this.#timers.cancel(note.seq);
        return;
      case 3:
        this.#timers.add(note.timer as Timer<T>);
        return;
      case 4:
        note.stream.splice(0, 4, ...note.old);
        return;
    }
  }
}
