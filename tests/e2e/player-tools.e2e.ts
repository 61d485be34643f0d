/**
 * `ambon player …` on real servers: through the admin port of one that runs, in the directory of
 * one that is stopped, and in a database.
 */

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { ambonBeside, type Beside } from "../support/ambon-command.ts";
import { newDirectory, TestServer, withServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const WIDE = { window: [200, 24] } as const;

let postgres: Promise<PostgresServer> | undefined;
after(async () => (await postgres)?.destroy());

/** A fresh database's address. */
const database = async (): Promise<string> => {
  postgres ??= PostgresServer.start();
  return (await postgres).database();
};

const enter = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.create(name, { race: "torrin", class: "breakwater" });
  return player;
};

const back = async (server: TestServer, name: string, password?: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.login(name, password);
  return player;
};

/** With a hat on, so that there is something to lose. */
const dress = async (player: TelnetPlayer): Promise<void> => {
  await player.do("n", /The Beachcomber's Hut\n/);
  await player.do("get hat", /You pick up a yellow sou'wester\.\n/);
  await player.do("wear hat", /You wear a yellow sou'wester\.\n/);
};

interface Command {
  /** Must succeed; what it said. */
  ok(...args: readonly string[]): Promise<string>;
  /** Must be refused; what it said. */
  refused(...args: readonly string[]): Promise<string>;
}

const commandFor = (server: TestServer, beside: Beside = {}): Command => {
  const run = async (code: number, args: readonly string[]): Promise<string> => {
    const said = await ambonBeside(server, ["player", ...args], beside);
    assert.equal(said.code, code, `${args.join(" ")}: ${said.out}${said.err}`);
    return code === 0 ? said.out : said.err;
  };
  return { ok: (...args) => run(0, args), refused: (...args) => run(1, args) };
};

/** Oren in a file, copied, renamed, overwritten; nobody plays. */
const handle = async (command: Command, directory: string): Promise<void> => {
  const file = join(directory, "oren.yaml");
  assert.equal(await command.ok("export", "oren", "--to", file), `Oren was written to ${file}.\n`);
  assert.ok(!readFileSync(file, "utf8").includes("argon2"));
  assert.match(await command.refused("import", file), /There is a character called Oren already/);
  assert.match(await command.ok("import", file, "--as", "orin"), /^Orin was made from the file/);
  assert.match(
    await command.refused("rename", "orin", "OREN", "--yes"),
    /called OREN already|Oren/,
  );
  assert.equal(await command.ok("rename", "orin", "orlan", "--yes"), "Orin is called Orlan now.\n");
  writeFileSync(file, readFileSync(file, "utf8").replace(/^ {2}gold: \d+$/m, "  gold: 321"));
  assert.match(
    await command.ok("import", file, "--as", "orlan", "--force", "--yes"),
    /^Orlan was overwritten/,
  );
  assert.match(await command.ok("show", "orlan"), /\n321 gold, /);
  assert.match(await command.ok("list"), /^Oren\nOrlan\n$/);
};

test("[OP10] a running server shows, copies, renames and deletes its characters", async () => {
  const scratch = newDirectory();
  try {
    await withServer({}, async (server) => {
      const command = commandFor(server);
      const oren = await enter(server, "Oren");
      await dress(oren);
      assert.match(await command.ok("show", "oren"), /^Oren, id 1: played on engine-1#/);
      const playing = await command.refused("rename", "oren", "orun", "--yes");
      assert.equal(playing, "Oren is in the world. Add --kick to put them out first.\n");
      assert.match(await command.refused("delete", "oren", "--yes"), /Add --kick/);
      await oren.do("quit", /You are saved\./);
      await handle(command, scratch);
      const again = await back(server, "oren");
      await again.do("equipment", /head +a yellow sou'wester/);
      const renamed = await command.ok("rename", "oren", "orun", "--yes", "--kick");
      assert.equal(renamed, "Oren is called Orun now.\n");
      await again.expect(/You have been put out of the game\. Reason: An operator works on this/);
      const input = "a piped password\n";
      const set = await ambonBeside(server, ["player", "set-password", "orlan", "--stdin"], {
        input,
      });
      assert.equal(set.out, "Orlan has a new password, and no failed logins.\n");
      const orlan = await back(server, "orlan", "a piped password");
      await orlan.do("equipment", /head +a yellow sou'wester/);
      assert.equal(await command.ok("delete", "orlan", "--yes", "--kick"), "Orlan is deleted.\n");
      await orlan.closes();
      assert.equal(await command.ok("list"), "Orun\n");
      await back(server, "orun");
      await server.stop();
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

for (const place of ["files", "Postgres"] as const) {
  test(`[OP11] beside a stopped server the same is done in ${place}, and the server finds it`, async () => {
    const scratch = newDirectory();
    const env: Record<string, string> =
      place === "files" ? {} : { AMBON_DATABASE_URL: await database() };
    const options = { dataDir: join(scratch, "data"), env };
    const first = await TestServer.start(options);
    try {
      const oren = await enter(first, "Oren");
      await dress(oren);
      await oren.do("quit", /You are saved\./);
      await first.stop();
      const command = commandFor(first, { env });
      await handle(command, scratch);
      await command.ok("staff", "orlan", "on");
      const input = "a piped password\n";
      const args = ["player", "set-password", "orlan", "--stdin"];
      assert.equal((await ambonBeside(first, args, { input, env })).code, 0);
      const second = await TestServer.start(options);
      try {
        const orlan = await back(second, "orlan", "a piped password");
        await orlan.do("equipment", /head +a yellow sou'wester/);
        await orlan.do("goto town:square", /Market Square\n/);
        await (await back(second, "oren")).do("equipment", /head +a yellow sou'wester/);
        await second.stop();
      } finally {
        await second.destroy();
      }
    } finally {
      await first.destroy();
      rmSync(scratch, { recursive: true, force: true });
    }
  });
}

test("[OP12] in a database a character whose engine may live is left alone, unless told otherwise", async () => {
  const env = { AMBON_DATABASE_URL: await database() };
  const server = await TestServer.start({ env });
  try {
    await enter(server, "Oren");
    await server.kill();
    const command = commandFor(server, { env });
    assert.match(
      await command.refused("rename", "oren", "orun", "--yes"),
      /^Oren belongs to the engine engine-1#\w+\. Ask that engine .* or add --take-over if it/,
    );
    const taken = await command.ok("rename", "oren", "orun", "--yes", "--take-over");
    assert.equal(taken, "Oren is called Orun now.\n");
  } finally {
    await server.destroy();
  }
});
