/**
 * Leases in the memory of one leasing process, kept in its data directory.
 *
 * An answer leaves when the table that it comes from is on disk. Writes are made one after the
 * other, each with all changes until then; so many answers wait for one write. When the disk takes
 * nothing, callers are told that the store is away.
 */

import { sayFsError } from "@ambon/kernel/adapter/fs-error";
import type { Clock, Log } from "@ambon/kernel/ports";
import type { AcquireAnswer, LeaseClaim, LeaseTerms, RenewAnswer } from "../lease.ts";
import { LeaseTable, type LeaseTableStatus } from "../lease-table.ts";
import type { LedgerFile } from "./lease-ledger.ts";
import { type LeaseStore, LeaseStoreAwayError } from "./lease-store.ts";

export interface MemoryLeaseOptions {
  readonly terms: LeaseTerms;
  readonly clock: Clock;
  readonly ledger: LedgerFile;
  readonly log: Log;
}

export class MemoryLeaseStore implements LeaseStore {
  readonly #options: MemoryLeaseOptions;
  readonly #table: LeaseTable;
  /** The write under way, and the one after it, which will hold everything until it begins. */
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(options: MemoryLeaseOptions, table: LeaseTable) {
    this.#options = options;
    this.#table = table;
  }

  /** Goes on from what the last run left. Throws OperatorError when that cannot be read. */
  static async open(options: MemoryLeaseOptions): Promise<MemoryLeaseStore> {
    const { terms, clock, ledger } = options;
    const read = await ledger.read();
    const known = read.found === "ledger" && read.ledger.store === "memory" ? read.ledger : null;
    const table = new LeaseTable(terms, known?.table);
    const store = new MemoryLeaseStore(options, table);
    if (known !== null || read.found === "nothing") return store;
    // Something was granted, and what is not known: it is damaged, or the leases were in Redis.
    if (read.found === "damaged") {
      options.log.event("error", "lease_ledger_damaged", { copy: await ledger.setAside() });
    }
    table.forgotten(clock.nowMs());
    await store.#write();
    return store;
  }

  async acquire(holder: string): Promise<AcquireAnswer> {
    return this.#durable(this.#table.acquire(this.#options.clock.nowMs(), holder));
  }

  async renew(claim: LeaseClaim): Promise<RenewAnswer> {
    return this.#durable(this.#table.renew(this.#options.clock.nowMs(), claim));
  }

  async release(claim: LeaseClaim): Promise<void> {
    await this.#durable(this.#table.release(this.#options.clock.nowMs(), claim));
  }

  async status(): Promise<LeaseTableStatus> {
    return this.#table.status(this.#options.clock.nowMs());
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined); // whoever waited for it was told
  }

  async #durable<T>(answer: T): Promise<T> {
    try {
      await this.#write();
    } catch (error) {
      throw new LeaseStoreAwayError(`the leases cannot be kept: ${sayFsError(error, "leases")}`);
    }
    return answer;
  }

  #write(): Promise<void> {
    this.#next ??= this.#afterThisOne();
    return this.#next;
  }

  async #afterThisOne(): Promise<void> {
    await this.#writing.catch(() => undefined); // whoever waited for it was told
    this.#next = undefined;
    this.#writing = this.#options.ledger.write({ store: "memory", table: this.#table.state() });
    return this.#writing;
  }
}
