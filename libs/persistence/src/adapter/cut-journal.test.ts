// Goal: whatever a crash leaves of the journal, the store opens with whole acts only.

import assert from "node:assert/strict";
import { copyFile, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { AggregateRow } from "../store.ts";
import { inScratch } from "../testing/scratch.ts";
import type { StoreReport } from "./yaml-state.ts";
import { YamlStore } from "./yaml-store.ts";

const KEY = { kind: "zone", id: "z" } as const;

interface Journaled {
  readonly bytes: Buffer;
  /** Where each record ends. */
  readonly ends: readonly number[];
}

/** A journal with the claim of a zone and `cuts` cuts, taken before it was emptied. */
async function journaled(directory: string, cuts: number): Promise<Journaled> {
  const store = await YamlStore.open({ directory });
  const claim = await store.claim(KEY, "e1#a", null, '{"v":1}');
  assert.equal(claim.outcome, "claimed");
  const row = (claim as { row: AggregateRow }).row;
  const path = join(directory, "cuts.journal");
  const ends = [(await stat(path)).size];
  for (let cut = 1; cut <= cuts; cut += 1) {
    const version = row.version + cut;
    const rows = [{ ...KEY, state: `{"v":${version}}`, epoch: row.epoch, version }];
    assert.equal((await store.cut({ seq: cut, owner: "e1#a", rows })).outcome, "saved");
    ends.push((await stat(path)).size);
  }
  const bytes = await readFile(path);
  await store.close();
  return { bytes, ends };
}

async function openWith(
  directory: string,
  segments: Readonly<Record<string, Uint8Array>>,
): Promise<{ version: number | undefined; reports: StoreReport[] }> {
  for (const [name, bytes] of Object.entries(segments)) {
    await writeFile(join(directory, name), bytes);
  }
  const reports: StoreReport[] = [];
  const report = (found: StoreReport): void => void reports.push(found);
  const store = await YamlStore.open({ directory, report });
  const version = (await store.read(KEY))?.version;
  await store.close();
  return { version, reports };
}

test("[PS34] a store with a torn last record opens without it and reports it", async () => {
  await inScratch(async (scratch) => {
    const { bytes, ends } = await journaled(join(scratch, "made"), 1);
    const [first = 0, last = 0] = ends;
    const inside = Math.floor((last - first) / 2);
    for (const length of [
      first,
      first + 1,
      first + 15,
      first + 16,
      first + inside,
      last - 1,
      last,
    ]) {
      const directory = join(scratch, `torn-${length}`);
      await (await YamlStore.open({ directory })).close();
      const torn = bytes.subarray(0, length);
      const { version, reports } = await openWith(directory, { "cuts.journal": torn });
      assert.equal(version, length === last ? 2 : 1, `cut at byte ${length}`);
      const whole = length === first || length === last;
      assert.deepEqual(
        reports.map((report) => report.what),
        whole ? [] : ["journalTorn"],
      );
    }
  });
});

test("[PS35] damage in the middle is kept and told, and nothing behind it is applied", async () => {
  await inScratch(async (scratch) => {
    const { bytes, ends } = await journaled(join(scratch, "made"), 3);
    const [, second = 0] = ends;
    for (const at of [second + 5, second + 20]) {
      const directory = join(scratch, `middle-${at}`);
      await (await YamlStore.open({ directory })).close();
      const rotten = Buffer.from(bytes);
      rotten[at] = (rotten[at] ?? 0) ^ 0x01;
      const { version, reports } = await openWith(directory, { "cuts.journal": rotten });
      assert.equal(version, 2);
      assert.equal(reports[0]?.what, "journalDamaged");
      assert.match(reports[0]?.message ?? "", /damaged at byte \d+; the 1 sound records behind/);
      const aside = await readFile(join(directory, "cuts.journal.damaged-1"));
      assert.deepEqual(aside, rotten);
    }
  });
});

test("[PS36] every crash window of a rotation is read in order", async () => {
  await inScratch(async (scratch) => {
    const { bytes, ends } = await journaled(join(scratch, "made"), 2);
    const [, second = 0] = ends;
    const early = bytes.subarray(0, second);
    const late = bytes.subarray(second);
    const nothing = Buffer.alloc(0);
    const windows: readonly Readonly<Record<string, Uint8Array>>[] = [
      { "cuts.journal": bytes, "cuts.new.journal": nothing },
      { "cuts.old.journal": bytes },
      { "cuts.old.journal": bytes, "cuts.new.journal": nothing },
      { "cuts.old.journal": early, "cuts.new.journal": late },
      { "cuts.old.journal": early, "cuts.journal": late },
    ];
    for (const [index, segments] of windows.entries()) {
      const directory = join(scratch, `window-${index}`);
      const { version, reports } = await openWith(await empty(directory), segments);
      assert.equal(version, 3, `window ${index}`);
      assert.deepEqual(reports, []);
      const left = (await readdir(directory)).filter((name) => name.endsWith("journal"));
      assert.deepEqual(left, ["cuts.journal"]);
    }
  });
});

/** A data directory without any journal. */
async function empty(directory: string): Promise<string> {
  const store = await YamlStore.open({ directory });
  await store.close();
  await rm(join(directory, "cuts.journal"));
  return directory;
}

test("[PS37] an edit made after a crash loses against the journal, but is kept and told", async () => {
  await inScratch(async (scratch) => {
    const made = join(scratch, "made");
    const { bytes } = await journaled(made, 2);
    const file = join(made, "zones/z.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(join(made, "cuts.journal"), bytes);
    await writeFile(file, text.replace("v: 3", "v: 99"));
    const later = new Date((await stat(join(made, "cuts.journal"))).mtimeMs + 5000);
    await utimes(file, later, later);
    await copyFile(file, join(scratch, "edited"));
    const { version, reports } = await openWith(made, {});
    assert.equal(version, 3);
    assert.deepEqual(
      reports.map((report) => report.what),
      ["rowEdited"],
    );
    assert.deepEqual(await readFile(`${file}.edited-1`), await readFile(join(scratch, "edited")));
  });
});
