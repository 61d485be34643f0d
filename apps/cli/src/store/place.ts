/**
 * Where a store is, as an operator writes it: `yaml:DIR`, `postgres:URL` or just `postgres://…`;
 * `yaml` and `postgres` alone are those of the configuration.
 */

import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Config } from "@ambon/config/load";
import { OperatorError } from "@ambon/kernel/operator-error";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import type { LoadableStore } from "@ambon/persistence/store";

export type Place =
  | { readonly kind: "yaml"; readonly directory: string }
  | { readonly kind: "postgres"; readonly url: string };

/** An open store that nobody else uses. */
export interface OpenedPlace {
  readonly store: LoadableStore;
  /** Names of ours that use it beside us; always empty for files, whose lock is ours. */
  neighbours(): Promise<readonly string[]>;
}

const APPLICATION = "ambon store";

/** Throws OperatorError. */
export const placeOf = (written: string, config: Config): Place => {
  if (written === "yaml") return { kind: "yaml", directory: resolve(config.dataDir) };
  if (written.startsWith("yaml:")) {
    return { kind: "yaml", directory: resolve(written.slice("yaml:".length)) };
  }
  const url = written === "postgres" ? config.databaseUrl : urlIn(written);
  if (url !== undefined) return { kind: "postgres", url };
  if (written === "postgres") throw new OperatorError("AMBON_DATABASE_URL is not set.");
  throw new OperatorError(`"${written}" is no store: write yaml:DIR or postgres:URL.`);
};

const urlIn = (written: string): string | undefined => {
  const url = written.replace(/^postgres:(?=postgres(?:ql)?:)/, "");
  return /^postgres(?:ql)?:\/\//.test(url) ? url : undefined;
};

/** For sentences and for the mark of a move: without the password. */
export const sayPlace = (place: Place): string => {
  if (place.kind === "yaml") return `yaml:${place.directory}`;
  try {
    const { username, host, pathname } = new URL(place.url);
    return `postgres://${username === "" ? "" : `${username}@`}${host}${pathname}`;
  } catch {
    return "postgres (its address cannot be read)";
  }
};

/** `report` gets what is wrong with it. Throws OperatorError. */
export const openPlace = async (
  place: Place,
  report: (message: string) => void,
): Promise<OpenedPlace> => {
  if (place.kind === "postgres") {
    const store = await PostgresStore.open({ url: place.url, applicationName: APPLICATION });
    return { store, neighbours: () => store.neighbours() };
  }
  const store = await YamlStore.open({
    directory: place.directory,
    report: ({ level, message }) => {
      if (level === "error") report(message);
    },
  });
  return { store, neighbours: async () => [] };
};

/** Opening a directory would make it: whoever reads from one names one that is there. */
export const mustExist = (place: Place): void => {
  if (place.kind !== "yaml" || existsSync(place.directory)) return;
  throw new OperatorError(`There is no directory ${place.directory}.`);
};
