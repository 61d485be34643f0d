// Goal: what is answered is on the disk, in the order that a power cut cannot turn around; and a
// disk that takes nothing costs nothing.

import assert from "node:assert/strict";
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runtimeCommand, startChild } from "@ambon/testing/adapter/child";
import type { AggregateRow, Cut } from "../store.ts";
import { inScratch } from "../testing/scratch.ts";
import { YamlStore } from "./yaml-store.ts";

const SCRIPT = join(import.meta.dirname, "../testing/store-child.ts");
const NOBODY = 65_534;
const KEY = { kind: "player", id: "1" } as const;
const AUTH = { passwordHash: "x", failures: 0, lockedUntilMs: 0 };
const PATIENT = { timeout: 120_000 };

type Syncs = Pick<FileHandle, "sync" | "datasync">;

/** Every sync of a file passes `before` first; gives what was there back afterwards. */
async function watchingSyncs(
  directory: string,
  before: (call: keyof Syncs) => Promise<void>,
  body: () => Promise<void>,
): Promise<void> {
  const handle = await open(join(directory, "probe"), "w");
  const methods = Object.getPrototypeOf(handle) as Syncs;
  await handle.close();
  const { sync, datasync } = methods;
  const watched = (name: keyof Syncs, real: () => Promise<void>) =>
    async function (this: FileHandle): Promise<void> {
      await before(name);
      await real.call(this);
    };
  methods.sync = watched("sync", sync);
  methods.datasync = watched("datasync", datasync);
  try {
    await body();
  } finally {
    Object.assign(methods, { sync, datasync });
  }
}

async function claimedAda(store: YamlStore): Promise<AggregateRow> {
  await store.createPlayer({ name: "Ada", auth: AUTH, stateFor: () => '{"gold":0}' });
  const claim = await store.claim(KEY, "e1#a", null);
  assert.equal(claim.outcome, "claimed");
  return (claim as { row: AggregateRow }).row;
}

const cutOf = (row: AggregateRow, gold: number): Cut => ({
  seq: gold,
  owner: "e1#a",
  rows: [{ ...KEY, state: `{"gold":${gold}}`, epoch: row.epoch, version: row.version + gold }],
});

test("[PS40] a cut is answered, and read by anybody, only when the journal is synced", async () => {
  await inScratch(async (directory) => {
    const store = await YamlStore.open({ directory });
    const row = await claimedAda(store);
    let arrived = (): void => undefined;
    let letGo = (): void => undefined;
    const atSync = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const held = async (call: keyof Syncs): Promise<void> => {
      if (call !== "datasync") return;
      arrived();
      await gate;
    };
    await watchingSyncs(directory, held, async () => {
      let answer = "none";
      const cut = store.cut(cutOf(row, 7)).then(({ outcome }) => {
        answer = outcome;
      });
      await atSync;
      assert.equal((await store.read(KEY))?.state, '{"gold":0}');
      assert.equal(answer, "none");
      letGo();
      await cut;
      assert.equal(answer, "saved");
      assert.equal((await store.read(KEY))?.state, '{"gold":7}');
    });
    await store.close();
  });
});

test("[PS40] a file is synced before it has its name, its folder before the journal goes", async () => {
  await inScratch(async (directory) => {
    const store = await YamlStore.open({ directory });
    const row = await claimedAda(store);
    await store.cut(cutOf(row, 7));
    const path = join(directory, "players/1.yaml");
    const seen: string[] = [];
    const look = async (): Promise<void> => {
      const found = [path, `${path}.tmp`, join(directory, "cuts.old.journal")].map((one) =>
        existsSync(one) ? 1 : 0,
      );
      seen.push(found.join(""));
    };
    await watchingSyncs(directory, look, () => store.checkpoint());
    const order = seen.filter((state, index) => state !== seen[index - 1]);
    // Beside under another name · under its name, journal still there · journal gone.
    const [beside, named, done] = ["011", "101", "100"].map((state) => order.indexOf(state));
    assert.ok(beside !== undefined && named !== undefined && done !== undefined, seen.join(" "));
    assert.ok(0 <= beside && beside < named && named < done, seen.join(" "));
    await store.close();
  });
});

for (const end of ["close", "kill"] as const) {
  test(
    `[PS41] a directory that turns read-only costs nothing (${end}, as a user without rights)`,
    PATIENT,
    async () => {
      await inScratch(async (scratch) => {
        const directory = join(scratch, "data");
        mkdirSync(directory, { mode: 0o700 });
        chmodSync(scratch, 0o755);
        if (process.getuid?.() === 0) chownSync(directory, NOBODY, NOBODY);
        const child = startChild(runtimeCommand(SCRIPT, ["readonly", directory, end]));
        await child.ended;
        const [first, second, failed, third, ...more] = child.lines();
        assert.deepEqual([first, second, third], ["saved", "saved", "saved"], child.errors());
        assert.match(failed ?? "", /^saveFailed: Files wait in the journal: .*permission denied/);
        assert.deepEqual(more, []);
        for (const path of [directory, join(directory, "players")]) chmodSync(path, 0o700);
        const reports: string[] = [];
        const report = ({ what }: { what: string }): void => void reports.push(what);
        const store = await YamlStore.open({ directory, report });
        const row = await store.findByName("player", "rich");
        assert.equal(row?.state, '{"gold":3}');
        assert.deepEqual(reports, []);
        await store.close();
      });
    },
  );
}
