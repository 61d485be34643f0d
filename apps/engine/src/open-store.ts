/**
 * Where an engine keeps its rows: in Postgres when the operator names one, else in files. With a
 * Redis as well, rows of players in Postgres are kept there too, for the login dialogue.
 */

import type { Config } from "@ambon/config/load";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { CachedStore } from "@ambon/persistence/adapter/cached-store";
import { movingFrom } from "@ambon/persistence/adapter/moving";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { RedisRowCache } from "@ambon/persistence/adapter/redis-row-cache";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import type { AggregateStore } from "@ambon/persistence/store";
import type { ZoneLeases } from "@ambon/persistence/zone-leases";

export interface StoreContext {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface OpenedStore {
  readonly store: AggregateStore;
  /** The same for readers to whom a row of some time ago does no harm: it may come from a cache. */
  readonly forLogins: AggregateStore;
  /** Where several engines may share the store. */
  readonly leases?: ZoneLeases;
}

/** Throws an OperatorError when there is nothing that can be used. */
export const openStore = async (context: StoreContext): Promise<OpenedStore> => {
  const opened = await open(context);
  const from = await movingFrom(opened.store);
  if (from === undefined) return opened;
  await opened.store.close();
  throw new OperatorError(
    `The store is only partly filled with the rows of ${from}. Run \`ambon store migrate\` again ` +
      "(it goes on where it was), or empty the store.",
  );
};

const open = async (context: StoreContext): Promise<OpenedStore> => {
  const { config, metrics, log } = context;
  const { databaseUrl: url, dataDir: directory, engineId } = config;
  if (url !== undefined) {
    const applicationName = `ambon ${engineId}`;
    const store = await PostgresStore.open({ url, applicationName, metrics, log });
    return { ...(await cached(context, store)), leases: store };
  }
  const store = await YamlStore.open({
    directory,
    report: ({ level, what, message }) => log.event(level, "store_report", { what, message }),
  });
  return { store, forLogins: store };
};

const cached = async (context: StoreContext, store: PostgresStore): Promise<OpenedStore> => {
  const { config, metrics, log } = context;
  const { redisUrl: url } = config;
  if (url === undefined) return { store, forLogins: store };
  const clock = { nowMs: () => Date.now() };
  const cache = new RedisRowCache({ url, metrics, log, clock });
  await cache.ready();
  const behind = new CachedStore({ store, cache, reads: "store" });
  return { store: behind, forLogins: behind.cachedReads };
};
