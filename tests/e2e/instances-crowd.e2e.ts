/**
 * A zone whose content says that it is meant for few, on three engines as real processes: counting
 * players crowd it, so that it runs several times, while engines are killed and drained.
 * `AMBON_SOAK=1`: more players, and again and again the content makes room for all, so that the
 * instances end, a minute later at the earliest, while an engine is killed. `AMBON_SEED=n` draws
 * the same moments.
 */

import { rmSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { type Cluster, withCluster } from "../support/cluster.ts";
import { CrowdedRing, writeCrowdedRing } from "../support/crowded-ring.ts";
import { RingStory } from "../support/ring-story.ts";
import { newDirectory } from "../support/server.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const SEED = Number(process.env.AMBON_SEED ?? 4711);
const OPTIONS = isSoak
  ? { players: 60, lineEveryMs: 1000, seed: SEED }
  : { players: 24, lineEveryMs: 400, seed: SEED };
const ROUNDS = isSoak ? 3 : 1;
const WALK_MS = isSoak ? 20_000 : 3000;
/** Of an instance; a third of the players are in the zone. */
const FEW = OPTIONS.players / 12;
const MANY = OPTIONS.players * 10;
const STARTED_MS_MAX = 30_000;
/** One at a time, each a minute after the last change. */
const ENDED_MS_MAX = 600_000;

const crowd = async (story: RingStory, cluster: Cluster, content: string): Promise<void> => {
  const { ring } = story;
  const dawn = new CrowdedRing(cluster, content);
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0) await dawn.becomesMeantFor(FEW);
    await story.face(ring.walk(WALK_MS));
    await story.face(ring.kill(await dawn.engineOfAnother(STARTED_MS_MAX)));
    await story.face(ring.drain());
    if (!isSoak) continue;
    await dawn.becomesMeantFor(MANY);
    await story.face(ring.walk(WALK_MS));
    await story.face(ring.kill(await dawn.engineOfAnother(STARTED_MS_MAX)));
    await dawn.runsOnce(ENDED_MS_MAX);
  }
};

test("[IN21] a crowded zone runs several times on engines that are killed and drained, and nothing is lost", async () => {
  const content = newDirectory();
  writeCrowdedRing(content, FEW);
  const env = { AMBON_CONTENT_DIR: content };
  try {
    await withCluster({ engines: 3, gateways: 2, postgres: true, env }, async (cluster) => {
      const story = new RingStory(cluster, OPTIONS);
      await story.run(() => crowd(story, cluster, content));
    });
  } finally {
    rmSync(content, { recursive: true, force: true });
  }
});
