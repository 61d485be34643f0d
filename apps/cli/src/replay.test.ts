import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { type InputBody, SOURCE } from "@ambon/game/input";
import { newPlayerState } from "@ambon/game/player-state";
import { newSessionPart } from "@ambon/game/session-part";
import { worldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import { ZoneRecorder } from "@ambon/journal/recorder";
import { playerId, templateOf, zoneId } from "@ambon/kernel/ids";
import { readContent } from "@ambon/world/adapter/read-content";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { run } from "./replay.ts";

const CONTENT = join(import.meta.dirname, "..", "..", "..", "content");
const STEPS = 60;
const STEP_MS = 700;

/** A recording of the shipped world's first zone: somebody comes in and walks about. */
const record = (spoil: boolean): Uint8Array => {
  const loaded = loadWorld(readContent(CONTENT));
  assert.ok(isLoaded(loaded));
  const { world } = loaded;
  const template = world.rooms.get(world.startRoom)?.zone ?? "";
  const zone = Zone.create(worldLibrary(world), {
    zone: zoneId(templateOf(zoneId(template, 1)), 1),
    epoch: 1,
    seed: 7,
    nowMs: 0,
  });
  const recorder = new ZoneRecorder({
    header: {
      zone: zone.id,
      seed: 7,
      contentHash: world.contentHash,
      build: "test",
      schema: 1,
    },
    markEverySteps: 1,
    segmentBytes: 1 << 30,
  });
  const player = playerId("1");
  const state = newPlayerState({
    id: player,
    name: "Anna",
    race: [...world.races.keys()][0] ?? "",
    class: [...world.classes.keys()][0] ?? "",
    startRoom: world.startRoom,
    screenReader: false,
  });
  const lines = ["look", "north", "say hello", "south", "east", "inventory", "west", "score"];
  const bytes = [...recorder.begin(zone).bytes];
  for (let step = 0; step < STEPS; step += 1) {
    const line = lines[step % lines.length] ?? "";
    const body: InputBody =
      step === 0
        ? {
            i: "arrive",
            state,
            session: newSessionPart(),
            room: world.startRoom,
            from: null,
          }
        : { i: "line", player, text: line, inputSeq: step };
    const input = { source: { class: SOURCE.session, id: player, seq: step }, body };
    recorder.stepping(step * STEP_MS, 1000, [input]);
    const really = spoil && step === 30 ? [] : [input];
    zone.step(step * STEP_MS, really, 1000);
    for (const chunk of recorder.stepped(zone)) bytes.push(...chunk.bytes);
  }
  return Uint8Array.from(bytes);
};

const replayed = async (
  bytes: Uint8Array,
  ...more: readonly string[]
): Promise<{ code: number; out: string; err: string }> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-replay-"));
  try {
    const file = join(directory, "zone.recording");
    writeFileSync(file, bytes);
    const out: string[] = [];
    const err: string[] = [];
    const io = {
      out: (line: string) => void out.push(line),
      err: (line: string) => void err.push(line),
    };
    const code = await run([file, "--content", CONTENT, ...more], io);
    return { code, out: out.join("\n"), err: err.join("\n") };
  } finally {
    rmSync(directory, { recursive: true });
  }
};

test("[JR11] a recording of the real zone replays to the same hashes and exits 0", async () => {
  const { code, out, err } = await replayed(record(false), "--marks");
  assert.equal(err, "");
  assert.equal(code, 0);
  assert.match(out, new RegExp(`${STEPS} marks agree`));
  assert.equal(out.match(/^step \d+ hash [0-9a-f]{16}$/gm)?.length, STEPS);
});

test("[JR11] a perturbed recording exits 1 and names the first step that differs", async () => {
  const { code, err } = await replayed(record(true));
  assert.equal(code, 1);
  assert.match(err, /^step 31 differs: recorded [0-9a-f]{16}, replayed [0-9a-f]{16}$/m);
  assert.match(err, /known to agree is 30/);
});

test("[JR11] what is no recording, or no file, or no option, exits 2 with a sentence", async () => {
  const nonsense = await replayed(Uint8Array.of(1, 2, 3));
  assert.deepEqual([nonsense.code, nonsense.err], [2, "This is no recording: it has no header."]);
  const err: string[] = [];
  const io = { out: () => undefined, err: (line: string) => void err.push(line) };
  assert.equal(await run(["/nowhere/at/all.recording"], io), 2);
  assert.equal(await run(["--what"], io), 2);
  assert.equal(await run([], io), 2);
  assert.match(err[0] ?? "", /no such file/i);
});

test("[JR11] other content than the recorded is refused", async () => {
  const bytes = record(false);
  const directory = mkdtempSync(join(tmpdir(), "ambon-content-"));
  try {
    const { code, err } = await replayed(bytes, "--content", directory);
    assert.equal(code, 2);
    assert.notEqual(err, "");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
