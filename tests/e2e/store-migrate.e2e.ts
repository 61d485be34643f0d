/**
 * `ambon store migrate` between real stores: a world that was played in files goes on in Postgres
 * and comes back; what is in use, full or half done is refused.
 */

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { runFile, type Said } from "../support/run-program.ts";
import {
  commandOf,
  newDirectory,
  playedIn,
  ROOT,
  serverEnv,
  TestServer,
} from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const WIDE = { window: [200, 24] } as const;
const CLI = "apps/cli/src/main.ts";
const MANY = 900;

let postgres: Promise<PostgresServer> | undefined;
after(async () => (await postgres)?.destroy());

interface Scene {
  readonly scratch: string;
  readonly dataDir: string;
  readonly url: string;
  /** `ambon store migrate …`, with the scene's places as `yaml` and `postgres`. */
  migrate(...args: readonly string[]): Promise<Said>;
}

const scene = async (story: (scene: Scene) => Promise<void>): Promise<void> => {
  const scratch = newDirectory();
  postgres ??= PostgresServer.start();
  const url = await (await postgres).database();
  const dataDir = join(scratch, "data");
  const env = { AMBON_DATABASE_URL: url };
  const migrate = (...args: readonly string[]): Promise<Said> =>
    runFile(CLI, ["store", "migrate", ...args], dataDir, { env });
  try {
    await story({ scratch, dataDir, url, migrate });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const hatOn = async (server: TestServer): Promise<void> => {
  const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await oren.create("Oren", { race: "torrin", class: "breakwater" });
  await oren.do("n", /The Beachcomber's Hut\n/);
  await oren.do("get hat", /You pick up a yellow sou'wester\.\n/);
  await oren.do("wear hat", /You wear a yellow sou'wester\.\n/);
  await oren.do("drop all", /You put down|You drop/);
  await oren.do("quit", /You are saved\./);
};

const hatStillOn = async (server: TestServer): Promise<void> => {
  const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await oren.login("oren");
  await oren.do("equipment", /head +a yellow sou'wester/);
  await oren.do("quit", /You are saved\./);
};

const hashLines = (out: string): readonly string[] =>
  out.split("\n").filter((line) => / rows {2}hash /.test(line));

test("[OP13] a world moves from files to Postgres, is played there, and moves back", async () => {
  await scene(async ({ scratch, dataDir, url, migrate }) => {
    await playedIn(dataDir, {}, hatOn);
    const dry = await migrate("--from", "yaml", "--to", "postgres", "--dry-run");
    assert.equal(dry.code, 0, dry.err);
    assert.match(dry.out, /would get these rows\. Nothing was changed\.\n$/);
    const there = await migrate("--from", "yaml", "--to", "postgres");
    assert.equal(there.code, 0, there.err);
    assert.deepEqual(hashLines(there.out), hashLines(dry.out));
    assert.ok(hashLines(there.out).length >= 3, there.out);
    assert.ok(!`${there.out}${there.err}`.includes(encodeURIComponent("a pass/word")));
    await playedIn(dataDir, { AMBON_DATABASE_URL: url }, hatStillOn);
    const home = `yaml:${join(scratch, "home")}`;
    const back = await migrate("--from", `postgres:${url}`, "--to", home);
    assert.equal(back.code, 0, back.err);
    assert.notDeepEqual(hashLines(back.out), hashLines(there.out));
    await playedIn(join(scratch, "home"), {}, hatStillOn);
  });
});

test("[OP15] what is in use, not empty, damaged or not there is refused with a sentence", async () => {
  await scene(async ({ scratch, dataDir, url, migrate }) => {
    const refused = async (pattern: RegExp, ...args: readonly string[]): Promise<void> => {
      const { code, err } = await migrate(...args);
      assert.match(err, pattern);
      assert.equal(code, 1);
    };
    const server = await TestServer.start({ dataDir });
    try {
      await refused(/is in use by another server process/, "--from", "yaml", "--to", "postgres");
      await server.stop();
    } finally {
      await server.destroy();
    }
    await playedIn(dataDir, { AMBON_DATABASE_URL: url }, async () => {
      const said =
        /^postgres:\/\/ambon@127\.0\.0\.1:\d+\/game_\d+ is in use by ambon engine-1: stop/m;
      await refused(said, "--from", "yaml", "--to", "postgres");
      await refused(said, "--from", "postgres", "--to", `yaml:${join(scratch, "copy")}`);
    });
    await refused(/game_\d+ is not empty: name an empty one/, "--from", "yaml", "--to", "postgres");
    await refused(/There is no directory/, "--from", "yaml:/nowhere/at/all", "--to", "postgres");
    await refused(/Both are the same store/, "--from", "yaml", "--to", `yaml:${dataDir}`);
    await refused(/"ftp:\/\/x" is no store/, "--from", "yaml", "--to", "ftp://x");
    writeFileSync(join(dataDir, "zones/town#1.yaml"), "format: 2\nkind: zone\n");
    await refused(/^The source is damaged:\n.*town#1\.yaml/, "--from", "yaml", "--to", "postgres");
    const wrong = await migrate("--from", "yaml");
    assert.equal(wrong.code, 2);
  });
});

/** A directory with many small characters. */
const crowd = async (directory: string): Promise<void> => {
  const store = await YamlStore.open({ directory });
  const letters = (number: number): string =>
    [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
  await store.load(
    Array.from({ length: MANY }, (_, index) => {
      const id = String(index + 1);
      const row = { kind: "player", id, name: `P${letters(index + 1)}`, owner: null } as const;
      return {
        row: { ...row, state: `{"id":"${id}","schema":1}`, version: 1, epoch: 1 },
        auth: { passwordHash: "x", failures: 0, lockedUntilMs: 0, version: 1 },
      };
    }),
  );
  await store.close();
};

test("[OP14] killed in the middle, a move goes on where it was; until then no server starts on it", async () => {
  await scene(async ({ scratch, dataDir, url, migrate }) => {
    await crowd(dataDir);
    const untouched = join(scratch, "untouched");
    cpSync(dataDir, untouched, { recursive: true, preserveTimestamps: true });
    const [program, ...args] = commandOf("bun", CLI);
    const child = spawn(
      program,
      [...args, "store", "migrate", "--from", "yaml", "--to", "postgres"],
      {
        cwd: ROOT,
        env: serverEnv(dataDir, { AMBON_DATABASE_URL: url }),
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const ended = new Promise((resolve) => child.once("close", resolve));
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith("player: 400 ")) child.kill("SIGKILL");
    }
    await ended;
    const env = { AMBON_DATABASE_URL: url };
    const start = await runFile("apps/standalone/src/main.ts", [], dataDir, { env });
    assert.equal(start.code, 1);
    assert.match(
      start.err,
      /^The store is only partly filled with the rows of yaml:.*migrate` again/m,
    );
    const other = await runFile(
      CLI,
      ["store", "migrate", "--from", `yaml:${untouched}`, "--to", "postgres"],
      dataDir,
      { env },
    );
    assert.match(other.err, /is being filled from yaml:.*data: finish that, or empty it/);
    const { code, out, err } = await migrate("--from", "yaml", "--to", "postgres");
    assert.equal(code, 0, err);
    const written = Number(/player: 900 rows, (\d+) of them written/.exec(out)?.[1]);
    assert.ok(written > 0 && written <= MANY - 400, `${written} were written again`);
    assert.match(out, /^player +900 rows {2}hash [0-9a-f]{16}$/m);
  });
});
