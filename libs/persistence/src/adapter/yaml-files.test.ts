// Goal: what lies in a data directory can be read and edited, and damage is kept and told.

import assert from "node:assert/strict";
import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { AggregateRow } from "../store.ts";
import { inScratch } from "../testing/scratch.ts";
import type { StoreReport } from "./yaml-state.ts";
import { YamlStore } from "./yaml-store.ts";

const AUTH = { passwordHash: "$argon2id$v=19$secret", failures: 0, lockedUntilMs: 0 };
const STATE = '{"gold":5,"name":"Ada","notes":["yes","12"],"schema":1}';

interface Opened {
  readonly store: YamlStore;
  readonly reports: readonly StoreReport[];
}

async function open(directory: string): Promise<Opened> {
  const reports: StoreReport[] = [];
  const report = (found: StoreReport): void => void reports.push(found);
  return { store: await YamlStore.open({ directory, report }), reports };
}

async function withAda(directory: string): Promise<AggregateRow> {
  const { store } = await open(directory);
  const made = await store.createPlayer({ name: "Ada", auth: AUTH, stateFor: () => STATE });
  assert.equal(made.outcome, "created");
  await store.claim({ kind: "zone", id: "town#1" }, "e1#a", null, '{"ground":[]}');
  await store.close();
  return (made as { row: AggregateRow }).row;
}

const whats = (opened: Opened): string[] => opened.reports.map((report) => report.what);

test("[PS25] after closing every row is a YAML file with its state spread out, and the journal is empty", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    const text = await readFile(join(directory, "players/1.yaml"), "utf8");
    assert.equal(
      text.replace(/^#.*\n/gm, ""),
      'format: 2\nkind: player\nid: "1"\nname: Ada\nversion: 1\nowner: null\nepoch: 1\n' +
        'state:\n  gold: 5\n  name: Ada\n  notes:\n    - yes\n    - "12"\n  schema: 1\n...\n',
    );
    assert.equal((await stat(join(directory, "cuts.journal"))).size, 0);
    assert.deepEqual((await readdir(directory)).sort(), [
      "bans",
      "cuts.journal",
      "documents",
      "index.json",
      "leases",
      "players",
      "snapshots",
      "zones",
    ]);
  });
});

test("[PS26] secrets are in a file of their own; nothing can be read by other users", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    assert.equal((await stat(directory)).mode & 0o777, 0o700);
    for (const name of ["players/1.auth.yaml", "players/1.yaml", "cuts.journal", "index.json"]) {
      assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name);
    }
    const row = await readFile(join(directory, "players/1.yaml"), "utf8");
    const secrets = await readFile(join(directory, "players/1.auth.yaml"), "utf8");
    assert.ok(!row.includes("argon2") && secrets.includes("argon2"));
  });
});

test("[PS27] a file edited while the server is stopped counts", async () => {
  await inScratch(async (directory) => {
    const ada = await withAda(directory);
    const path = join(directory, "players/1.yaml");
    const text = await readFile(path, "utf8");
    await writeFile(
      path,
      text.replace("gold: 5", "gold: 500").replace("name: Ada\nv", "name: Ava\nv"),
    );
    const opened = await open(directory);
    const row = await opened.store.findByName("player", "ava");
    assert.equal(row?.state, STATE.replace(":5", ":500"));
    assert.equal(await opened.store.findByName("player", "Ada"), undefined);
    assert.equal(row?.version, ada.version);
    assert.deepEqual(opened.reports, []);
    await opened.store.close();
  });
});

test("[PS28] a start reads no file whose size and time are those of the index", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    const path = join(directory, "players/1.yaml");
    const { atime, mtime, size } = await stat(path);
    await writeFile(path, "x".repeat(size));
    await utimes(path, atime, mtime);
    const index = join(directory, "index.json");
    const stamped = (await stat(path)).mtimeMs;
    const text = await readFile(index, "utf8");
    await writeFile(index, text.replace(/(\["player".*,)([\d.]+)(,\d+\])/, `$1${stamped}$3`));
    const opened = await open(directory);
    assert.deepEqual(opened.reports, []);
    assert.deepEqual(await opened.store.list("player", null, 5), [{ id: "1", name: "Ada" }]);
    await opened.store.close();
  });
});

test("[PS29] without its index, or with a broken one, the store rebuilds it from the files", async () => {
  for (const broken of [undefined, "{nonsense", '{"format":1}']) {
    await inScratch(async (directory) => {
      const ada = await withAda(directory);
      const index = join(directory, "index.json");
      if (broken === undefined) await rm(index);
      else await writeFile(index, broken);
      const opened = await open(directory);
      assert.deepEqual(whats(opened), broken === undefined ? [] : ["indexRebuilt"]);
      assert.deepEqual(await opened.store.findByName("player", "ada"), ada);
      const auth = AUTH;
      const next = await opened.store.createPlayer({ name: "Bo", auth, stateFor: () => "{}" });
      assert.equal(next.outcome === "created" && next.row.id, "2");
      await opened.store.close();
    });
  }
});

