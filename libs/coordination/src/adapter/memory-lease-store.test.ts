/** Leases in memory: the contract, and what is on disk when. */

import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { type Log, silentLog } from "@ambon/kernel/ports";
import { leaseStoreContract } from "../contract/lease-store.contract.ts";
import { LEASE_TERMS, type LeaseTerms } from "../lease.ts";
import { type Scratch, scratch } from "../testing/scratch.ts";
import { LedgerFile } from "./lease-ledger.ts";
import { LeaseStoreAwayError } from "./lease-store.ts";
import { MemoryLeaseStore } from "./memory-lease-store.ts";

const START_MS = 1_800_000_000_000;

class Memory {
  nowMs = START_MS;
  readonly #scratch: Scratch;
  readonly terms: LeaseTerms;
  readonly #log: Log;

  constructor(home: Scratch, terms = LEASE_TERMS, log = silentLog) {
    this.#scratch = home;
    this.terms = terms;
    this.#log = log;
  }

  get file(): string {
    return join(this.#scratch.directory, "leases.json");
  }

  async open(): Promise<MemoryLeaseStore> {
    const ledger = await LedgerFile.open(this.#scratch.directory);
    const clock = { nowMs: () => this.nowMs };
    return MemoryLeaseStore.open({ terms: this.terms, clock, ledger, log: this.#log });
  }
}

leaseStoreContract("memory", async (terms) => {
  const home = await scratch();
  const memory = new Memory(home, terms);
  let store = await memory.open();
  const reopen = async (): Promise<void> => {
    await store.close();
    store = await memory.open();
  };
  return {
    get stores(): readonly [MemoryLeaseStore] {
      return [store];
    },
    nowMs: () => memory.nowMs,
    advance: async (ms) => {
      memory.nowMs += ms;
    },
    restart: reopen,
    forget: async () => {
      await writeFile(memory.file, "{ torn");
      await reopen();
    },
    close: async () => {
      await store.close();
      await home.remove();
    },
  };
});

test("[NL50] a lease is on disk before its answer leaves", async () => {
  const home = await scratch();
  const memory = new Memory(home);
  const store = await memory.open();
  const answers = await Promise.all(["a", "b", "c"].map((holder) => store.acquire(holder)));
  const kept = JSON.parse(await readFile(memory.file, "utf8"));
  assert.equal(answers.length, 3);
  assert.deepEqual(
    kept.table.records.map((one: { holder: string }) => one.holder),
    ["a", "b", "c"],
  );
  await home.remove();
});

test("[NL50] when the disk takes nothing the store is away, and afterwards it goes on", async () => {
  const home = await scratch();
  const memory = new Memory(home);
  const store = await memory.open();
  await rm(home.directory, { recursive: true });
  await assert.rejects(store.acquire("a"), LeaseStoreAwayError);
  await mkdir(home.directory);
  assert.equal((await store.acquire("a")).outcome, "granted");
  await home.remove();
});

test("[NL51] a ledger that cannot be read is kept beside, logged, and starts a quarantine", async () => {
  const home = await scratch();
  const events: unknown[] = [];
  const log = { event: (...event: unknown[]) => void events.push(event) };
  const memory = new Memory(home, LEASE_TERMS, log);
  await writeFile(memory.file, "{ torn");
  const store = await memory.open();
  const copy = `${memory.file}.damaged`;
  assert.deepEqual(events, [["error", "lease_ledger_damaged", { copy }]]);
  assert.equal(await readFile(copy, "utf8"), "{ torn");
  await store.close();
  // The quarantine holds over another start, too.
  memory.nowMs += 1000;
  const again = await memory.open();
  assert.equal((await again.status()).quarantineMs, LEASE_TERMS.windowMs - 1000);
  await home.remove();
});

test("[NL51] after leases in Redis the memory begins in quarantine", async () => {
  const home = await scratch();
  const ledger = await LedgerFile.open(home.directory);
  await ledger.write({ store: "redis", marker: "m", clockMs: START_MS });
  const store = await new Memory(home).open();
  assert.equal((await store.status()).quarantineMs, LEASE_TERMS.windowMs);
  await home.remove();
});

test("[NL52] a data directory that cannot be used is refused with what to do", async () => {
  const home = await scratch();
  const path = join(home.directory, "file");
  await writeFile(path, "");
  await assert.rejects(LedgerFile.open(join(path, "below")), {
    name: "OperatorError",
    message: /^The data directory cannot be used: .*AMBON_DATA_DIR to another directory\.$/,
  });
  await mkdir(join(home.directory, "leases.json"));
  const ledger = await LedgerFile.open(home.directory);
  await assert.rejects(ledger.read(), { name: "OperatorError", message: /leases cannot be read/ });
  await home.remove();
});
