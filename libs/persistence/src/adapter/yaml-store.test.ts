// Goal: the YAML store keeps the contract, and leaves files that people can read and edit.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { YamlStore } from "./yaml-store.ts";

async function make(checkpointMs: number) {
  const directory = await mkdtemp(join(tmpdir(), "ambon-store-"));
  let store = await YamlStore.open({ directory, checkpointMs });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await YamlStore.open({ directory, checkpointMs });
      return store;
    },
    cleanUp: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

registerStoreContract("yaml", () => make(60_000));
registerStoreContract("yaml, files at once", () => make(0));
registerLoadContract("yaml", () => make(60_000));
