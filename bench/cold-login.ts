/**
 * How long a character that is not in memory takes to enter the world, from typing its name to its
 * first prompt: name, password (argon2id), row, claim, arrival. On files and on Postgres.
 *
 *   bun bench/cold-login.ts [--logins 50]
 */

import { parseArgs } from "node:util";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { PASSWORD, TelnetPlayer } from "../tests/support/telnet-player.ts";
import { startServer } from "./servers.ts";
import { figure, tableLines } from "./table.ts";

const { values } = parseArgs({ options: { logins: { type: "string", default: "50" } } });
const logins = Number(values.logins);
const nameOf = (number: number): string =>
  `Bot${String.fromCharCode(97 + (number % 26), 97 + Math.floor(number / 26))}`;

const measure = async (what: string, env: Readonly<Record<string, string>>): Promise<string[]> => {
  const server = await startServer("game", { env });
  try {
    for (let number = 0; number < logins; number += 1) {
      const player = await TelnetPlayer.connect(server.telnetPort);
      await player.create(nameOf(number));
      await player.do("quit", /You are saved\./);
      await player.closes();
    }
    const times: number[] = [];
    for (let number = 0; number < logins; number += 1) {
      const player = await TelnetPlayer.connect(server.telnetPort);
      await player.expect(/Name: ¶/);
      const startMs = performance.now();
      await player.do(nameOf(number), /Password: ¶/);
      await player.do(PASSWORD, /hp[^¶]*> ¶/);
      times.push(performance.now() - startMs);
      await player.do("quit", /You are saved\./);
    }
    times.sort((left, right) => left - right);
    const at = (share: number): string =>
      figure(times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN);
    return [what, at(0.5), at(0.99)];
  } finally {
    await server.stop();
  }
};

const postgres = await PostgresServer.start({ settings: ["fsync=on", "full_page_writes=on"] });
try {
  const url = await postgres.database();
  const rows = [await measure("files", {}), await measure("Postgres", { AMBON_DATABASE_URL: url })];
  console.log(`${logins} logins, one after the other`);
  for (const row of tableLines([["store", "p50 ms", "p99 ms"], ...rows])) console.log(row);
} finally {
  await postgres.destroy();
}
