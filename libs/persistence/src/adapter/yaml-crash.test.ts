// Goal: no end of a process and no state of the disk damages a data directory. Real processes,
// real signals, real limits.

import assert from "node:assert/strict";
import { chmod, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { runtimeCommand, startChild } from "@ambon/testing/adapter/child";
import { inScratch } from "../testing/scratch.ts";
import { YamlStore } from "./yaml-store.ts";

const SCRIPT = join(import.meta.dirname, "../testing/store-child.ts");
const child = (mode: string, directory: string, argument = "0") =>
  runtimeCommand(SCRIPT, [mode, directory, argument]);

const KILL_ROUNDS = 20;
/** Starting processes takes seconds on a busy machine; this only ends a hanging test. */
const PATIENT = { timeout: 120_000 };

test(
  "[PS20] kill -9 while cuts are written loses nothing that was saved, and halves no cut",
  PATIENT,
  async () => {
    await inScratch(async (directory) => {
      let saved = 0;
      for (let round = 0; round < KILL_ROUNDS; round += 1) {
        const loop = startChild(child("loop", directory, String(saved)));
        await loop.untilLines(1 + ((round * 7) % 23));
        loop.kill();
        await loop.ended;
        const lines = loop.lines();
        assert.deepEqual(
          lines.filter((line) => !/^\d+$/.test(line)),
          [],
          loop.errors(),
        );
        assert.ok(lines.length > 0, loop.errors());
        saved = Number(lines.at(-1));
      }
      const store = await YamlStore.open({ directory });
      const rich = await store.findByName("player", "rich");
      assert.ok(rich !== undefined && rich.version >= saved);
      await store.close();
      const left = (await readdir(directory, { recursive: true })).filter((name) =>
        /damaged|\.tmp$|lock-/.test(name),
      );
      assert.deepEqual(left, []);
    });
  },
);

test(
  "[PS21] a directory in use is refused by name; one left by a killed process is taken over",
  PATIENT,
  async () => {
    await inScratch(async (directory) => {
      const holder = startChild(child("hold", directory));
      await holder.untilLines(1);
      assert.deepEqual(holder.lines(), ["open"], holder.errors());
      await assert.rejects(YamlStore.open({ directory }), {
        name: "DirectoryLockError",
        message:
          `The data directory ${directory} is in use by another server process. ` +
          "Stop that one first, or set AMBON_DATA_DIR to another directory.",
      });
      holder.kill();
      await holder.ended;
      const store = await YamlStore.open({ directory });
      await store.close();
    });
  },
);

test(
  "[PS21] of processes racing for a directory one gets it, also when a dead one had it",
  PATIENT,
  async () => {
    await inScratch(async (directory) => {
      const dead = startChild(child("hold", directory));
      await dead.untilLines(1);
      dead.kill();
      await dead.ended;
      const racers = [1, 2, 3].map(() => startChild(child("hold", directory)));
      const losers = racers.map(async (racer) => ((await racer.ended) === null ? 0 : 1));
      await untilTwoEnded(losers); // losers end by themselves; the holder stays until it is killed
      await Promise.all(racers.map((racer) => racer.untilLines(1)));
      for (const racer of racers) racer.kill();
      await Promise.all(losers);
      assert.equal(racers.filter((racer) => racer.lines()[0] === "open").length, 1);
    });
  },
);

function untilTwoEnded(endings: readonly Promise<unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    let count = 0;
    for (const ending of endings) {
      void ending.then(() => {
        count += 1;
        if (count === 2) resolve();
      });
    }
  });
}

test("[PS22] a path too long for a socket is locked all the same", PATIENT, async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "d".repeat(60), "e".repeat(60));
    await mkdir(directory, { recursive: true });
    const store = await YamlStore.open({ directory });
    await assert.rejects(YamlStore.open({ directory }), { name: "DirectoryLockError" });
    await store.close();
    const again = await YamlStore.open({ directory });
    await again.close();
  });
});

test(
  "[PS23] a full disk makes cuts unavailable, leaves nothing half-written, and heals",
  PATIENT,
  async () => {
    await inScratch(async (directory) => {
      const limited = ["sh", "-c", 'ulimit -f 128 && exec "$@"', "sh", ...child("fill", directory)];
      const filler = startChild(limited);
      assert.equal(await filler.ended, 0, filler.errors());
      const [full, again, difference, after, version] = filler.lines();
      assert.match(full ?? "", /^unavailable: .*file size limit.*raise it/);
      assert.equal(again, "unavailable");
      assert.equal(difference, "0");
      assert.equal(after, "saved");
      const reports: string[] = [];
      const store = await YamlStore.open({
        directory,
        report: (found) => reports.push(found.what),
      });
      assert.equal((await store.findByName("player", "rich"))?.version, Number(version));
      assert.deepEqual(reports, []);
      await store.close();
    });
  },
);

test("[PS24] a directory that cannot be written is refused with what to do", PATIENT, async () => {
  await inScratch(async (scratch) => {
    const directory = join(scratch, "data");
    await mkdir(directory);
    await chmod(scratch, 0o755);
    await chmod(directory, 0o555);
    const nobody = startChild(child("nobody", directory));
    assert.equal(await nobody.ended, 0, nobody.errors());
    assert.match(
      nobody.lines()[0] ?? "",
      /^StoreOpenError: The data directory cannot be used: .*data: permission denied: give/,
    );
    await chmod(directory, 0o755);
  });
});
