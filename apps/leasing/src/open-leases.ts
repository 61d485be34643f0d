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
export const openLeases = async (context: RoleContext): Promise<LeaseStore> => {
  const { config, opened } = context;
  const { redisUrl: url } = config;
  if (url === undefined) return openOwnLeases(context);
  const ledger = await LedgerFile.open(directoryOf(config));
  const store = await RedisLeaseStore.open({ terms: LEASE_TERMS, url, ledger });
  opened(() => store.close());
  return store;
};

/** The same without any Redis. */
export const openOwnLeases = async ({ config, log, opened }: RoleContext): Promise<LeaseStore> => {
  const directory = directoryOf(config);
  const ledger = await LedgerFile.open(directory);
  // Two processes that lease from one memory each would give the same node ids.
  const lock = await DirectoryLock.take(directory);
  opened(() => lock.release());
  const clock = { nowMs: () => Date.now() };
  const store = await MemoryLeaseStore.open({ terms: LEASE_TERMS, clock, ledger, log });
  opened(() => store.close());
  return store;
};

const directoryOf = ({ dataDir }: Pick<Config, "dataDir">): string => join(dataDir, DIRECTORY);
