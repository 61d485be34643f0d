// Goal: orders that cannot be taken back are asked for, and passwords are never shown or accepted
// blindly; beside a stopped server they are carried out in its directory.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Argon2Hasher } from "@ambon/accounts/adapter/argon2-hasher";
import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { freePort } from "@ambon/testing/adapter/free-port";
import { run } from "./player.ts";
import type { Terminal } from "./terminal.ts";

interface Said {
  readonly code: number;
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** What was asked. */
  readonly asked: readonly string[];
}

interface Scene {
  readonly directory: string;
  /** `answers`: what is typed when something is asked; none = there is no terminal. */
  ambon(args: readonly string[], answers?: readonly string[] | string): Promise<Said>;
}

const terminal = (answers: readonly string[] | string, asked: string[]): Terminal => {
  const left = typeof answers === "string" ? [] : [...answers];
  const ask = async (question: string): Promise<string> => {
    asked.push(question);
    return left.shift() ?? "";
  };
  const readAll = async (): Promise<string> => (typeof answers === "string" ? answers : "");
  return { isThere: left.length > 0, ask, askHidden: ask, readAll };
};

/** A directory with Nyra and Oren, and no server on the admin port. */
const scene = async (body: (scene: Scene) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-player-"));
  const before = { ...process.env };
  process.env.AMBON_DATA_DIR = directory;
  process.env.AMBON_ADMIN_PORT = String(await freePort());
  try {
    const store = await YamlStore.open({ directory });
    for (const name of ["Nyra", "Oren"]) {
      const auth = { passwordHash: "x", failures: 5, lockedUntilMs: 1 };
      const born = { name, race: "a", class: "b", startRoom: "c:d", screenReader: false };
      const stateFor = (id: string): string =>
        encodeCanonical(newPlayerState({ ...born, id: playerId(id) }));
      await store.createPlayer({ name, auth, stateFor });
    }
    await store.close();
    const ambon = async (args: readonly string[], answers: readonly string[] | string = []) => {
      const out: string[] = [];
      const err: string[] = [];
      const asked: string[] = [];
      const io = {
        out: (line: string) => void out.push(line),
        err: (line: string) => void err.push(line),
      };
      const code = await run(args, io, terminal(answers, asked));
      return { code, out, err, asked };
    };
    await body({ directory, ambon });
  } finally {
    for (const key of ["AMBON_DATA_DIR", "AMBON_ADMIN_PORT"]) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
    rmSync(directory, { recursive: true, force: true });
  }
};

const namesIn = async ({ ambon }: Scene): Promise<readonly string[]> => (await ambon(["list"])).out;

test("[OP9] every order tells what it does, and wrong words are answered with it", async () => {
  await scene(async ({ ambon }) => {
    const all = await ambon(["--help"]);
    assert.equal(all.code, 0);
    const verbs = [..."list show export import rename set-password delete staff".split(" ")];
    for (const verb of verbs) {
      assert.ok(all.out.join("\n").includes(`  ambon player ${verb} `), verb);
      const help = await ambon([verb, "--help"]);
      assert.match(help.out.join("\n"), new RegExp(`^Usage: ambon player ${verb} `));
      assert.equal(help.code, 0);
      const wrong = await ambon([verb, "a", "b", "c", "d"]);
      assert.equal(wrong.code, 2);
    }
    assert.equal((await ambon(["dance"])).code, 2);
    assert.equal((await ambon(["list", "--loud"])).code, 2);
  });
});

