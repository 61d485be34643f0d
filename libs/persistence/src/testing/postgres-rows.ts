/** What the tests of the Postgres store share: a store, rows in it, and clients beside it. */

import assert from "node:assert/strict";
import pg from "pg";
import type { Timeouts } from "../adapter/postgres-pool.ts";
import { PostgresStore } from "../adapter/postgres-store.ts";
import type { AggregateRow, AggregateStore, CutRow } from "../store.ts";

/** Short, so that what never answers is found out soon; long enough for a busy machine. */
export const QUICK: Timeouts = {
  statementMs: 1500,
  answerMs: 2000,
  lockMs: 500,
  idleInTransactionMs: 500,
  connectMs: 2000,
};

export const openStore = (
  url: string,
  applicationName = "store",
  timeouts: Partial<Timeouts> = QUICK,
): Promise<PostgresStore> => PostgresStore.open({ url, applicationName, timeouts });

/** A client of a test's own; the test ends it. */
export async function openClient(url: string, application = "beside"): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: application });
  client.on("error", () => undefined); // tests kill connections
  await client.connect();
  return client;
}

/** Places `p1#1`, `p2#1` … with so much gold each, owned by `owner`. */
export async function claimPlaces(
  store: AggregateStore,
  owner: string,
  count: number,
  gold = 0,
): Promise<readonly AggregateRow[]> {
  const rows: AggregateRow[] = [];
  for (let index = 1; index <= count; index += 1) {
    const key = { kind: "zone", id: `p${index}#1` } as const;
    const result = await store.claim(key, owner, null, `{"gold":${gold}}`);
    assert.equal(result.outcome, "claimed");
    if (result.outcome === "claimed") rows.push(result.row);
  }
  return rows;
}

/** A newer state of a row. */
export const next = (row: AggregateRow, gold: number, version = row.version + 1): CutRow => ({
  kind: row.kind,
  id: row.id,
  state: `{"gold":${gold}}`,
  epoch: row.epoch,
  version,
});

export async function goldOf(store: AggregateStore, row: AggregateRow): Promise<number> {
  const stored = await store.read(row);
  return (JSON.parse(stored?.state ?? "{}") as { gold: number }).gold;
}
