// Goal: the memory store keeps the contract.

import { registerLeaseContract } from "../contract/lease.contract.ts";
import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { MemoryStore } from "./memory-store.ts";

const make = async () => {
  const store = new MemoryStore();
  return { store, cleanUp: () => store.close() };
};

registerStoreContract("memory", make);
registerLoadContract("memory", make);
registerLeaseContract("memory", async () => {
  let nowMs = 1_000_000;
  const store = new MemoryStore({ nowMs: () => nowMs });
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
  };
  return { store, pass, cleanUp: () => store.close() };
});
