/**
 * argon2id with 19 MiB, two passes, one lane (DESIGN section 9), off the main thread. At most as
 * many at once as there are spare cores, so that the tick keeps one; the others wait in a bounded
 * queue, and what does not fit is refused.
 */

import { availableParallelism } from "node:os";
import { BoundedQueue } from "@ambon/kernel/bounded-queue";
import { hash, verify } from "@node-rs/argon2";

const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
/** argon2id in the library's numbering (its enum cannot be used unbuilt). */
const ARGON2ID = 2;
const OPTIONS = {
  algorithm: ARGON2ID,
  memoryCost: MEMORY_KIB,
  timeCost: PASSES,
  parallelism: LANES,
};

/** More hashes wait than the queue holds: try again later. */
export class HasherBusyError extends Error {
  override readonly name = "HasherBusyError";
}

export interface PasswordHasher {
  /** The hash in PHC form. */
  hash(password: string): Promise<string>;
  /** Throws when `phc` is no hash. */
  verify(phc: string, password: string): Promise<boolean>;
}

/**
 * A hash of nothing anybody knows, with the same cost: verified for names that do not exist, so
 * that these take as long.
 */
export const UNKNOWN_NAME_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$KZTGdE0H/bZdm8y40EGG/g" +
  "$P618pZltwaia0q0JLPSMWQlsOsj4hE3AV5rp629l2Xk";

export class Argon2Hasher implements PasswordHasher {
  readonly #concurrency: number;
  readonly #waiting: BoundedQueue<() => void>;
  #running = 0;

  /** `queue`: limit HASH_QUEUE; `concurrency`: by default one less than the cores, at least one. */
  constructor(queue: number, concurrency = Math.max(1, availableParallelism() - 1)) {
    this.#concurrency = concurrency;
    this.#waiting = new BoundedQueue(queue);
  }

  hash(password: string): Promise<string> {
    return this.#run(() => hash(password, OPTIONS));
  }

  verify(phc: string, password: string): Promise<boolean> {
    return this.#run(() => verify(phc, password));
  }

  async #run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#concurrency) await this.#turn();
    else this.#running += 1;
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next(); // the place goes to the next one
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.push(resolve)) return;
      reject(new HasherBusyError("too many passwords are being checked: try again in a moment"));
    });
  }
}
