/**
 * The store for one process: readable YAML files, and a journal that makes every act durable at
 * once and whole (DESIGN section 11).
 *
 * An act is decided on the index in memory, appended to the journal, synced, and only then shown.
 * Acts run one after the other. Files are written from the journal in the background; closing
 * empties the journal. What cannot be written is told as unavailable, leaves nothing behind and
 * may be tried again.
 */

import { sayFsError } from "@ambon/kernel/adapter/fs-error";
import {
  keyText,
  moved,
  type Plan,
  planAuth,
  planClaim,
  planCreate,
  planCut,
  planPut,
  planReplace,
  type RowMeta,
} from "../row-rules.ts";
import {
  type AggregateKey,
  type AggregateKind,
  type AggregateRow,
  type AuthRecord,
  type ClaimResult,
  type CreateResult,
  type Cut,
  type CutResult,
  type LoadableStore,
  type MovedRow,
  type NewPlayerRow,
  type Ownership,
  type ReplaceResult,
  StoreUnavailableError,
} from "../store.ts";
import { type Carrying, checkpoint, emptyJournal } from "./checkpoint.ts";
import type { DirectoryLock } from "./directory-lock.ts";
import { saveIndex } from "./index-file.ts";
import { parseAuth, parseRow } from "./row-document.ts";
import { SerialQueue } from "./serial-queue.ts";
import { openDirectory, setAside } from "./yaml-start.ts";
import { authSlot, type ReportTo, rowSlot, type YamlState } from "./yaml-state.ts";

/** How long acts may wait in the journal before their files are written. */
const CHECKPOINT_MS = 30_000;
/** A journal this long is written to files at once. */
const CHECKPOINT_BYTES = 16 * 1024 * 1024;
/** Tries to read a row that is being rewritten meanwhile. */
const READ_TRIES_MAX = 5;

export interface YamlStoreOptions {
  readonly directory: string;
  readonly report?: ReportTo;
  /** Default 30 000 ms. */
  readonly checkpointMs?: number;
  /** Wall time; default the system's clock. */
  readonly nowMs?: () => number;
}

export class YamlStore implements LoadableStore {
  readonly #state: YamlState;
  readonly #lock: DirectoryLock;
  readonly #checkpointMs: number;
  readonly #nowMs: () => number;
  readonly #acts = new SerialQueue();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checkpointing: Promise<void> | undefined;
  #open = true;

  private constructor(state: YamlState, lock: DirectoryLock, options: YamlStoreOptions) {
    this.#state = state;
    this.#lock = lock;
    this.#checkpointMs = options.checkpointMs ?? CHECKPOINT_MS;
    this.#nowMs = options.nowMs ?? Date.now;
  }

  /** Throws StoreOpenError or DirectoryLockError with a sentence for the operator. */
  static async open(options: YamlStoreOptions): Promise<YamlStore> {
    const report = options.report ?? (() => undefined);
    const { state, lock } = await openDirectory(options.directory, report);
    const store = new YamlStore(state, lock, options);
    if (state.overlay.size > 0) await store.checkpoint();
    return store;
  }

