/**
 * The real server on a real Postgres that dies, freezes, or is another server's as well: what
 * players read, what is refused, and what the rows hold in the end.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { runFile } from "../support/run-program.ts";
import { newDirectory, TestServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const MAIN = "apps/standalone/src/main.ts";
/** Wide enough that no sentence is wrapped. */
const WIDE = { window: [200, 24] } as const;
/** A server whose rows were taken ends as by a broken invariant. */
const INVARIANT_BROKE = 70;

interface Stage {
  readonly postgres: PostgresServer;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

const onStage = async (story: (stage: Stage) => Promise<void>): Promise<void> => {
  const postgres = await PostgresServer.start();
  try {
    const url = await postgres.database();
    await story({ postgres, url, env: { AMBON_DATABASE_URL: url } });
  } finally {
    await postgres.destroy();
  }
};

const enter = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.create(name, { race: "torrin", class: "breakwater" });
  return player;
};

/** Away and back again; what the game says of it comes by itself. */
const TROUBLES = [
  {
    what: "dead",
    begin: (postgres: PostgresServer) => postgres.kill(),
    end: (postgres: PostgresServer) => postgres.again(),
  },
  {
    what: "frozen",
    begin: async (postgres: PostgresServer) => postgres.freeze(),
    end: async (postgres: PostgresServer) => postgres.thaw(),
  },
] as const;

for (const { what, begin, end } of TROUBLES) {
  test(`[EE70] with Postgres ${what} play goes on, nothing changes hands, and all is saved later`, async () => {
    await onStage(async ({ postgres, env }) => {
      const server = await TestServer.start({ env });
      try {
        const nyra = await enter(server, "Nyra");
        await nyra.do("n", /The Beachcomber's Hut\n/);
        await begin(postgres);
        await nyra.do("get hat", /You pick up a yellow sou'wester\.\n/);
        await nyra.expect(
          /The game cannot be saved just now\. Play goes on, but trading, quitting/,
        );
        await server.heard("store_away");
        await nyra.do("wear hat", /You wear a yellow sou'wester\.\n/);
        await nyra.do("quit", /so you cannot be saved\. Try again shortly\.\n/);
        await nyra.do("give hat to pell", /so nothing can change hands\. Try again shortly\.\n/);
        const late = await TelnetPlayer.connect(server.telnetPort, WIDE);
        await late.expect(/Name: ¶/);
        await late.do("Oren", /^The world cannot reach its records at the moment\./m);
        await end(postgres);
        await nyra.expect(/The game can be saved again\. Everything works as usual\.\n/);
        await nyra.do("quit", /You are saved\./);
        const back = await TelnetPlayer.connect(server.telnetPort, WIDE);
        await back.login("nyra");
        await back.do("equipment", /head +a yellow sou'wester/);
        await server.stop();
      } finally {
        await server.destroy();
      }
    });
  });
}

test("[EE71] a stop while Postgres is dead gives up in time, says so, and loses no more than that", async () => {
  await onStage(async ({ postgres, env }) => {
    const server = await TestServer.start({ env });
    try {
      const nyra = await enter(server, "Nyra");
      await nyra.do("n", /The Beachcomber's Hut\n/);
      await nyra.do("quit", /You are saved\./);
      await enter(server, "Oren");
      await postgres.kill();
      process.kill(server.pid, "SIGTERM");
      assert.deepEqual(await server.ended, { code: 1, signal: null });
      const stopped = await server.heard("engine_stopped");
      assert.equal(stopped.saved, false);
      await postgres.again();
      const again = await TestServer.start({ env });
      const back = await TelnetPlayer.connect(again.telnetPort, WIDE);
      await back.login("nyra");
      await again.stop();
      await again.destroy();
    } finally {
      await server.destroy();
    }
  });
});

test("[EE72] of two servers that are the same engine the later one has the rows, the other ends", async () => {
  await onStage(async ({ postgres, env }) => {
    const first = await TestServer.start({ env, expected: ["engine_crashed"] });
    let second: TestServer | undefined;
    try {
      const nyra = await enter(first, "Nyra");
      await nyra.do("n", /The Beachcomber's Hut\n/);
      second = await TestServer.start({ env });
      await nyra.do("get hat", /You pick up a yellow sou'wester\.\n/);
      assert.deepEqual(await first.ended, { code: INVARIANT_BROKE, signal: null });
      const crash = await first.heard("engine_crashed");
      assert.match(String(crash.reason), /these rows have another owner/);
      const back = await TelnetPlayer.connect(second.telnetPort, WIDE);
      await back.login("nyra");
      assert.doesNotMatch(await back.ask("inventory"), /sou'wester/);
      await second.stop();
      const sql = "SELECT count(*) AS n FROM ambon.aggregates WHERE owner IS NOT NULL";
      assert.deepEqual(await postgres.admin(sql, "game_1"), [{ n: "0" }]);
    } finally {
      await first.destroy();
      await second?.destroy();
    }
  });
});

test("[EE73] a start without Postgres, or with a wrong password, is refused in one sentence", async () => {
  await onStage(async ({ postgres }) => {
    const refused = async (url: string): Promise<string> => {
      const env = { AMBON_DATABASE_URL: url };
      const { code, out, err } = await runFile(MAIN, [], newDirectory(), { env });
      assert.deepEqual({ code, out }, { code: 1, out: "" }, err);
      assert.doesNotMatch(err, /hunter2/);
      return err
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("{"))
        .join("\n");
    };
    assert.equal(
      await refused(postgres.url("game_1", "ambon", "hunter2")),
      `Postgres at 127.0.0.1:${postgres.port} refuses the role ambon or its password; ` +
        "check AMBON_DATABASE_URL.",
    );
    await postgres.kill();
    assert.equal(
      await refused(postgres.url("game_1", "ambon", "hunter2")),
      `Postgres at 127.0.0.1:${postgres.port} takes no connections. ` +
        "Start it, or check AMBON_DATABASE_URL for host and port.",
    );
  });
});
