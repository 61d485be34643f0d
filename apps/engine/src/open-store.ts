/** Where an engine keeps its rows: in Postgres when the operator names one, else in files. */

import type { Config } from "@ambon/config/load";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { movingFrom } from "@ambon/persistence/adapter/moving";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import type { AggregateStore } from "@ambon/persistence/store";

export interface StoreContext {
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** Throws an OperatorError when there is nothing that can be used. */
export const openStore = async (context: StoreContext): Promise<AggregateStore> => {
  const store = await open(context);
  const from = await movingFrom(store);
  if (from === undefined) return store;
  await store.close();
  throw new OperatorError(
    `The store is only partly filled with the rows of ${from}. Run \`ambon store migrate\` again ` +
      "(it goes on where it was), or empty the store.",
  );
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
