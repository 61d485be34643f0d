/**
 * The real server on Postgres with a Redis behind it: logins look names up there, and whatever
 * Redis does (freezes, dies, comes back empty, lies), everybody plays and nobody gets what is not
 * theirs.
 */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { Redis } from "ioredis";
import { ambonBeside } from "../support/ambon-command.ts";
import { TestServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const WIDE = { window: [200, 24] } as const;
const LOGINS = 8;

let started: Promise<PostgresServer> | undefined;
after(async () => (await started)?.destroy());

interface Stage {
  readonly redis: RedisServer;
  /** An operator's connection. */
  readonly admin: Redis;
  readonly server: TestServer;
  readonly env: Readonly<Record<string, string>>;
}

const onStage = async (story: (stage: Stage) => Promise<void>): Promise<void> => {
  started ??= PostgresServer.start();
  const redis = await RedisServer.start();
  const admin = new Redis(redis.url);
  // It is killed in a story; the connection comes back by itself.
  admin.on("error", () => undefined);
  const env = { AMBON_DATABASE_URL: await (await started).database(), AMBON_REDIS_URL: redis.url };
  const server = await TestServer.start({ env });
  try {
    await story({ redis, admin, server, env });
    await server.stop();
  } finally {
    await server.destroy();
    admin.disconnect();
    redis.thaw();
    await redis.kill();
  }
};

const createAndLeave = async (server: TestServer, name: string): Promise<void> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.create(name);
  await player.do("quit", /You are saved\./);
};

const comeAndGo = async (server: TestServer, name: string): Promise<void> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.login(name);
  await player.do("quit", /You are saved\./);
};

const counted = async (server: TestServer, outcome: string): Promise<number> => {
  const response = await fetch(`http://127.0.0.1:${server.adminPort}/metrics`);
  const series = `row_cache_reads_total{outcome="${outcome}"} `;
  const line = (await response.text()).split("\n").find((one) => one.startsWith(series));
  return Number(line?.slice(series.length) ?? 0);
};

test("[RC7] logins look names up in Redis, and a character renamed by a tool is found at once", async () => {
  await onStage(async ({ server, env, admin }) => {
    await createAndLeave(server, "Oren");
    await comeAndGo(server, "oren");
    assert.ok((await counted(server, "hit")) > 0, "Redis was never asked in vain");
    assert.ok((await admin.exists("ambon:rows:player:1")) === 1);
    const args = ["player", "rename", "oren", "orun", "--yes"];
    const said = await ambonBeside(server, args, { env });
    assert.equal(said.out, "Oren is called Orun now.\n", said.err);
    await comeAndGo(server, "orun");
    await createAndLeave(server, "Oren");
  });
});

for (const trouble of ["frozen", "dead"] as const) {
  test(`[RC7] with a ${trouble} Redis everybody comes in and goes, before and after it is back`, async () => {
    await onStage(async ({ server, redis }) => {
      await createAndLeave(server, "Oren");
      if (trouble === "frozen") redis.freeze();
      else await redis.kill();
      for (let login = 0; login < LOGINS; login += 1) await comeAndGo(server, "oren");
      await createAndLeave(server, "Nyra");
      await server.heard("row_cache_away");
      if (trouble === "frozen") redis.thaw();
      else await redis.again();
      await comeAndGo(server, "nyra");
      await comeAndGo(server, "oren");
    });
  });
}

test("[RC7] entries that lie let nobody in and take nothing from anybody", async () => {
  await onStage(async ({ server, admin }) => {
    await createAndLeave(server, "Oren");
    const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await oren.login("oren");
    await createAndLeave(server, "Grub");
    // Grub's name leads to Oren, whose row says that nobody has it and that he is rich.
    await admin.set("ambon:rows:player-name:grub", "1");
    await admin.hset("ambon:rows:player:1", {
      name: "Grub",
      version: "90000",
      epoch: "90000",
      state: '{"gold":1000000}',
    });
    await admin.hdel("ambon:rows:player:1", "owner");
    const thief = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await thief.expect(/Name: ¶/);
    await thief.do("Grub", /Password: ¶/);
    await thief.do("another password", /That name and password do not belong together\./);
    await oren.do("gold", /\b\d{1,3} gold/);
    await oren.do("quit", /You are saved\./);
    await admin.del("ambon:rows:player-name:grub", "ambon:rows:player:1");
    await comeAndGo(server, "grub");
    const back = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await back.login("oren", PASSWORD);
  });
});
