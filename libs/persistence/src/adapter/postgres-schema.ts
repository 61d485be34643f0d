/**
 * The tables of the Postgres store, as steps: step n makes version n + 1 out of n. A step that was
 * released is never edited; what changes is a new step. Everything is in the schema `ambon`.
 *
 * `state` is `json`, not `jsonb`: it must come back as the very text that was written (ADR 0013).
 * Ids and kinds compare by code point whatever the database's locale is. `name_key` is the name in
 * lower case as this program lowers it.
 */

export const MIGRATIONS: readonly string[] = [
  `
  CREATE SEQUENCE ambon.player_ids AS bigint;

  CREATE TABLE ambon.aggregates (
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    name text,
    name_key text COLLATE "C",
    state json NOT NULL,
    version bigint NOT NULL,
    owner text COLLATE "C",
    epoch bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, id)
  ) WITH (fillfactor = 70);

  CREATE UNIQUE INDEX aggregates_by_name ON ambon.aggregates (kind, name_key)
    WHERE name_key IS NOT NULL;

  CREATE INDEX aggregates_in_order ON ambon.aggregates (kind, length(id), id);

  CREATE TABLE ambon.secrets (
    player_id text COLLATE "C" PRIMARY KEY,
    password_hash text NOT NULL,
    failures integer NOT NULL,
    locked_until_ms bigint NOT NULL,
    version bigint NOT NULL
  );
  `,
  `
  ALTER TABLE ambon.aggregates ADD COLUMN lease_until timestamptz;

  CREATE INDEX aggregates_by_owner ON ambon.aggregates (owner, kind) WHERE owner IS NOT NULL;
  `,
];

/** What this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;
