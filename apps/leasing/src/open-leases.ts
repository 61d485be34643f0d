/** The store of leases that the settings ask for: a Redis, or the memory of this process. */

import { join } from "node:path";
import type { Config } from "@ambon/config/load";
import { LedgerFile } from "@ambon/coordination/adapter/lease-ledger";
import type { LeaseStore } from "@ambon/coordination/adapter/lease-store";
import { MemoryLeaseStore } from "@ambon/coordination/adapter/memory-lease-store";
import { RedisLeaseStore } from "@ambon/coordination/adapter/redis-lease-store";
import { LEASE_TERMS } from "@ambon/coordination/lease";
import { DirectoryLock } from "@ambon/persistence/adapter/directory-lock";
import type { RoleContext } from "@ambon/process/adapter/role-process";

/** Beside what an engine keeps in the same data directory. */
const DIRECTORY = "leasing";

/**
 * Throws OperatorError when the data directory cannot be used; a Redis that is away is waited for
 * while the process runs.
 */
export const openLeases = async ({ config, log, opened }: RoleContext): Promise<LeaseStore> => {
  const directory = join(config.dataDir, DIRECTORY);
  const ledger = await LedgerFile.open(directory);
  const store = await openStore(config, directory, ledger, { log, opened });
  opened(() => store.close());
  return store;
};

const openStore = async (
  { redisUrl: url }: Config,
  directory: string,
  ledger: LedgerFile,
  { log, opened }: Pick<RoleContext, "log" | "opened">,
): Promise<LeaseStore> => {
  const terms = LEASE_TERMS;
  if (url !== undefined) return RedisLeaseStore.open({ terms, url, ledger });
  // Two processes that lease from one memory each would give the same node ids.
  const lock = await DirectoryLock.take(directory);
  opened(() => lock.release());
  const clock = { nowMs: () => Date.now() };
  return MemoryLeaseStore.open({ terms, clock, ledger, log });
};
