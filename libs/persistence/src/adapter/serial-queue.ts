/** Jobs one after the other, in the order they were given. */

import { StoreUnavailableError } from "../store.ts";

/** Waiting jobs; beyond that the store has too much to do and says so. */
export const JOBS_WAITING_MAX = 10_000;

export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Runs `job` when all earlier ones have ended, well or badly. */
  run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#waiting >= JOBS_WAITING_MAX) {
      return Promise.reject(new StoreUnavailableError("the store has too much to do: try again"));
    }
    this.#waiting += 1;
    const result = this.#tail.then(job).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.catch(() => undefined); // the caller has the error; the next job goes on
    return result;
  }

  /** Resolves when everything given so far has ended. */
  async idle(): Promise<void> {
    await this.#tail;
  }
}