  async createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    return this.#act(async () => planCreate(this.#state.index, player));
  }

  async read(key: AggregateKey): Promise<AggregateRow | undefined> {
    this.#mustBeOpen();
    return this.#row(key);
  }

  async findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    this.#mustBeOpen();
    const meta = this.#state.index.byName(kind, name);
    return meta === undefined ? undefined : this.#row(meta);
  }

  async readAuth(playerId: string): Promise<AuthRecord | undefined> {
    this.#mustBeOpen();
    return this.#auth(playerId);
  }

  async writeAuth(
    playerId: string,
    auth: Omit<AuthRecord, "version">,
    version: number,
  ): Promise<boolean> {
    return this.#act(async () =>
      planAuth(this.#state.index, playerId, await this.#auth(playerId), auth, version),
    );
  }

  async claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    return this.#act(async () => {
      const row = await this.#row(key);
      return planClaim({ key, owner, expected, initialState }, row, this.#lost(key));
    });
  }

  /** Never throws. */
  async cut(cut: Cut): Promise<CutResult> {
    try {
      return await this.#act(async () => planCut(this.#state.index, cut));
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      return { outcome: "unavailable", reason: error.message };
    }
  }

  async list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    this.#mustBeOpen();
    return this.#state.index.list(kind, after, limit).map(({ id, name }) => ({ id, name }));
  }

  async put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    return this.#act(async () => {
      const { index } = this.#state;
      const holder = name === null ? undefined : index.byName(key.kind, name);
      const other = holder === undefined ? undefined : await this.#row(holder);
      return planPut(index, key, name, state, other);
    });
  }

  async replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    return this.#act(async () => planReplace(this.#state.index, key, expected, next));
  }

  async load(rows: readonly MovedRow[]): Promise<void> {
    await this.#act(async () => ({ result: undefined, changes: moved(rows) }));
    // Whoever fills a store goes no faster than files are written, or the journal is full.
    if (this.#state.journal.bytes > CHECKPOINT_BYTES) await this.checkpoint();
  }

  /**
   * Writes what waits in the journal to its files; with `carry` it leaves rows that keep changing
   * in the journal for a while. A failure is reported; it still waits then.
   */
  async checkpoint(busyRows: "write" | "carry" = "write"): Promise<void> {
    const carrying = busyRows === "carry" ? { nowMs: this.#nowMs() } : undefined;
    this.#checkpointing ??= this.#writeFiles(carrying).finally(() => {
      this.#checkpointing = undefined;
    });
    await this.#checkpointing;
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    await this.#acts.idle();
    await this.#checkpointing;
    const { journal } = this.#state;
    await this.#reporting(async () => {
      await emptyJournal(this.#state, this.#acts);
      await saveIndex(this.#state);
    });
    await this.#reporting(() => journal.close());
    await this.#lock.release();
  }

  async #writeFiles(carrying: Carrying | undefined): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#reporting(() => checkpoint(this.#state, this.#acts, carrying));
    if (this.#state.journal.bytes > 0 || this.#state.journal.hasOld) this.#startTimer();
  }

  async #reporting(job: () => Promise<void>): Promise<void> {
    try {
      await job();
    } catch (error) {
      const { directory, report } = this.#state;
      const message = `Files wait in the journal: ${sayFsError(error, directory)}.`;
      report({ level: "error", what: "saveFailed", message });
    }
  }

  #startTimer(): void {
    if (this.#timer !== undefined || !this.#open) return;
    this.#timer = setTimeout(() => void this.checkpoint("carry"), this.#checkpointMs);
    this.#timer.unref();
  }

  async #act<T>(plan: () => Promise<Plan<T>>): Promise<T> {
    this.#mustBeOpen();
    return this.#acts.run(async () => {
      const { result, changes } = await plan();
      if (changes.length === 0) return result;
      const { journal, directory } = this.#state;
      await orUnavailable(directory, () => journal.append(changes));
      for (const change of changes) this.#state.apply(change);
      this.#startTimer();
      if (journal.bytes > CHECKPOINT_BYTES && !journal.hasOld) void this.checkpoint("carry");
      return result;
    });
  }

  async #row(key: AggregateKey): Promise<AggregateRow | undefined> {
    for (let tries = 0; tries < READ_TRIES_MAX; tries += 1) {
      const change = this.#state.overlay.get(rowSlot(key));
      if (change !== undefined) return change.c === "row" ? change.row : undefined;
      const meta = this.#state.index.get(key);
      if (meta === undefined) return undefined;
      const aside = this.#state.damaged.get(keyText(key));
      if (aside !== undefined) return damagedRow(key, aside);
      const row = await this.#rowFromFile(meta);
      if (row !== undefined) return row;
    }
    throw new StoreUnavailableError(`${keyText(key)} is written to too often to be read`);
  }

  /** Undefined when the row changed while it was read: look again. */
  async #rowFromFile(meta: RowMeta): Promise<AggregateRow | undefined> {
    const { files, overlay, index } = this.#state;
    const path = files.rowPath(meta);
    const read = await orUnavailable(path, () => files.read(path, parseRow));
    if (overlay.has(rowSlot(meta)) || index.get(meta) !== meta) return undefined;
    if (read.found === "row") return { ...meta, state: read.value.state };
    if (read.found === "missing") throw new StoreUnavailableError(`${path} has gone: put it back`);
    await orUnavailable(path, () => setAside(this.#state, path, read.problem.sentence, meta));
    return undefined;
  }

  async #auth(playerId: string): Promise<AuthRecord | undefined> {
    const { overlay, files } = this.#state;
    const change = overlay.get(authSlot(playerId));
    if (change !== undefined) return change.c === "auth" ? change.auth : undefined;
    const path = files.authPath(playerId);
    const read = await orUnavailable(path, () => files.read(path, parseAuth));
    if (read.found === "row") return read.value;
    if (read.found === "missing") return undefined;
    const aside = await orUnavailable(path, () => files.setAside(path));
    const message = `${path} is damaged (${read.problem.sentence}); it is kept as ${aside}.`;
    this.#state.report({ level: "error", what: "rowDamaged", message });
    throw new StoreUnavailableError(message);
  }

  #lost(key: AggregateKey): RowMeta | undefined {
    return this.#state.damaged.has(keyText(key)) ? this.#state.index.get(key) : undefined;
  }

  #mustBeOpen(): void {
    if (!this.#open) throw new StoreUnavailableError("the store is closed");
  }
}

/** A damaged player must not be made anew; a place may start from its beginnings. */
function damagedRow(key: AggregateKey, aside: string): undefined {
  if (key.kind !== "player") return undefined;
  throw new StoreUnavailableError(
    `player ${key.id} is damaged and kept as ${aside}: mend it while the server is stopped`,
  );
}

async function orUnavailable<T>(path: string, job: () => Promise<T>): Promise<T> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof StoreUnavailableError) throw error;
    throw new StoreUnavailableError(sayFsError(error, path), { cause: error });
  }
}
