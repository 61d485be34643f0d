import assert from "node:assert/strict";
import test from "node:test";
import { decodeRecording } from "@ambon/journal/recording";
import { TOWN, testEngine } from "./testing/test-engine.ts";

test("[EN25] each step of a zone is recorded with the arguments it really got", () => {
  const recording = { markEverySteps: 1, segmentBytes: 1_000_000, build: "test", schema: 1 };
  const t = testEngine({ recording }).login(1, "1").type(1, 1, "hello").ticks(3);
  const bytes = t.effects.flatMap((effect) =>
    effect.x === "record" && effect.zone === TOWN ? [...effect.chunk.bytes] : [],
  );
  const decoded = decodeRecording(Uint8Array.from(bytes));
  assert.ok(decoded.ok);
  const { header, entries } = decoded.value;
  assert.equal(header.zone, TOWN);
  const steps = entries.filter((entry) => entry.kind === "step");
  assert.equal(steps.length, t.zones.get(TOWN)?.steps);
  const bodies = steps.flatMap((step) => step.inputs) as { body: { i: string } }[];
  assert.deepEqual(
    bodies.map(({ body }) => body.i),
    ["arrive", "line"],
  );
  const marks = entries.filter((entry) => entry.kind === "mark");
  assert.equal(marks.at(-1)?.stateHash, t.engine.zoneHashes().get(TOWN));
});
