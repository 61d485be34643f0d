// Goal: the memory store keeps the contract.

import { registerStoreContract } from "../contract/store.contract.ts";
import { MemoryStore } from "./memory-store.ts";

registerStoreContract("memory", async () => {
  const store = new MemoryStore();
  return { store, cleanUp: () => store.close() };
});
