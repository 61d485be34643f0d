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
import type { AggregateRow } from "../store.ts";
import { claimPair, claimPlayer, cutRow, OWNER, pairProblems, pairRows } from "./gold-pair.ts";

const NOBODY = 65_534;
const CHECKPOINT_MS = 3;
const FILLING = "x".repeat(4000);

const [mode, directory = "", argument = "0"] = process.argv.slice(2);
const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const goldOf = (row: AggregateRow): number => (JSON.parse(row.state) as { gold: number }).gold;

async function loop(): Promise<void> {
  const report = (found: { what: string; message: string }): void => {
    if (found.what !== "journalTorn") print(`BAD ${found.message}`);
  };
  const store = await YamlStore.open({ directory, checkpointMs: CHECKPOINT_MS, report });
  const pair = await claimPair(store);
  for (const problem of pairProblems(pair, Number(argument))) print(`BAD ${problem}`);
  for (let version = pair[0].version + 1; ; version += 1) {
    const rows = pairRows(pair, version);
    const result = await store.cut({ seq: version, owner: OWNER, rows });
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
  const rich = await claimPlayer(store, "Rich", 0);
  let version = rich.version;
  const save = (): Promise<{ outcome: string; reason?: string }> => {
    const state = JSON.stringify({ filling: FILLING, gold: version + 1 });
    const row = { ...cutRow(rich, 0, version + 1), state };
    return store.cut({ seq: version, owner: OWNER, rows: [row] });
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
  const rich = await claimPlayer(store, "Rich", 1);
  const save = async (gold: number): Promise<void> => {
    const row = cutRow(rich, gold, rich.version + gold);
    print((await store.cut({ seq: gold, owner: OWNER, rows: [row] })).outcome);
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
