/** The sounds of cues as files; when they sound is tested where they are heard (WC35, SE104). */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cueWave } from "./cue-wave.ts";
import { CUE_TONES, type CueName, captionOf } from "./cues.ts";

const NAMES = Object.keys(CUE_TONES) as CueName[];

test("[DA19] every cue has a caption of bounded length and a rhythm of its own", () => {
  const rhythms = Object.values(CUE_TONES).map((tones) =>
    tones.map(({ atMs, forMs }) => `${atMs}+${forMs}`).join(" "),
  );
  assert.equal(new Set(rhythms).size, rhythms.length);
  for (const { hz, atMs, forMs } of Object.values(CUE_TONES).flat()) {
    assert.ok(hz >= 100 && hz <= 2000 && atMs + forMs < 1500);
  }
  assert.equal(captionOf("short"), "short");
  assert.ok(captionOf("x".repeat(500)).length <= 121);
});

test("[DA19] a cue's file is PCM of its length, with each tone's pitch, silent between them", () => {
  for (const name of NAMES) {
    const bytes = cueWave(name);
    const view = new DataView(bytes.buffer);
    const text = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
    assert.deepEqual([text(0), text(8), text(36)], ["RIFF", "WAVE", "data"]);
    assert.equal(view.getUint32(4, true), bytes.length - 8);
    assert.equal(view.getUint32(40, true), bytes.length - 44);
    const rate = view.getUint32(24, true);
    const samples = Array.from({ length: (bytes.length - 44) / 2 }, (_one, at) =>
      view.getInt16(44 + at * 2, true),
    );
    for (const { hz, atMs, forMs } of CUE_TONES[name]) {
      const first = Math.floor((atMs * rate) / 1000);
      const heard = samples.slice(first, first + Math.floor((forMs * rate) / 1000));
      const rising = heard.filter((height, at) => height >= 0 && (heard[at - 1] ?? 0) < 0).length;
      const expected = (hz * forMs) / 1000;
      assert.ok(Math.abs(rising - expected) <= 2, `${name}: ${rising} waves, not ${expected}`);
      assert.ok(Math.max(...heard) > 8000, name);
    }
  }
  const tell = cueWave("tell");
  const gap = new DataView(tell.buffer).getInt16(44 + 2 * Math.floor(0.105 * 22_050), true);
  assert.equal(gap, 0);
});
