/**
 * What happens later: a binary heap of timers ordered by (due, sequence).
 *
 * A cancelled timer stays in the heap until it surfaces or until more than half of the heap is
 * dead. `live` is the truth, so cancelling and undoing a schedule are O(1).
 */

export interface Timer<T> {
  /** Virtual milliseconds. */
  readonly due: number;
  /** Unique and growing: ties at one moment run in the order they were set. */
  readonly seq: number;
  readonly what: T;
}

const before = <T>(a: Timer<T>, b: Timer<T>): boolean =>
  a.due < b.due || (a.due === b.due && a.seq < b.seq);

export class TimerQueue<T> {
  readonly #heap: Timer<T>[] = [];
  readonly #live = new Map<number, Timer<T>>();

  get size(): number {
    return this.#live.size;
  }

  add(timer: Timer<T>): void {
    this.#live.set(timer.seq, timer);
    this.#heap.push(timer);
    this.#up(this.#heap.length - 1);
  }

  /** Removes the timer and returns it; undefined when it has run or was cancelled. */
  cancel(seq: number): Timer<T> | undefined {
    const timer = this.#live.get(seq);
    if (timer === undefined) return undefined;
    this.#live.delete(seq);
    if (this.#heap.length > 64 && this.#live.size * 2 < this.#heap.length) this.#compact();
    return timer;
  }

  /** Milliseconds until this timer is due; 0 when it is due or there is none. */
  leftMs(seq: number, now: number): number {
    return Math.max(0, (this.#live.get(seq)?.due ?? now) - now);
  }

  /** When the next timer is due; undefined when there is none. */
  nextDue(): number | undefined {
    return this.#peek()?.due;
  }

  /** Takes the first timer that is due at or before `now`. */
  takeDue(now: number): Timer<T> | undefined {
    const first = this.#peek();
    if (first === undefined || first.due > now) return undefined;
    this.#live.delete(first.seq);
    this.#pop();
    return first;
  }

  /** All live timers in running order, for snapshots. */
  toArray(): Timer<T>[] {
    return [...this.#live.values()].sort((a, b) => (before(a, b) ? -1 : 1));
  }

  #peek(): Timer<T> | undefined {
    let first = this.#heap[0];
    while (first !== undefined && this.#live.get(first.seq) !== first) {
      this.#pop();
      first = this.#heap[0];
    }
    return first;
  }

  #compact(): void {
    const live = this.toArray();
    this.#heap.length = 0;
    this.#heap.push(...live);
  }

  #up(start: number): void {
    const heap = this.#heap;
    let child = start;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const a = heap[child] as Timer<T>;
      const b = heap[parent] as Timer<T>;
      if (!before(a, b)) return;
      heap[child] = b;
      heap[parent] = a;
      child = parent;
    }
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const leftTimer = heap[left] as Timer<T>;
      const rightTimer = heap[right];
      const child = rightTimer !== undefined && before(rightTimer, leftTimer) ? right : left;
      const a = heap[parent] as Timer<T>;
      const b = heap[child] as Timer<T>;
      if (before(a, b)) return;
      heap[parent] = b;
      heap[child] = a;
      parent = child;
    }
  }
}
