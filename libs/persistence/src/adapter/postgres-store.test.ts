// Goal: the Postgres store keeps the contract, on real servers of both versions.

import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import { registerLeaseContract } from "../contract/lease.contract.ts";
import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { openClient, openStore } from "../testing/postgres-rows.ts";
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
  registerLeaseContract(on, async () => {
    const url = await (await server()).database();
    const store = await openStore(url);
    const beside = await openClient(url);
    // The server's clock cannot be moved, but what it is compared with can.
    const pass = async (ms: number): Promise<void> => {
      await beside.query(
        "UPDATE ambon.aggregates SET lease_until = lease_until - $1 * interval '1 millisecond'",
        [ms],
      );
    };
    const cleanUp = async (): Promise<void> => {
      await beside.end();
      await store.close();
    };
    return { store, pass, cleanUp };
  });
});
