/**
 * All rows of one store into another:
 *
 *   mark the target ─▶ copy, page by page ─▶ compare everything ─▶ take the mark away
 *
 * While the mark is there no engine starts on the target, and a move that was interrupted goes on:
 * rows that are there and equal are not written again. Rows keep their versions and epochs, so what
 * a drained engine left for its next run stays true; owners do not come along, for they are gone.
 *
 * Comparing reads both stores again, each row with its secrets, so it also finds a source that
 * somebody changed meanwhile.
 */

import { createHash } from "node:crypto";
import { OperatorError } from "@ambon/kernel/operator-error";
import { MOVING_KEY } from "@ambon/persistence/adapter/moving";
import {
  AGGREGATE_KINDS,
  type AggregateKind,
  type AggregateStore,
  type LoadableStore,
  type MovedRow,
} from "@ambon/persistence/store";

/** Rows in one act of the target. */
const PAGE = 200;

export interface KindSum {
  readonly kind: AggregateKind;
  readonly rows: number;
  /** SHA-256 over all its rows in order, shortened. */
  readonly hash: string;
}

export interface MoveOptions {
  readonly from: AggregateStore;
  readonly to: LoadableStore;
  /** For the mark. */
  readonly fromName: string;
  readonly progress: (line: string) => void;
}

const HASH_DIGITS = 16;

const isMark = (kind: AggregateKind, id: string): boolean =>
  kind === MOVING_KEY.kind && id === MOVING_KEY.id;

/** Pages of a kind, rows with their secrets, owners left out. */
export async function* pagesOf(
  store: AggregateStore,
  kind: AggregateKind,
): AsyncGenerator<readonly MovedRow[]> {
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<AggregateStore["list"]>> = await store.list(kind, after, PAGE);
    const wanted = page.filter(({ id }) => !isMark(kind, id));
    const rows = await Promise.all(wanted.map(({ id }) => movedRow(store, kind, id)));
    yield rows.filter((row) => row !== undefined);
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) return;
  }
}

const movedRow = async (
  store: AggregateStore,
  kind: AggregateKind,
  id: string,
): Promise<MovedRow | undefined> => {
  const row = await store.read({ kind, id });
  if (row === undefined) return undefined;
  const auth = kind === "player" ? await store.readAuth(id) : undefined;
  const free = { ...row, owner: null };
  return auth === undefined ? { row: free } : { row: free, auth };
};

const hashOf = ({ row, auth }: MovedRow): string => {
  const { kind, id, name, state, version, epoch } = row;
  const secrets = auth === undefined ? [] : [auth.passwordHash, auth.failures, auth.lockedUntilMs];
  const all = [kind, id, name, state, version, epoch, ...secrets, auth?.version ?? 0];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex");
};

/** Counts and hashes of a whole store. */
export const sumsOf = async (store: AggregateStore): Promise<readonly KindSum[]> => {
  const sums: KindSum[] = [];
  for (const kind of AGGREGATE_KINDS) {
    const hash = createHash("sha256");
    let rows = 0;
    for await (const page of pagesOf(store, kind)) {
      rows += page.length;
      for (const one of page) hash.update(hashOf(one));
    }
    sums.push({ kind, rows, hash: hash.digest("hex").slice(0, HASH_DIGITS) });
  }
  return sums;
};

/** Copies and compares; the sums of both. Throws OperatorError when they differ in the end. */
export const moveRows = async (options: MoveOptions): Promise<readonly KindSum[]> => {
  const { from, to, fromName, progress } = options;
  await to.put(MOVING_KEY, null, JSON.stringify({ from: fromName }));
  for (const kind of AGGREGATE_KINDS) await copyKind(options, kind);
  progress("All rows are there. Comparing …");
  const [there, here] = [await sumsOf(from), await sumsOf(to)];
  for (const [index, { kind, rows, hash }] of there.entries()) {
    const other = here[index];
    if (other?.hash === hash) continue;
    throw new OperatorError(
      `Rows of kind ${kind} differ: ${rows} with hash ${hash} in the source, ${other?.rows} with ` +
        `hash ${other?.hash} in the target. Somebody changed one of them meanwhile: see to it ` +
        "that nothing uses them, and run it again.",
    );
  }
  await to.put(MOVING_KEY, null, null);
  return there;
};

const copyKind = async (
  { from, to, progress }: MoveOptions,
  kind: AggregateKind,
): Promise<void> => {
  let seen = 0;
  let written = 0;
  for await (const page of pagesOf(from, kind)) {
    const there = await Promise.all(page.map(({ row }) => movedRow(to, kind, row.id)));
    const missing = page.filter((one, index) => {
      const other = there[index];
      return other === undefined || hashOf(other) !== hashOf(one);
    });
    if (missing.length > 0) await to.load(missing);
    seen += page.length;
    written += missing.length;
    if (page.length > 0) progress(`${kind}: ${seen} rows, ${written} of them written`);
  }
};
