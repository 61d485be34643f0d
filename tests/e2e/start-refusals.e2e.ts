/**
 * A server that cannot start, or cannot save: each time a sentence for the operator that says what
 * is wrong and what to do, no stack trace, exit code 1, and nothing that was stored is lost.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { type RunOptions, runFile } from "../support/run-program.ts";
import { newDirectory, ROOT, TestServer, withServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const MAIN = "apps/standalone/src/main.ts";
const NOBODY = 65_534;

const inScratch = async (story: (scratch: string) => Promise<void>): Promise<void> => {
  const scratch = newDirectory();
  try {
    await story(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

/** Starts a server that must refuse; gives what it told the operator beside its log. */
const refusal = async (dataDir: string, options: RunOptions = {}): Promise<string> => {
  const { code, out, err } = await runFile(MAIN, [], dataDir, options);
  assert.equal(code, 1, err);
  assert.equal(out, "", "it said that it was ready");
  const told = err.split("\n").filter((line) => !line.startsWith("{"));
  assert.ok(!told.some((line) => /^\s+at |\bError:|\.ts:\d/.test(line)), `a stack trace:\n${err}`);
  return told.join("\n").trimEnd();
};

for (const [key, what] of [
  ["AMBON_TELNET_PORT", "telnet"],
  ["AMBON_WEB_PORT", "web"],
  ["AMBON_ADMIN_PORT", "admin"],
]) {
  test(`[EE30] a ${what} port that is taken is named, with the setting that changes it`, async () => {
    await inScratch(async (scratch) => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
      const address = taken.address();
      const port = String(typeof address === "object" ? address?.port : "");
      try {
        const told = await refusal(join(scratch, "data"), { env: { [key ?? ""]: port } });
        const stop = `Stop that program, or set ${key} to another port (0 = any free one).`;
        assert.equal(told, `Port ${port} on 127.0.0.1 is in use by another program. ${stop}`);
      } finally {
        await new Promise((resolve) => taken.close(resolve));
      }
    });
  });
}

test("[EE31] a data directory that may not be written is refused with what to do", async () => {
  await inScratch(async (scratch) => {
    const data = join(scratch, "data");
    mkdirSync(data);
    chmodSync(scratch, 0o755);
    chmodSync(data, 0o555);
    const isRoot = process.getuid?.() === 0;
    const told = await refusal(data, isRoot ? { id: NOBODY } : {});
    assert.match(
      told,
      /^The data directory cannot be used: .*: permission denied: give the server's user the right/,
    );
    assert.match(told, /, or set AMBON_DATA_DIR to another directory\.$/);
    chmodSync(data, 0o755);
  });
});

test("[EE32] a data directory of another running server is refused, and that one plays on", async () => {
  await withServer({}, async (server) => {
    const told = await refusal(server.dataDir);
    assert.ok(told.includes(server.dataDir), told);
    assert.match(told, /in use/);
    const player = await TelnetPlayer.connect(server.telnetPort);
    await player.create("Nyra");
    await player.do("say All is well.", /^You say, "All is well\."\n/m);
    await server.stop();
  });
});

const BAD_CONTENT: readonly (readonly [string, string, RegExp])[] = [
  [
    "an unknown key",
    "\nlevles: 3\n",
    /^ {2}.*zones\/tutorial\.yaml:LINE:1: .*levles.*\n?.*[Dd]id you mean "?levels"?\?/m,
  ],
  ["a cycle", "\nextra: &a [*a]\n", /^ {2}.*zones\/tutorial\.yaml:LINE:\d+: /m],
  ["an id twice", "\nzone: tutorial\n", /^ {2}.*zones\/tutorial\.yaml:LINE:1: /m],
  ["broken YAML", "\nextra: ]\n", /^ {2}.*zones\/tutorial\.yaml:LINE:\d+: error: not valid YAML/m],
];

for (const [what, text, pattern] of BAD_CONTENT) {
  test(`[EE33] a world with ${what} is not started, and file, line and column are told`, async () => {
    await inScratch(async (scratch) => {
      const content = join(scratch, "content");
      cpSync(join(ROOT, "content"), content, { recursive: true });
      const file = join(content, "zones", "tutorial.yaml");
      const line = readFileSync(file, "utf8").split("\n").length + 1;
      appendFileSync(file, text);
      const env = { AMBON_CONTENT_DIR: content };
      const told = await refusal(join(scratch, "data"), { env });
      assert.match(told, /^The world cannot be loaded:\n/);
      assert.match(told, new RegExp(pattern.source.replace("LINE", String(line)), "m"));
    });
  });
}

