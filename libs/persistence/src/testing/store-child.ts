/**
 * The other process in the tests of the YAML store: `store-child.ts MODE DIRECTORY [ARG]`.
 *
 * - `loop`: moves gold between two players, one cut each, for ever; prints each saved version.
 *   First it checks what it finds: the sum, equal versions, nothing older than ARG.
 * - `hold`: opens, prints `open`, and stays.
 * - `open`: opens and closes; prints `opened` or the sentence of the refusal.
 * - `nobody`: gives up root, then like `open`.
 * - `readonly`: gives up root, saves, loses the right to write to the directory, saves again, tries
 *   to write files, gets the right back and closes; prints what each step came to.
 * - `fill`: saves until the store says it is full, then frees space and saves again.
 */

import { chmodSync } from "node:fs";
import { DirectoryLockError } from "../adapter/directory-lock.ts";
import { StoreOpenError } from "../adapter/yaml-state.ts";
import { YamlStore } from "../adapter/yaml-store.ts";
import type { AggregateRow, AggregateStore, CutRow } from "../store.ts";

const NOBODY = 65_534;
const TOTAL_GOLD = 100;
const CHECKPOINT_MS = 3;
const FILLING = "x".repeat(4000);

const [mode, directory = "", argument = "0"] = process.argv.slice(2);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const goldOf = (row: AggregateRow): number => (JSON.parse(row.state) as { gold: number }).gold;

async function player(store: AggregateStore, name: string, gold: number): Promise<AggregateRow> {
  const auth = { passwordHash: "x", failures: 0, lockedUntilMs: 0 };
  if ((await store.findByName("player", name)) === undefined) {
    await store.createPlayer({ name, auth, stateFor: () => JSON.stringify({ gold }) });
  }
  const row = await store.findByName("player", name);
  if (row === undefined) throw new Error("created, but not there");
  const claim = await store.claim({ kind: "player", id: row.id }, "child#1", null);
  if (claim.outcome !== "claimed") throw new Error(`not claimed: ${claim.outcome}`);
  return claim.row;
}

const cutRow = (row: AggregateRow, gold: number, version: number): CutRow => ({
  kind: row.kind,
  id: row.id,
  epoch: row.epoch,
  version,
  state: JSON.stringify({ gold }),
});

async function loop(): Promise<void> {
  const report = (found: { what: string; message: string }): void => {
    if (found.what !== "journalTorn") print(`BAD ${found.message}`);
  };
  const store = await YamlStore.open({ directory, checkpointMs: CHECKPOINT_MS, report });
  const rich = await player(store, "Rich", TOTAL_GOLD);
  const poor = await player(store, "Poor", 0);
  if (goldOf(rich) + goldOf(poor) !== TOTAL_GOLD) print("BAD the sum of gold changed");
  if (rich.version !== poor.version) print("BAD half a cut was stored");
  if (rich.version < Number(argument)) print(`BAD ${rich.version} is older than ${argument}`);
  for (let version = rich.version + 1; ; version += 1) {
    const gold = version % TOTAL_GOLD;
    const rows = [cutRow(rich, gold, version), cutRow(poor, TOTAL_GOLD - gold, version)];
    const result = await store.cut({ seq: version, owner: "child#1", rows });
    print(result.outcome === "saved" ? String(version) : `BAD ${result.outcome}`);
  }
}

async function open(): Promise<void> {
  try {
    const store = await YamlStore.open({ directory });
    print("opened");
    await store.close();
  } catch (error) {
    if (!(error instanceof StoreOpenError) && !(error instanceof DirectoryLockError)) throw error;
    print(`${error.name}: ${error.message}`);
  }
}

async function fill(): Promise<void> {
  process.on("SIGXFSZ", () => undefined);
  const store = await YamlStore.open({ directory });
  const rich = await player(store, "Rich", 0);
  let version = rich.version;
  const save = (): Promise<{ outcome: string; reason?: string }> => {
    const state = JSON.stringify({ filling: FILLING, gold: version + 1 });
    const row = { ...cutRow(rich, 0, version + 1), state };
    return store.cut({ seq: version, owner: "child#1", rows: [row] });
  };
  for (;;) {
    const result = await save();
    if (result.outcome !== "saved") {
      print(`${result.outcome}: ${result.reason}`);
      break;
    }
    version += 1;
  }
  const again = await save();
  print(again.outcome);
  const row = await store.read(rich);
  print(row === undefined ? "gone" : String(goldOf(row) - version));
  await store.checkpoint();
  const after = await save();
  print(after.outcome);
  print(String(version + 1));
  await store.close();
}

function giveUpRoot(): void {
  if (process.getuid?.() !== 0) return;
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

async function readonly(): Promise<void> {
  giveUpRoot();
  const report = ({ what, message }: { what: string; message: string }): boolean =>
    print(`${what}: ${message}`);
  const store = await YamlStore.open({ directory, report });
  const rich = await player(store, "Rich", 1);
  const save = async (gold: number): Promise<void> => {
    const row = cutRow(rich, gold, rich.version + gold);
    print((await store.cut({ seq: gold, owner: "child#1", rows: [row] })).outcome);
  };
  await save(1);
  for (const path of [directory, `${directory}/players`]) chmodSync(path, 0o500);
  await save(2);
  await store.checkpoint();
  await save(3);
  if (argument === "kill") process.kill(process.pid, "SIGKILL");
  for (const path of [directory, `${directory}/players`]) chmodSync(path, 0o700);
  await store.close();
}

if (mode === "loop") await loop();
else if (mode === "readonly") await readonly();
else if (mode === "fill") await fill();
else if (mode === "hold") {
  const store = await YamlStore.open({ directory });
  print("open");
  setInterval(() => void store.list("player", null, 1), 1000);
} else {
  if (mode === "nobody") giveUpRoot();
  await open();
}
