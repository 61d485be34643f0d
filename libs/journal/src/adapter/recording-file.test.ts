import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { silentLog } from "@ambon/kernel/ports";
import { RecordingFiles } from "./recording-file.ts";

const inDirectory = async (run: (directory: string) => Promise<void>): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-recording-"));
  try {
    await run(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
};

const chunk = (fresh: boolean, ...bytes: number[]) => ({ fresh, bytes: Uint8Array.from(bytes) });
const clock = { nowMs: () => 1_700_000_000_000 };

test("[JR9] files belong to their owner alone and only the newest are kept", async () => {
  await inDirectory(async (directory) => {
    const files = new RecordingFiles({ directory, filesPerZone: 2, clock, log: silentLog });
    for (const n of [1, 2, 3]) {
      files.write("town#1", chunk(true, n));
      files.write("town#1", chunk(false, 10 + n));
    }
    files.write("moor#1", chunk(true, 9));
    await files.close();
    const names = readdirSync(directory).sort();
    const contents = names.map((name) => [...readFileSync(join(directory, name))]);
    assert.deepEqual(contents, [[9], [2, 12], [3, 13]]);
    for (const name of names) assert.equal(statSync(join(directory, name)).mode & 0o777, 0o600);
  });
});

test("[JR10] a recording that cannot be written is given up with a log line", async () => {
  await inDirectory(async (directory) => {
    const events: string[] = [];
    const log = { event: (_level: string, event: string) => void events.push(event) };
    const gone = join(directory, "gone");
    const files = new RecordingFiles({ directory: gone, filesPerZone: 2, clock, log });
    rmSync(gone, { recursive: true });
    files.write("town#1", chunk(true, 1));
    files.write("town#1", chunk(false, 2));
    await files.close();
    assert.deepEqual(events, ["recording_given_up"]);
  });
});