test("[EE34] settings that make no sense are all named, with what is allowed", async () => {
  await inScratch(async (scratch) => {
    const env = {
      AMBON_TELNT_PORT: "4000",
      AMBON_WEB_PORT: "eighty",
      AMBON_LOG_LEVEL: "loud",
      AMBON_LIMITS_CONNECTIONS: "-1",
      AMBON_SECRET: "sesame",
    };
    const told = await refusal(join(scratch, "data"), { env });
    const lines = told.split("\n").sort();
    assert.deepEqual(lines, [
      'AMBON_LIMITS_CONNECTIONS is "-1", but must be a whole number from 1 to 1000000000 sockets.',
      'AMBON_LOG_LEVEL is "loud", but must be one of debug, info, warn, error.',
      "AMBON_SECRET is (not shown), but must be at least 16 characters.",
      "AMBON_TELNT_PORT is not a setting. Did you mean AMBON_TELNET_PORT?",
      'AMBON_WEB_PORT is "eighty", but must be a port from 0 (any) to 65535.',
    ]);
  });
});

/** What no file of the process may exceed, as a full disk would have it. */
const limitFiles = (server: TestServer, bytes: string): void => {
  execFileSync("prlimit", ["--pid", String(server.pid), `--fsize=${bytes}:unlimited`]);
};

/** Wide enough that no sentence is wrapped. */
const WIDE = { window: [200, 24] } as const;

test("[EE35] with a full disk play goes on with a banner, nothing changes hands, and all is saved later", async () => {
  await inScratch(async (scratch) => {
    const dataDir = join(scratch, "data");
    const server = await TestServer.start({ dataDir });
    try {
      const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
      await oren.create("Oren");
      await oren.do("quit", /You are saved\./);
      const nyra = await TelnetPlayer.connect(server.telnetPort, WIDE);
      await nyra.create("Nyra", { race: "torrin", class: "breakwater" });
      limitFiles(server, "1");
      await nyra.do("n", /The Beachcomber's Hut\n/);
      await nyra.do("get hat", /You pick up a yellow sou'wester\.\n/);
      await nyra.expect(/The game cannot be saved just now\. Play goes on, but trading, quitting/);
      await server.heard("store_away");
      await nyra.do("wear hat", /You wear a yellow sou'wester\.\n/);
      await nyra.do("quit", /so you cannot be saved\. Try again shortly\.\n/);
      await nyra.do("give hat to pell", /so nothing can change hands\. Try again shortly\.\n/);
      const late = await TelnetPlayer.connect(server.telnetPort, WIDE);
      await late.expect(/Name: ¶/);
      await late.do("Oren", /^The world cannot reach its records at the moment\./m);
      limitFiles(server, "unlimited");
      await nyra.expect(/The game can be saved again\. Everything works as usual\.\n/);
      await nyra.do("quit", /You are saved\./);
      await server.stop();
      const again = await TestServer.start({ dataDir });
      try {
        const back = await TelnetPlayer.connect(again.telnetPort, WIDE);
        await back.login("nyra");
        await back.do("equipment", /head +a yellow sou'wester/);
        await again.stop();
      } finally {
        await again.destroy();
      }
    } finally {
      await server.destroy();
    }
  });
});

test("[EE36] a data directory that turns read-only under a running server costs nothing, not even by a crash", async () => {
  await inScratch(async (scratch) => {
    const data = join(scratch, "data");
    mkdirSync(data, { mode: 0o700 });
    chmodSync(scratch, 0o755);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(data, NOBODY, NOBODY);
    const options = { dataDir: data, ...(isRoot ? { id: NOBODY } : {}) };
    const server = await TestServer.start(options);
    try {
      const nyra = await TelnetPlayer.connect(server.telnetPort, WIDE);
      await nyra.create("Nyra", { race: "torrin", class: "breakwater" });
      for (const path of [data, join(data, "players")]) chmodSync(path, 0o500);
      await nyra.do("n", /The Beachcomber's Hut\n/);
      await nyra.do("get hat", /You pick up a yellow sou'wester\.\n/);
      await nyra.do("wear hat", /You wear a yellow sou'wester\.\n/);
      await nyra.do("quit", /You are saved\./);
      await server.kill();
      for (const path of [data, join(data, "players")]) chmodSync(path, 0o700);
      const again = await TestServer.start(options);
      try {
        const back = await TelnetPlayer.connect(again.telnetPort, WIDE);
        await back.login("nyra");
        await back.do("equipment", /head +a yellow sou'wester/);
        await again.stop();
      } finally {
        await again.destroy();
      }
    } finally {
      await server.destroy();
    }
  });
});
