// Goal: the memory store keeps the contract.

import { registerLoadContract } from "../contract/load.contract.ts";
import { registerStoreContract } from "../contract/store.contract.ts";
import { MemoryStore } from "./memory-store.ts";

const make = async () => {
  const store = new MemoryStore();
  return { store, cleanUp: () => store.close() };
};

registerStoreContract("memory", make);
registerLoadContract("memory", make);
