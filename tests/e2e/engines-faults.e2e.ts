/**
 * Three engines on one Postgres, two gateways and leasing as real processes; counting players on
 * telnet and WebSocket walk across the borders while engines are killed, frozen beyond their lease
 * and restarted. `AMBON_SOAK=1`: 200 players for ten minutes; `AMBON_SEED=n` draws the same
 * moments.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { withCluster } from "../support/cluster.ts";
import { RING, RingStory, TAKEN_OVER_MS_MAX } from "../support/ring-story.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const SEED = Number(process.env.AMBON_SEED ?? 4711);
const OPTIONS = isSoak
  ? { players: 200, lineEveryMs: 2000, seed: SEED }
  : { players: 24, lineEveryMs: 400, seed: SEED };
const SOAK_MS = 10 * 60_000;
const WALK_MS = isSoak ? 60_000 : 5000;
const ENGINES = ["engine-1", "engine-2", "engine-3"];

test("[EP4, EP5, EP6, EP7, EP8] players walk between engines that are killed, frozen and restarted", async () => {
  await withCluster({ engines: 3, gateways: 2, postgres: true, env: RING }, async (cluster) => {
    const story = new RingStory(cluster, OPTIONS);
    await story.runsIn(ENGINES, TAKEN_OVER_MS_MAX);
    await story.run(async ({ faults }) => {
      const untilMs = performance.now() + (isSoak ? SOAK_MS : 0);
      do {
        await faults.run(story.walk(WALK_MS));
        await faults.run(story.restart("engine-3"));
        await faults.run(story.kill("engine-2"));
        await faults.run(story.freezeTooLong("engine-1"));
      } while (performance.now() < untilMs);
    });
    const told = story.faults.report.join("\n");
    assert.match(told, /read: The world holds its breath…/);
    assert.match(told, /read: The game was interrupted and goes on/);
  });
});