test("[PS30] a damaged file is set aside and told, never overwritten; its name stays taken", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    const path = join(directory, "players/1.yaml");
    await writeFile(path, "format: 1\nkind: player\n  id: [");
    for (let start = 0; start < 2; start += 1) {
      const opened = await open(directory);
      if (start === 0) {
        assert.deepEqual(whats(opened), ["rowDamaged"]);
        assert.match(opened.reports[0]?.message ?? "", /players\/1\.yaml is damaged \(not valid/);
      }
      const auth = AUTH;
      const taken = await opened.store.createPlayer({ name: "ADA", auth, stateFor: () => "{}" });
      assert.deepEqual(taken, { outcome: "nameTaken" });
      await assert.rejects(opened.store.findByName("player", "Ada"), {
        name: "StoreUnavailableError",
        message: /player 1 is damaged and kept as .*damaged.*mend it/,
      });
      await opened.store.close();
    }
    const aside = await readFile(`${path}.damaged-1`, "utf8");
    assert.equal(aside, "format: 1\nkind: player\n  id: [");
  });
});

test("[PS30] every kind of nonsense in a file is damage with a sentence", async () => {
  const ruin: readonly (readonly [RegExp, string, RegExp])[] = [
    [/^.*$/s, "", /empty or no map/],
    [/kind: player/, "kind: dragon", /"kind" is not one of/],
    [/id: "1"/, "id: 1", /"id" is not a text in quotes/],
    [/id: "1"/, 'id: "2"', /belongs in another file/],
    [/version: 1/, "version: one", /"version" is not a whole number/],
    [/epoch: 1/, "epoch: -1", /"epoch" is not a whole number/],
    [/gold: 5/, "gold: 5.5", /holds what the game cannot: not a safe integer/],
    [/state:.*/s, "...\n", /"state" is missing/],
    [/schema.*/s, "", /it is torn: the line "\.\.\." at its end is missing/],
    [/name: Ada\nv/, "name: 7\nv", /"name" is not a text or null/],
    [/owner: null/, "owner: 7", /"owner" is no text or null/],
    [/format: 2/, "format: x", /"format" is not a whole number/],
  ];
  for (const [what, instead, sentence] of ruin) {
    await inScratch(async (directory) => {
      await withAda(directory);
      const path = join(directory, "players/1.yaml");
      const text = await readFile(path, "utf8");
      await writeFile(path, text.replace(what, instead));
      const opened = await open(directory);
      assert.deepEqual(whats(opened), ["rowDamaged"]);
      assert.match(opened.reports[0]?.message ?? "", sentence);
      await opened.store.close();
    });
  }
});

test("[PS30] a damaged place starts again above its old epoch", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    await writeFile(join(directory, "zones/town#1.yaml"), "\0\0\0");
    const opened = await open(directory);
    const claim = await opened.store.claim({ kind: "zone", id: "town#1" }, "e2#b", null, "{}");
    assert.equal(claim.outcome, "claimed");
    assert.ok(claim.outcome === "claimed" && claim.row.epoch > 2 && claim.row.version > 1);
    await opened.store.close();
    assert.deepEqual((await readdir(join(directory, "zones"))).sort(), [
      "town#1.yaml",
      "town#1.yaml.damaged-1",
    ]);
  });
});

test("[PS31] files of a newer format are refused with a sentence, and nothing is touched", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    const path = join(directory, "players/1.yaml");
    const text = (await readFile(path, "utf8")).replace("format: 2", "format: 3");
    await writeFile(path, text);
    await assert.rejects(open(directory), {
      name: "StoreOpenError",
      message: /players\/1\.yaml is from a newer version of the server: .* Start that version\./,
    });
    assert.equal(await readFile(path, "utf8"), text);
  });
});

test("[PS32] a file that a person deleted takes its row along, and that is told", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    await rm(join(directory, "players/1.yaml"));
    const opened = await open(directory);
    assert.deepEqual(whats(opened), ["rowDeleted"]);
    assert.equal(await opened.store.findByName("player", "Ada"), undefined);
    await opened.store.close();
  });
});

test("[PS33] two files that bear one name are told apart, and the first keeps it", async () => {
  await inScratch(async (directory) => {
    await withAda(directory);
    const text = await readFile(join(directory, "players/1.yaml"), "utf8");
    await writeFile(join(directory, "players/7.yaml"), text.replace('id: "1"', 'id: "7"'));
    const opened = await open(directory);
    assert.deepEqual(whats(opened), ["nameClash"]);
    assert.equal((await opened.store.findByName("player", "Ada"))?.id, "1");
    assert.equal((await opened.store.read({ kind: "player", id: "7" }))?.name, null);
    await opened.store.close();
  });
});
