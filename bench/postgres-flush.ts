/**
 * What Postgres takes for the two things that the game asks of it: a cut of many dirty players, and
 * what a login reads and claims. A Postgres of its own, syncing to the disk as an operator's does.
 *
 *   bun bench/postgres-flush.ts [--players 100000] [--dirty 1000] [--runs 30]
 *
 * CPU is user plus system time of this process; "longest block" is how long the event loop stood
 * still at most while a cut was written, which is what a tick may be late by.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import type { AggregateRow, CutRow } from "@ambon/persistence/store";
import { postgresPrograms } from "@ambon/testing/adapter/postgres-program";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { figure, tableLines } from "./table.ts";

const FIXTURE = join(import.meta.dirname, "../libs/game/src/fixtures/player-1.json");
const OWNER = "bench#1";
const SYNCING = ["fsync=on", "full_page_writes=on", "shared_buffers=128MB"];
const LOAD_AT_ONCE = 1000;
const WATCH_MS = 2;

const { values } = parseArgs({
  options: {
    players: { type: "string", default: "100000" },
    dirty: { type: "string", default: "1000" },
    runs: { type: "string", default: "30" },
  },
});
const players = Number(values.players);
const dirty = Math.min(players, Number(values.dirty));
const runs = Number(values.runs);

const template = encodeCanonical(JSON.parse(readFileSync(FIXTURE, "utf8")));
const nameOf = (id: number): string =>
  `P${id.toString(26).replace(/\d/g, (digit) => "qrstuvwxyz"[Number(digit)] ?? "")}`;
const auth = { passwordHash: "$argon2id$", failures: 0, lockedUntilMs: 0, version: 1 };
const rowOf = (id: number): AggregateRow => ({
  kind: "player",
  id: String(id),
  name: nameOf(id),
  state: template,
  version: 1,
  owner: null,
  epoch: 1,
});

const fill = async (store: PostgresStore): Promise<void> => {
  for (let first = 1; first <= players; first += LOAD_AT_ONCE) {
    const count = Math.min(LOAD_AT_ONCE, players - first + 1);
    await store.load(Array.from({ length: count }, (_, at) => ({ row: rowOf(first + at), auth })));
  }
};

/** The longest time by which a timer of WATCH_MS came late while `job` ran. */
const longestBlockMs = async (job: () => Promise<void>): Promise<number> => {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last - WATCH_MS);
    last = now;
  }, WATCH_MS);
  await job();
  clearInterval(timer);
  return longest;
};

interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly blockMs: number;
}

const sample = async (job: () => Promise<void>): Promise<Sample> => {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  let wallMs = 0;
  const blockMs = await longestBlockMs(async () => {
    await job();
    wallMs = performance.now() - startMs;
  });
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000, blockMs };
};

const flushes = async (store: PostgresStore): Promise<Sample[]> => {
  const rows: CutRow[] = [];
  for (let id = 1; id <= dirty; id += 1) {
    const claim = await store.claim({ kind: "player", id: String(id) }, OWNER, null);
    if (claim.outcome !== "claimed") throw new Error(`player ${id} is ${claim.outcome}`);
    const { kind, epoch, version, state } = claim.row;
    rows.push({ kind, id: String(id), epoch, version, state });
  }
  const samples: Sample[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const cut = { seq: run, owner: OWNER, rows: rows.map((row) => ({ ...row, version: 1 + run })) };
    samples.push(
      await sample(async () => {
        const { outcome } = await store.cut(cut);
        if (outcome !== "saved") throw new Error(`the cut is ${outcome}`);
      }),
    );
  }
  return samples;
};

/** What the account service and the engine ask when somebody who was away comes in. */
const logins = async (store: PostgresStore): Promise<Sample[]> => {
  const samples: Sample[] = [];
  const step = Math.max(1, Math.floor((players - dirty) / (runs * 10)));
  for (let id = dirty + 1; id <= players && samples.length < runs * 10; id += step) {
    samples.push(
      await sample(async () => {
        const found = await store.findByName("player", nameOf(id));
        if (found === undefined) throw new Error(`player ${id} is missing`);
        await store.readAuth(found.id);
        const claim = await store.claim(found, OWNER, null);
        if (claim.outcome !== "claimed") throw new Error(`player ${id} is ${claim.outcome}`);
      }),
    );
  }
  return samples;
};

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

const line = (what: string, samples: readonly Sample[]): string[] => {
  const sorted = (pick: (one: Sample) => number): number[] =>
    samples.map(pick).sort((left, right) => left - right);
  const wall = sorted(({ wallMs }) => wallMs);
  const cpu = sorted(({ cpuMs }) => cpuMs);
  const block = sorted(({ blockMs }) => blockMs);
  return [
    what,
    ...[at(wall, 0.5), at(wall, 0.99), at(cpu, 0.5), at(block, 0.5), at(block, 0.99)].map((value) =>
      figure(value),
    ),
  ];
};

const table: string[][] = [["what", "p50 ms", "p99 ms", "CPU ms", "block p50", "block p99"]];
for (const program of postgresPrograms()) {
  const server = await PostgresServer.start({ program, settings: SYNCING });
  try {
    const url = await server.database();
    const store = await PostgresStore.open({ url, applicationName: "bench" });
    await fill(store);
    await server.admin("VACUUM ANALYZE", "game_1");
    table.push(line(`${program.major}: flush of ${dirty} dirty players`, await flushes(store)));
    table.push(line(`${program.major}: login, store part`, await logins(store)));
    await store.close();
  } finally {
    await server.destroy();
  }
}
console.log(`${players} characters of ${template.length} characters of JSON each`);
for (const row of tableLines(table)) console.log(row);
