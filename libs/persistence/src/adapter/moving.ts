/**
 * A store that is being filled with another one's rows says so in a row of its own: until the last
 * row is there and compared, no engine may run on it.
 */

import type { AggregateKey, AggregateStore } from "../store.ts";

export const MOVING_KEY: AggregateKey = { kind: "document", id: "@moving" };

/** Where its rows come from, when it is only partly filled. */
export const movingFrom = async (store: AggregateStore): Promise<string | undefined> => {
  const row = await store.read(MOVING_KEY);
  return row === undefined ? undefined : (JSON.parse(row.state) as { from: string }).from;
};
