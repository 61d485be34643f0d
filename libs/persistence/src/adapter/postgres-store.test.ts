// Goal: the Postgres store keeps the contract, on real servers of both versions.

import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { PostgresStore } from "./postgres-store.ts";

eachPostgres((on, server) => {
  const make = async () => {
    const url = await (await server()).database();
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
  registerStoreContract(on, make);
  registerLoadContract(on, make);
});
