/**
 * The store for many engines: one row per aggregate in Postgres, which decides who owns what
 * (DESIGN section 11, ADR 0013). Every rule is in the statements: a comparison and the write it
 * guards are one, so it holds against other processes and against our own late writes.
 */

import { type Log, type Metrics, silentLog, silentMetrics } from "@ambon/kernel/ports";
import pg from "pg";
import { nameKey } from "../row-rules.ts";
import type {
  AggregateKey,
  AggregateKind,
  AggregateRow,
  AuthRecord,
  ClaimResult,
  CreateResult,
  Cut,
  CutResult,
  LoadableStore,
  MovedRow,
  NewPlayerRow,
  Ownership,
  ReplaceResult,
} from "../store.ts";
import type { HeldLease, TakeOrder, TakeResult, ZoneLeases } from "../zone-leases.ts";
import { claimRow, readRow } from "./postgres-claim.ts";
import { writeCut } from "./postgres-cut.ts";
import { openSentence, PostgresOpenError, type PostgresPlace } from "./postgres-error.ts";
import { hasLapsed, renewLeases, takeLease } from "./postgres-leases.ts";
import { loadRows } from "./postgres-load.ts";
import { migrate } from "./postgres-migrate.ts";
import { neighbours } from "./postgres-neighbours.ts";
import { PostgresPool, type Timeouts } from "./postgres-pool.ts";
import { putRow } from "./postgres-put.ts";
import { replaceRow } from "./postgres-replace.ts";
import {
  AUTH_COLUMNS,
  ROW_COLUMNS,
  type StoredAuth,
  type StoredRow,
  toAuth,
  toRow,
} from "./postgres-row.ts";

export interface PostgresStoreOptions {
  /** `postgres://role:password@host:port/database`. */
  readonly url: string;
  /** What the server lists this process as: role and engine. */
  readonly applicationName: string;
  readonly metrics?: Metrics;
  readonly log?: Log;
  readonly timeouts?: Partial<Timeouts>;
}

export class PostgresStore implements LoadableStore, ZoneLeases {
  readonly #pool: PostgresPool;
  readonly #name: string;

  private constructor(pool: PostgresPool, name: string) {
    this.#pool = pool;
    this.#name = name;
  }

  /** Connects and brings the tables up to date. Throws PostgresOpenError with a sentence. */
  static async open(options: PostgresStoreOptions): Promise<PostgresStore> {
    const place = placeOf(options.url);
    const { metrics = silentMetrics, log = silentLog } = options;
    const pool = new PostgresPool({ ...options, metrics, log });
    try {
      await pool.run("cut", migrate);
      return new PostgresStore(pool, options.applicationName);
    } catch (error) {
      await pool.close();
      throw openError(error, place);
    }
  }

  async createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    const { rows } = await this.#pool.query<{ id: string }>(
      "SELECT nextval('ambon.player_ids')::text AS id",
      [],
    );
    const id = rows[0]?.id ?? "";
    const row: AggregateRow = {
      kind: "player",
      id,
      name: player.name,
      state: player.stateFor(id),
      version: 1,
      owner: null,
      epoch: 1,
    };
    const { passwordHash, failures, lockedUntilMs } = player.auth;
    const { rowCount } = await this.#pool.query(
      `WITH made AS (
         INSERT INTO ambon.aggregates (kind, id, name, name_key, state, version, epoch)
         VALUES ('player', $1, $2, $3, $4::json, 1, 1)
         ON CONFLICT (kind, name_key) WHERE name_key IS NOT NULL DO NOTHING RETURNING id
       )
       INSERT INTO ambon.secrets (player_id, ${AUTH_COLUMNS})
       SELECT id, $5, $6, $7, 1 FROM made`,
      [id, player.name, nameKey(player.name), row.state, passwordHash, failures, lockedUntilMs],
    );
    return rowCount === 1 ? { outcome: "created", row } : { outcome: "nameTaken" };
  }

  async read(key: AggregateKey): Promise<AggregateRow | undefined> {
    return readRow(this.#pool, key.kind, key.id);
  }

  async findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    const { rows } = await this.#pool.query<StoredRow>(
      `SELECT ${ROW_COLUMNS} FROM ambon.aggregates WHERE kind = $1 AND name_key = $2`,
      [kind, nameKey(name)],
    );
    return rows[0] === undefined ? undefined : toRow(rows[0]);
  }

  async readAuth(playerId: string): Promise<AuthRecord | undefined> {
    const { rows } = await this.#pool.query<StoredAuth>(
      `SELECT ${AUTH_COLUMNS} FROM ambon.secrets WHERE player_id = $1`,
      [playerId],
    );
    return rows[0] === undefined ? undefined : toAuth(rows[0]);
  }

  async writeAuth(
    playerId: string,
    auth: Omit<AuthRecord, "version">,
    version: number,
  ): Promise<boolean> {
    const values = [playerId, auth.passwordHash, auth.failures, auth.lockedUntilMs];
    const { rowCount } =
      version === 0
        ? await this.#pool.query(
            `INSERT INTO ambon.secrets (player_id, ${AUTH_COLUMNS})
             SELECT id, $2, $3, $4, 1 FROM ambon.aggregates WHERE kind = 'player' AND id = $1
             ON CONFLICT DO NOTHING`,
            values,
          )
        : await this.#pool.query(
            `UPDATE ambon.secrets
             SET password_hash = $2, failures = $3, locked_until_ms = $4, version = version + 1
             WHERE player_id = $1 AND version = $5`,
            [...values, version],
          );
    return rowCount === 1;
  }

  async claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    return claimRow(this.#pool, { key, owner, expected, initialState });
  }

  take(order: TakeOrder): Promise<TakeResult> {
    return takeLease(this.#pool, order);
  }

  renew(owner: string, ttlMs: number): Promise<readonly HeldLease[]> {
    return renewLeases(this.#pool, owner, ttlMs);
  }

  hasLapsed(owner: string): Promise<boolean> {
    return hasLapsed(this.#pool, owner);
  }

  async cut(cut: Cut): Promise<CutResult> {
    return writeCut(this.#pool, cut);
  }

  async list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    const { rows } = await this.#pool.query<{ id: string; name: string | null }>(
      `SELECT id, name FROM ambon.aggregates
       WHERE kind = $1 AND ($2::text IS NULL OR (length(id), id) > (length($2), $2))
       ORDER BY length(id), id LIMIT $3`,
      [kind, after, Math.max(0, limit)],
    );
    return rows;
  }

  async put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    return putRow(this.#pool, key, name, state);
  }

  async replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    return replaceRow(this.#pool, key, expected, next);
  }

  async load(rows: readonly MovedRow[]): Promise<void> {
    return loadRows(this.#pool, rows);
  }

  /** Other engines and tools that are connected, as they name themselves. */
  async neighbours(): Promise<readonly string[]> {
    return neighbours(this.#pool, this.#name);
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }
}

/** What the driver makes of the address, PG… variables included. */
function placeOf(url: string): PostgresPlace {
  try {
    const { host, port, database = "", user: role = "" } = new pg.Client(url);
    return { host, port, database, role };
  } catch {
    // The error itself holds the address, and the password in it.
    throw new PostgresOpenError(
      "AMBON_DATABASE_URL cannot be read: write postgres://role:password@host:port/database, " +
        "with special characters in percent encoding.",
    );
  }
}

function openError(error: unknown, place: PostgresPlace): PostgresOpenError {
  if (error instanceof PostgresOpenError) return error;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return new PostgresOpenError(openSentence(cause, place), { cause });
}
