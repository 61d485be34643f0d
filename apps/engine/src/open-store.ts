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

export interface StoreContext {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface OpenedStore {
  readonly store: AggregateStore;
  /** The same for readers to whom a row of some time ago does no harm: it may come from a cache. */
  readonly forLogins: AggregateStore;
}

/** Throws an OperatorError when there is nothing that can be used. */
export const openStore = async (context: StoreContext): Promise<OpenedStore> => {
  const store = await open(context);
  const from = await movingFrom(store);
  if (from === undefined) return cached(context, store);
  await store.close();
  throw new OperatorError(
    `The store is only partly filled with the rows of ${from}. Run \`ambon store migrate\` again ` +
      "(it goes on where it was), or empty the store.",
  );
};

const cached = async (context: StoreContext, store: AggregateStore): Promise<OpenedStore> => {
  const { config, metrics, log } = context;
  const { redisUrl: url, databaseUrl } = config;
  if (url === undefined || databaseUrl === undefined) return { store, forLogins: store };
  const clock = { nowMs: () => Date.now() };
  const cache = new RedisRowCache({ url, metrics, log, clock });
  await cache.ready();
  const behind = new CachedStore({ store, cache, reads: "store" });
  return { store: behind, forLogins: behind.cachedReads };
};

const open = async ({ config, metrics, log }: StoreContext): Promise<AggregateStore> => {
  if (config.databaseUrl !== undefined) {
    const applicationName = `ambon ${config.engineId}`;
    return PostgresStore.open({ url: config.databaseUrl, applicationName, metrics, log });
  }
  return YamlStore.open({
    directory: config.dataDir,
    report: ({ level, what, message }) => log.event(level, "store_report", { what, message }),
  });
};
