// Goal: the Postgres store keeps the contract, on real servers of both versions.

import { after } from "node:test";
import { postgresPrograms } from "@ambon/testing/adapter/postgres-program";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { PostgresStore } from "./postgres-store.ts";

for (const program of postgresPrograms()) {
  let server: Promise<PostgresServer> | undefined;
  after(async () => (await server)?.destroy());
  const make = async () => {
    server ??= PostgresServer.start({ program });
    const url = await (await server).database();
    const open = () => PostgresStore.open({ url, applicationName: "contract" });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      cleanUp: () => store.close(),
    };
  };
  registerStoreContract(`Postgres ${program.major}`, make);
  registerLoadContract(`Postgres ${program.major}`, make);
}
