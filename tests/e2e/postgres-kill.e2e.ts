/**
 * Two kinds of sudden death in the middle of saves, at moments drawn from a seed: of the process
 * that writes, and of Postgres under a process that goes on writing. `AMBON_SEED=n` draws the same
 * moments.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { below, seedPrng } from "@ambon/kernel/prng";
import { TOTAL_GOLD } from "@ambon/persistence/testing/gold-pair";
import { type Child, runtimeCommand, startChild } from "@ambon/testing/adapter/child";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { ROOT } from "../support/server.ts";

const ROUNDS = process.env.AMBON_SOAK === "1" ? 200 : 20;
const SEED = Number(process.env.AMBON_SEED ?? 20_260_102);
const LINES_MAX = 40;
const DELAY_MS_MAX = 60;
/** The first that a server gives. */
const DATABASE = "game_1";
const SCRIPT = join(ROOT, "libs/persistence/src/testing/postgres-child.ts");

const startWriter = (url: string, saved: number): Child =>
  startChild(runtimeCommand(SCRIPT, [url, String(saved)]));

/** The last version that a writer was told is saved. */
const lastSaved = (writer: Child, before: number): number => {
  const lines = writer.lines();
  const bad = lines.filter((line) => !/^\d+$/.test(line));
  assert.deepEqual(bad, [], writer.errors());
  return Number(lines.at(-1) ?? before);
};

class Moments {
  readonly #rng = seedPrng(SEED);

  /** Waits for some saves more than `lines`, and then for any moment between two. */
  async next(writer: Child, lines: number): Promise<void> {
    await writer.untilLines(lines + 1 + below(this.#rng, LINES_MAX));
    await pause(below(this.#rng, DELAY_MS_MAX));
  }
}

/** Reads both rows at one moment, as they are after the crash. */
const check = async (server: PostgresServer, saved: number, where: string): Promise<void> => {
  const sql = `SELECT min(version) AS oldest, max(version) AS newest,
      sum((state->>'gold')::int) AS gold, count(*) AS rows FROM ambon.aggregates`;
  const [found] = await server.admin(sql, DATABASE);
  assert.deepEqual([found?.rows, found?.gold], ["2", `${TOTAL_GOLD}`], where);
  assert.equal(found?.oldest, found?.newest, `${where}: half a cut was stored`);
  const oldest = Number(found?.oldest);
  assert.ok(oldest >= saved, `${where}: ${oldest} is older than ${saved}`);
};

test("[PG16] kill -9 of whoever writes loses nothing that was saved, and halves no cut", async () => {
  const server = await PostgresServer.start();
  try {
    const url = await server.database();
    const moments = new Moments();
    let saved = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const writer = startWriter(url, saved);
      await moments.next(writer, 0);
      writer.kill();
      await writer.ended;
      saved = lastSaved(writer, saved);
    }
    while ((await server.backends("child")).length > 0);
    await check(server, saved, `AMBON_SEED=${SEED}`);
    console.log(`seed ${SEED}: ${ROUNDS} writers killed, ${saved} versions`);
  } finally {
    await server.destroy();
  }
});

test("[PG16] kill -9 of Postgres under a writer loses nothing that was saved, and halves no cut", async () => {
  const server = await PostgresServer.start();
  const url = await server.database();
  const writer = startWriter(url, 0);
  try {
    const moments = new Moments();
    for (let round = 0; round < ROUNDS; round += 1) {
      const where = `round ${round}, AMBON_SEED=${SEED}`;
      await moments.next(writer, writer.lines().length);
      await server.kill();
      const saved = lastSaved(writer, 0);
      await server.again();
      await check(server, saved, where);
      await writer.untilLines(writer.lines().length + 1);
      assert.ok(lastSaved(writer, 0) > saved, `${where}: it does not go on`);
    }
    writer.kill();
    await writer.ended;
    while ((await server.backends("child")).length > 0);
    const saved = lastSaved(writer, 0);
    await check(server, saved, `AMBON_SEED=${SEED}`);
    console.log(`seed ${SEED}: Postgres killed ${ROUNDS} times, ${saved} versions`);
  } finally {
    writer.kill();
    await server.destroy();
  }
});
