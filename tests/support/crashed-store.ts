/** Where a server that is killed again and again keeps its rows, and what they are after a kill. */

import assert from "node:assert/strict";
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { rowsOf, type StoredRow } from "./chaos-audit.ts";
import { newDirectory } from "./server.ts";

export interface CrashedStore {
  readonly dataDir: string;
  /** What a server needs beside its directory. */
  readonly env: Readonly<Record<string, string>>;
  /** All rows that hold things or gold, after the kill of a round. */
  rows(round: number): Promise<readonly StoredRow[]>;
  destroy(): Promise<void>;
}

/** Every other round reads a copy, so that a start after a kill finds what the kill left. */
export const yamlDirectory = (): CrashedStore => {
  const dataDir = newDirectory();
  const read = async (directory: string): Promise<readonly StoredRow[]> => {
    const reports: string[] = [];
    const store = await YamlStore.open({
      directory,
      report: ({ what, message }) => void reports.push(`${what}: ${message}`),
    });
    try {
      return await rowsOf(store);
    } finally {
      await store.close();
      assert.deepEqual(reports, [], "the directory is damaged");
    }
  };
  const readCopy = async (): Promise<readonly StoredRow[]> => {
    const directory = newDirectory();
    try {
      cpSync(dataDir, join(directory, "copy"), {
        recursive: true,
        // A file that is newer than the journal counts as edited by hand.
        preserveTimestamps: true,
        filter: (path) => !path.endsWith(".sock"),
      });
      return await read(join(directory, "copy"));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  return {
    dataDir,
    env: {},
    rows: (round) => (round % 2 === 1 ? readCopy() : read(dataDir)),
    destroy: async () => rmSync(dataDir, { recursive: true, force: true }),
  };
};

/** A database on a server of its own. */
export const postgresDatabase = async (): Promise<CrashedStore> => {
  const server = await PostgresServer.start();
  const url = await server.database();
  const dataDir = newDirectory();
  return {
    dataDir,
    env: { AMBON_DATABASE_URL: url },
    rows: async () => {
      // A COMMIT that the dead server had sent may still be carried out.
      while ((await server.backends("ambon ")).length > 0);
      const store = await PostgresStore.open({ url, applicationName: "audit" });
      try {
        return await rowsOf(store);
      } finally {
        await store.close();
      }
    },
    destroy: async () => {
      await server.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
