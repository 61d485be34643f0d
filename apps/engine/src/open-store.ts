/** Where an engine keeps its rows: in Postgres when the operator names one, else in files. */

import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import type { AggregateStore } from "@ambon/persistence/store";
import type { RoleContext } from "@ambon/process/adapter/role-process";

/** Throws an OperatorError when there is nothing that can be used. */
export const openStore = async (
  context: Pick<RoleContext, "config" | "metrics" | "log">,
): Promise<AggregateStore> => {
  const { config, metrics, log } = context;
  if (config.databaseUrl !== undefined) {
    const applicationName = `ambon ${config.engineId}`;
    return PostgresStore.open({ url: config.databaseUrl, applicationName, metrics, log });
  }
  return YamlStore.open({
    directory: config.dataDir,
    report: ({ level, what, message }) => log.event(level, "store_report", { what, message }),
  });
};
