// Goal: busy rows may stay in the journal, and no crash and no pass over them loses a state.

import assert from "node:assert/strict";
import { cp, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { inScratch } from "../testing/scratch.ts";
import { FILE_AGE_MS_MAX } from "./checkpoint.ts";
import { YamlStore } from "./yaml-store.ts";

const OWNER = "e#1";
const AUTH = { passwordHash: "x", failures: 0, lockedUntilMs: 0 };
const FILE = "players/1.yaml";

class Busy {
  readonly store: YamlStore;
  readonly directory: string;
  readonly #clock: { nowMs: number };
  #version = 1;

  private constructor(store: YamlStore, directory: string, clock: { nowMs: number }) {
    this.store = store;
    this.directory = directory;
    this.#clock = clock;
  }

  /** One player in the world, whose file is written. */
  static async make(directory: string): Promise<Busy> {
    const clock = { nowMs: 0 };
    const store = await YamlStore.open({ directory, nowMs: () => clock.nowMs });
    await store.createPlayer({ name: "Ada", auth: AUTH, stateFor: () => '{"gold":0}' });
    await store.claim({ kind: "player", id: "1" }, OWNER, null);
    await store.checkpoint();
    return new Busy(store, directory, clock);
  }

  async earns(gold: number, release = false): Promise<void> {
    this.#version += 1;
    const row = { kind: "player", id: "1", version: this.#version, epoch: 2 } as const;
    const rows = [{ ...row, state: `{"gold":${gold}}`, release }];
    const done = await this.store.cut({ seq: this.#version, owner: OWNER, rows });
    assert.equal(done.outcome, "saved");
  }

  /** A pass when the file has this age. */
  async pass(fileAgeMs: number): Promise<void> {
    this.#clock.nowMs = (await stat(join(this.directory, FILE))).mtimeMs + fileAgeMs;
    await this.store.checkpoint("carry");
  }

  async goldInFile(): Promise<string | undefined> {
    return /gold: (\d+)/.exec(await readFile(join(this.directory, FILE), "utf8"))?.[1];
  }

  /** What a start finds after a crash at this moment. */
  async goldAfterCrash(copy: string): Promise<string | undefined> {
    const filter = (path: string): boolean => !basename(path).startsWith("lock");
    await cp(this.directory, copy, { recursive: true, filter });
    const store = await YamlStore.open({ directory: copy });
    const row = await store.read({ kind: "player", id: "1" });
    await store.close();
    return row?.state;
  }
}

test("[PS38] a busy row is carried, and a crash finds its newest state", async () => {
  await inScratch(async (scratch) => {
    const busy = await Busy.make(join(scratch, "data"));
    for (const gold of [1, 2, 3]) {
      await busy.earns(gold);
      await busy.pass(1000);
      assert.equal(await busy.goldInFile(), "0");
      assert.equal(await busy.goldAfterCrash(join(scratch, `copy${gold}`)), `{"gold":${gold}}`);
    }
    await busy.store.close();
    assert.equal(await busy.goldInFile(), "3");
    assert.equal((await stat(join(busy.directory, "cuts.journal"))).size, 0);
  });
});

test("[PS38] its file is written when it rests, is given back, or the file is old", async () => {
  await inScratch(async (scratch) => {
    const busy = await Busy.make(join(scratch, "data"));
    await busy.earns(1);
    await busy.pass(1000);
    await busy.pass(31_000);
    assert.equal(await busy.goldInFile(), "1");
    await busy.earns(2);
    await busy.pass(FILE_AGE_MS_MAX - 1);
    assert.equal(await busy.goldInFile(), "1");
    await busy.earns(3);
    await busy.pass(FILE_AGE_MS_MAX);
    assert.equal(await busy.goldInFile(), "3");
    await busy.earns(4);
    await busy.pass(-5000);
    assert.equal(await busy.goldInFile(), "4");
    await busy.earns(5, true);
    await busy.pass(1000);
    assert.equal(await busy.goldInFile(), "5");
    await busy.store.close();
  });
});
