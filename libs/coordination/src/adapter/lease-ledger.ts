/**
 * What a leasing process must not forget between two runs: one small JSON file in its data
 * directory. No file = no node id was ever granted from here. It is on disk before an answer that
 * depends on it leaves.
 *
 * - Leases in memory: the whole table.
 * - Leases in Redis: the marker of the store that was used last. When it is not there any more, the
 *   store was emptied.
 */

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { replaceFile, syncDirectory, TEMPORARY } from "@ambon/kernel/adapter/durable-file";
import { codeOf, sayFsError } from "@ambon/kernel/adapter/fs-error";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { LeaseTableState } from "../lease-table.ts";

const FILE = "leases.json";
const DAMAGED = ".damaged";
const FORMAT = 1;

export type Ledger =
  | { readonly store: "memory"; readonly table: LeaseTableState }
  | { readonly store: "redis"; readonly marker: string; readonly clockMs: number };

/** `damaged`: something was granted, and nobody knows what. */
export type LedgerRead =
  | { readonly found: "ledger"; readonly ledger: Ledger }
  | { readonly found: "nothing" }
  | { readonly found: "damaged" };

const isNumbers = (values: readonly unknown[]): boolean => values.every(Number.isSafeInteger);

const isTable = (table: unknown): table is LeaseTableState => {
  if (typeof table !== "object" || table === null) return false;
  const { clockMs, quarantineUntilMs, cursor, records } = table as Partial<LeaseTableState>;
  return (
    isNumbers([clockMs, quarantineUntilMs, cursor]) &&
    Array.isArray(records) &&
    records.every(
      (one: LeaseTableState["records"][number]) =>
        isNumbers([one.nodeId, one.floorMs, one.ceilingMs]) &&
        (one.holder === null || typeof one.holder === "string"),
    )
  );
};

const parse = (text: string): Ledger | undefined => {
  try {
    const value = JSON.parse(text) as { format?: unknown } & Ledger;
    if (value.format !== FORMAT) return undefined;
    if (value.store === "memory" && isTable(value.table)) return value;
    const isMarker = value.store === "redis" && typeof value.marker === "string";
    return isMarker && isNumbers([value.clockMs]) ? value : undefined;
  } catch {
    // Torn or edited: what it said is unknown.
    return undefined;
  }
};

export class LedgerFile {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Makes the directory. Throws OperatorError when it cannot be used. */
  static async open(directory: string): Promise<LedgerFile> {
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new OperatorError(
        `The data directory cannot be used: ${sayFsError(error, directory)}, ` +
          "or set AMBON_DATA_DIR to another directory.",
      );
    }
    return new LedgerFile(directory);
  }

  async read(): Promise<LedgerRead> {
    let text: string;
    try {
      text = await readFile(join(this.#directory, FILE), "utf8");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return { found: "nothing" };
      throw new OperatorError(
        `The leases cannot be read: ${sayFsError(error, join(this.#directory, FILE))}.`,
      );
    }
    const ledger = parse(text);
    return ledger === undefined ? { found: "damaged" } : { found: "ledger", ledger };
  }

  /** Puts a copy beside it, before it is written anew. Gives its path. */
  async setAside(): Promise<string> {
    const path = join(this.#directory, FILE);
    await copyFile(path, path + DAMAGED);
    return path + DAMAGED;
  }

  /** Resolves when it is on disk; throws what the file system says. */
  async write(ledger: Ledger): Promise<void> {
    const path = join(this.#directory, FILE);
    const text = `${JSON.stringify({ format: FORMAT, ...ledger })}\n`;
    // Two processes with leases in Redis may share the directory.
    await replaceFile(path, text, `${path}.${process.pid}${TEMPORARY}`);
    await syncDirectory(this.#directory);
  }
}
