/**
 * Work that nobody waits for, some of it in each turn of the event loop, so that everything else
 * gets its turn as well. One job per id: a newer one takes the place of an older.
 */

export interface TurnQueueOptions<T> {
  /** Jobs between two turns. */
  readonly jobsATurn: number;
  /** Waiting jobs; beyond that `add` says no. */
  readonly max: number;
  readonly run: (id: string, job: T) => void;
}

export class TurnQueue<T> {
  readonly #options: TurnQueueOptions<T>;
  readonly #waiting = new Map<string, T>();
  #turn: ReturnType<typeof setImmediate> | undefined;

  constructor(options: TurnQueueOptions<T>) {
    this.#options = options;
  }

  /** False when it is full: the job was not taken. */
  add(id: string, job: T): boolean {
    if (this.#waiting.size >= this.#options.max && !this.#waiting.has(id)) return false;
    this.#waiting.set(id, job);
    this.#turn ??= setImmediate(() => this.#some());
    return true;
  }

  has(id: string): boolean {
    return this.#waiting.has(id);
  }

  remove(id: string): void {
    this.#waiting.delete(id);
  }

  /** Runs everything now. */
  flush(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    for (const [id, job] of [...this.#waiting]) this.#run(id, job);
  }

  #some(): void {
    this.#turn = undefined;
    const some = [...this.#waiting].slice(0, this.#options.jobsATurn);
    for (const [id, job] of some) this.#run(id, job);
    if (this.#waiting.size > 0) this.#turn = setImmediate(() => this.#some());
  }

  #run(id: string, job: T): void {
    this.#waiting.delete(id);
    this.#options.run(id, job);
  }
}
