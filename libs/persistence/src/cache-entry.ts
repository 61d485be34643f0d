/**
 * A row as the cache holds it: fields of text. Whatever comes back from there may be old, of
 * another program, or made up, so it is a row only when every field is what it must be; and even
 * then nobody's right to anything follows from it.
 */

import { nameKey } from "./row-rules.ts";
import type { AggregateRow } from "./store.ts";

/** Names of the fields, short because each row has them. */
export const ENTRY_FIELDS = ["name", "state", "version", "owner", "epoch"] as const;
/** The one field of a row that was deleted: nothing older brings it back. */
export const GONE_FIELD = "gone";

export type EntryFields = Readonly<Record<string, string>>;

/** Null stands for itself by being left out. */
export const entryOf = (row: AggregateRow): EntryFields => ({
  ...(row.name === null ? {} : { name: row.name }),
  ...(row.owner === null ? {} : { owner: row.owner }),
  state: row.state,
  version: String(row.version),
  epoch: String(row.epoch),
});

const COUNT = /^[1-9]\d{0,15}$/;

/** Undefined for what cannot be a player's row under this id. */
export const rowOf = (id: string, fields: EntryFields): AggregateRow | undefined => {
  const { name = null, owner = null, state, version, epoch } = fields;
  const known: readonly string[] = ENTRY_FIELDS;
  if (Object.keys(fields).some((key) => !known.includes(key))) return undefined;
  if (state === undefined || !isObjectText(state)) return undefined;
  if (!COUNT.test(version ?? "") || !COUNT.test(epoch ?? "")) return undefined;
  const row = { kind: "player", id, name, state, owner } as const;
  return { ...row, version: Number(version), epoch: Number(epoch) };
};

/** Whether a row found by a name bears it. */
export const bears = (row: AggregateRow, name: string): boolean =>
  row.name !== null && nameKey(row.name) === nameKey(name);

const isObjectText = (text: string): boolean => {
  if (!text.startsWith("{")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // half of one, or something else: whoever asked goes to the store
  }
};
