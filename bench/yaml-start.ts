/**
 * How long a start takes over many characters in files: a directory is filled with them, then it is
 * opened without its index (every file is read), with it (none is), and after a crash that left
 * the newest states of some of them in the journal.
 *
 *   bun bench/yaml-start.ts [--players 100000] [--busy 500] [--keep DIR]
 *
 * CPU is user plus system time of this process, so that a busy machine does not count.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { renderAuth, renderRow } from "@ambon/persistence/adapter/row-document";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import type { CutRow } from "@ambon/persistence/store";
import { figure, tableLines } from "./table.ts";

const FIXTURE = "libs/game/src/fixtures/player-1.json";
const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ZG9lcyBub3QgbWF0dGVyIGF0IGFsbA";
const OWNER = "bench#1";

const { values } = parseArgs({
  options: {
    players: { type: "string", default: "100000" },
    busy: { type: "string", default: "500" },
    keep: { type: "string" },
  },
});
const players = Number(values.players);
const busy = Math.min(players, Number(values.busy));

const nameOf = (number: number): string => {
  let name = "";
  for (let rest = number; name.length < 5; rest = Math.floor(rest / 26)) {
    name += String.fromCharCode(97 + (rest % 26));
  }
  return `P${name}`;
};

const stateOf = (id: string): string => {
  const text = readFileSync(join(import.meta.dirname, "..", FIXTURE), "utf8");
  return encodeCanonical({ ...(JSON.parse(text) as object), id, name: nameOf(Number(id)) });
};

const fill = (directory: string): void => {
  mkdirSync(join(directory, "players"), { recursive: true, mode: 0o700 });
  const auth = renderAuth("1", { passwordHash: HASH, failures: 0, lockedUntilMs: 0, version: 1 });
  const template = stateOf("1");
  for (let number = 1; number <= players; number += 1) {
    const id = String(number);
    const name = nameOf(number);
    const state = template.replace('"id":"1"', `"id":"${id}"`).replaceAll(nameOf(1), name);
    const row = { kind: "player", id, name, state, version: 1, owner: null, epoch: 1 } as const;
    const path = join(directory, "players", id);
    writeFileSync(`${path}.yaml`, renderRow(row), { mode: 0o600 });
    writeFileSync(`${path}.auth.yaml`, auth.replace('id: "1"', `id: "${id}"`), { mode: 0o600 });
  }
};

interface Measured {
  readonly what: string;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly rssMb: number;
}

const measured: Measured[] = [];

const timed = async <T>(what: string, job: () => Promise<T>): Promise<T> => {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const result = await job();
  const wallMs = performance.now() - startMs;
  const { user, system } = process.cpuUsage(cpu);
  const rssMb = process.memoryUsage().rss / (1024 * 1024);
  measured.push({ what, wallMs, cpuMs: (user + system) / 1000, rssMb });
  return result;
};

/** Leaves `busy` changed rows in the journal, as a killed server does. */
const leaveJournal = async (directory: string): Promise<void> => {
  const store = await YamlStore.open({ directory, checkpointMs: 3_600_000 });
  const rows: CutRow[] = [];
  for (let number = 1; number <= busy; number += 1) {
    const claim = await store.claim({ kind: "player", id: String(number) }, OWNER, null);
    if (claim.outcome !== "claimed") throw new Error(`player ${number} is ${claim.outcome}`);
    const { kind, id, state, epoch, version } = claim.row;
    rows.push({ kind, id, state, epoch, version: version + 1 });
  }
  await store.cut({ seq: 1, owner: OWNER, rows });
  const journal = readFileSync(join(directory, "cuts.journal"));
  const index = readFileSync(join(directory, "index.json"));
  await store.close();
  writeFileSync(join(directory, "index.json"), index);
  writeFileSync(join(directory, "cuts.journal"), journal);
};

const directory = values.keep ?? mkdtempSync(join(tmpdir(), "ambon-bench-"));
try {
  await timed(`files of ${players} characters written`, async () => fill(directory));
  const first = await timed("open, no index: every file read", () => YamlStore.open({ directory }));
  await timed("close: the index written", () => first.close());
  for (const run of [1, 2, 3]) {
    const store = await timed(`open with the index, run ${run}`, () =>
      YamlStore.open({ directory }),
    );
    const one = await store.findByName("player", nameOf(players));
    if (one?.id !== String(players)) throw new Error("the last character is not found");
    await store.close();
  }
  await leaveJournal(directory);
  const crashed = await timed(`open after a crash, ${busy} rows in the journal`, () =>
    YamlStore.open({ directory }),
  );
  await crashed.close();
} finally {
  if (values.keep === undefined) rmSync(directory, { recursive: true, force: true });
}

const head = ["what", "wall ms", "CPU ms", "memory MB"];
const rows = measured.map(({ what, wallMs, cpuMs, rssMb }) => [
  what,
  figure(wallMs),
  figure(cpuMs),
  figure(rssMb),
]);
for (const line of tableLines([head, ...rows])) console.log(line);