test("[OP9] what cannot be taken back is done only when it is confirmed", async () => {
  await scene(async (s) => {
    const mute = await s.ambon(["delete", "oren"]);
    assert.equal(mute.code, 1);
    assert.deepEqual(mute.err, ["Oren will be deleted for good. Add --yes to say so."]);
    const no = await s.ambon(["delete", "oren"], ["yes"]);
    assert.deepEqual(no.asked, ["Oren will be deleted for good. Type Oren to go on: "]);
    assert.deepEqual(no.err, ["Nothing was changed."]);
    assert.deepEqual(await namesIn(s), ["Nyra", "Oren"]);
    assert.deepEqual((await s.ambon(["delete", "oren"], ["oren"])).out, ["Oren is deleted."]);
    const renamed = await s.ambon(["rename", "nyra", "Nyssa"], ["yes"]);
    assert.deepEqual(renamed.out, ["Nyra is called Nyssa now."]);
    assert.deepEqual(await namesIn(s), ["Nyssa"]);
  });
});

test("[OP9] a file is neither read half nor written over another one", async () => {
  await scene(async (s) => {
    const file = join(s.directory, "oren.yaml");
    assert.equal((await s.ambon(["export", "oren", "--to", file])).code, 0);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const again = await s.ambon(["export", "oren", "--to", file]);
    assert.deepEqual(again.err, [`${file} is there already. Add --force to overwrite it.`]);
    const check = await s.ambon(["import", file, "--check"]);
    assert.deepEqual(check.out, [`${file} holds Oren, level 1, and can be imported.`]);
    const there = await s.ambon(["import", file]);
    assert.match(there.err.join(), /There is a character called Oren already/);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("gold: 0", "gold: 77"));
    assert.equal((await s.ambon(["import", file, "--force", "--yes"])).code, 0);
    assert.match((await s.ambon(["show", "oren"])).out.join("\n"), /\n77 gold, 0 in the bank/);
    writeFileSync(file, text.replace("gold: 0", "gold: much"));
    const broken = await s.ambon(["import", file, "--as", "Mira"]);
    assert.match(
      broken.err.join(),
      /oren\.yaml:\d+:3: error: gold is not a whole number from 0 up$/,
    );
    assert.deepEqual(await namesIn(s), ["Nyra", "Oren"]);
    const gone = await s.ambon(["import", join(s.directory, "nothing.yaml")]);
    assert.match(gone.err.join(), /ENOENT/);
  });
});

test("[OP9] a new password is typed twice or piped in, checked, and hashed", async () => {
  await scene(async (s) => {
    for (const [answers, problem] of [
      [["short", "short"], /at least 8 characters/],
      [["long enough", "long enuogh"], /The two are not the same\. Nothing was changed\./],
      [[], /There is no terminal to ask on: pipe the password in, with --stdin\./],
    ] as const) {
      const said = await s.ambon(["set-password", "oren"], answers);
      assert.equal(said.code, 1);
      assert.match(said.err.join(), problem);
    }
    const typed = await s.ambon(["set-password", "oren"], ["long enough", "long enough"]);
    assert.deepEqual(typed.asked, ["New password for Oren: ", "Again: "]);
    assert.deepEqual(typed.out, ["Oren has a new password, and no failed logins."]);
    const piped = await s.ambon(["set-password", "nyra", "--stdin"], "a piped one\n");
    assert.equal(piped.code, 0, piped.err.join());
    const store = await YamlStore.open({ directory: s.directory });
    for (const [id, password] of [
      ["1", "a piped one"],
      ["2", "long enough"],
    ] as const) {
      const auth = await store.readAuth(id);
      assert.ok(await new Argon2Hasher(1).verify(auth?.passwordHash ?? "", password));
      assert.deepEqual([auth?.failures, auth?.lockedUntilMs], [0, 0]);
    }
    await store.close();
  });
});

test("[OP9] without server and directory it is told, and no directory is made", async () => {
  await scene(async ({ ambon, directory }) => {
    process.env.AMBON_DATA_DIR = join(directory, "elsewhere");
    const said = await ambon(["list"]);
    assert.equal(said.code, 1);
    assert.match(
      said.err.join(),
      /^There is no data directory .*elsewhere, and no server answers on/,
    );
    assert.ok(!existsSync(join(directory, "elsewhere")));
  });
});
