/**
 * The other process in the tests of the Postgres store: `postgres-child.ts URL SAVED`.
 *
 * Moves gold between two players, one cut each, for ever; prints each saved version, and a line
 * that begins with BAD for what must not be. First it checks what it finds. When the store is away
 * it tries again; after an unknown outcome it claims the pair before it writes again.
 */

import { PostgresStore } from "../adapter/postgres-store.ts";
import { type AggregateStore, StoreUnavailableError } from "../store.ts";
import { claimPair, OWNER, type Pair, pairProblems, pairRows } from "./gold-pair.ts";

const AGAIN_MS = 10;
const [url = "", argument = "0"] = process.argv.slice(2);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, AGAIN_MS));

async function claimed(store: AggregateStore, saved: number): Promise<Pair> {
  for (;;) {
    try {
      const pair = await claimPair(store);
      for (const problem of pairProblems(pair, saved)) print(`BAD ${problem}`);
      return pair;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await pause();
    }
  }
}

const store = await PostgresStore.open({ url, applicationName: "child" });
let saved = Number(argument);
let pair = await claimed(store, saved);
for (let version = pair[0].version + 1; ; version += 1) {
  const result = await store.cut({ seq: version, owner: OWNER, rows: pairRows(pair, version) });
  if (result.outcome === "saved") {
    saved = version;
    print(String(version));
  } else if (result.outcome === "unknown") {
    pair = await claimed(store, saved);
    version = Math.max(version, pair[0].version);
  } else if (result.outcome === "unavailable") await pause();
  else print(`BAD ${result.outcome}`);
}
