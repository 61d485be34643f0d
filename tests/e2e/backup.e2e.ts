/**
 * The operator guide's backups and restores, followed: the commands that stand in it are run as
 * they stand there, between two lives of a world.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { postgresPrograms } from "@ambon/testing/adapter/postgres-program";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { newDirectory, playedIn, ROOT, serverEnv, type TestServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const GUIDE = join(ROOT, "docs/guides/operator.md");
const WIDE = { window: [200, 24] } as const;

type Env = Readonly<Record<string, string>>;

/** The commands of the guide behind a mark. */
const commandsIn = (mark: string): string => {
  const guide = readFileSync(GUIDE, "utf8");
  const [, commands] =
    new RegExp(`<!-- ${mark} -->\\n\\n\`\`\`sh\\n([^\`]+)\`\`\``).exec(guide) ?? [];
  assert.ok(commands !== undefined, `the guide has no commands behind <!-- ${mark} -->`);
  return commands;
};

/** Runs them as an operator does, in the checkout. */
const follow = (mark: string, dataDir: string, env: Env): void => {
  execFileSync("sh", ["-e", "-c", commandsIn(mark)], {
    cwd: ROOT,
    env: { ...serverEnv(dataDir, env), npm_config_update_notifier: "false" },
    stdio: ["ignore", "ignore", "inherit"],
  });
};

/** Oren comes into being, wears a hat, and has left something lying about. */
const firstLife = async (server: TestServer): Promise<void> => {
  const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await oren.create("Oren", { race: "torrin", class: "breakwater" });
  await oren.do("n", /The Beachcomber's Hut\n/);
  await oren.do("get hat", /You pick up a yellow sou'wester\.\n/);
  await oren.do("wear hat", /You wear a yellow sou'wester\.\n/);
  await oren.do("quit", /You are saved\./);
};

/** What nobody wants to keep: the hat is gone for good. */
const mishap = async (server: TestServer): Promise<void> => {
  const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await oren.login("oren");
  await oren.do("remove hat", /You take off a yellow sou'wester\.\n|You remove/);
  await oren.do("drop hat", /sou'wester/);
  await oren.do("quit", /You are saved\./);
  const grub = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await grub.create("Grub");
};

const asItWas = async (server: TestServer): Promise<void> => {
  const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await oren.login("oren");
  await oren.do("equipment", /head +a yellow sou'wester/);
  const grub = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await grub.expect(/Name: ¶/);
  await grub.do("Grub", /Create Grub\? \(y\/n\): ¶/);
  await oren.do("quit", /You are saved\./);
};

const inScratch = async (story: (scratch: string) => Promise<void>): Promise<void> => {
  const scratch = newDirectory();
  try {
    await story(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Bin directories that hold the tools of Postgres: where the server's programs are, and PATH. */
const toolPath = (program: { readonly bin: string }): string =>
  [program.bin, process.env.PATH ?? ""].join(delimiter);

/** The newest server of which there is a pg_dump, which a test machine has with the server. */
const withTools = () => {
  const found = postgresPrograms().find(({ bin }) => existsSync(join(bin, "pg_dump")));
  assert.ok(found !== undefined, "no pg_dump beside any Postgres: install the system's postgresql");
  return found;
};

let postgres: Promise<PostgresServer> | undefined;
after(async () => (await postgres)?.destroy());

const database = async (): Promise<string> => {
  postgres ??= PostgresServer.start({ program: withTools() });
  return (await postgres).database();
};

test("[OP16] files are copied while the server is stopped, and put back", async () => {
  await inScratch(async (scratch) => {
    const dataDir = join(scratch, "data");
    const env = { BACKUP: join(scratch, "backup") };
    await playedIn(dataDir, {}, firstLife);
    follow("backup-files", dataDir, env);
    await playedIn(dataDir, {}, mishap);
    follow("restore-files", dataDir, env);
    await playedIn(dataDir, {}, async (server) => {
      assert.deepEqual(
        server.events.filter(({ event }) => event === "store_report"),
        [],
      );
      await asItWas(server);
    });
  });
});

test("[OP16] a database is dumped while the server runs, and restored", async () => {
  await inScratch(async (scratch) => {
    const dataDir = join(scratch, "data");
    const url = await database();
    const server = { AMBON_DATABASE_URL: url };
    const env = { ...server, BACKUP: join(scratch, "backup.dump"), PATH: toolPath(withTools()) };
    await playedIn(dataDir, server, async (running) => {
      await firstLife(running);
      follow("backup-postgres", dataDir, env);
      await mishap(running);
    });
    follow("restore-postgres", dataDir, env);
    await playedIn(dataDir, server, asItWas);
  });
});

test("[OP16] a database is kept as files, and filled from them", async () => {
  await inScratch(async (scratch) => {
    const dataDir = join(scratch, "data");
    const env = { AMBON_DATABASE_URL: await database(), BACKUP: join(scratch, "backup") };
    const { BACKUP: _backup, ...server } = env;
    await playedIn(dataDir, server, firstLife);
    follow("backup-to-files", dataDir, env);
    await playedIn(dataDir, server, mishap);
    const empty = { ...env, AMBON_DATABASE_URL: await database() };
    follow("restore-from-files", dataDir, empty);
    await playedIn(dataDir, { AMBON_DATABASE_URL: empty.AMBON_DATABASE_URL }, asItWas);
  });
});
