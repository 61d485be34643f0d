/**
 * Three engines on one Postgres, two gateways, leasing and Redis as real processes; counting
 * players on telnet and WebSocket walk across the borders while engines are killed, frozen beyond
 * their lease, restarted and drained, and a gateway and Redis are killed; once with engines that
 * are told of each other and once with engines that find each other through Redis. The report
 * prints each fault and how long hand-offs took. 200 players for a minute and more, each time, with
 * `AMBON_SOAK=1` for ten minutes of all of it; `AMBON_SEED=n` draws the same moments.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { withCluster } from "../support/cluster.ts";
import { RING, RingStory } from "../support/ring-story.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const SEED = Number(process.env.AMBON_SEED ?? 4711);
const OPTIONS = { players: 200, lineEveryMs: 2000, seed: SEED };
const SOAK_MS = 10 * 60_000;
const SOAK_WALK_MS = 60_000;
const SOAK_AWAY_MS = 20_000;
const WALK_MS = 20_000;
const AWAY_MS = 3000;

type Registry = "static" | "redis";

const inRing = async (
  registry: Registry,
  act: (story: RingStory) => Promise<void>,
): Promise<string> => {
  const behind = { postgres: true, redis: true, registry, env: RING };
  let report = "";
  await withCluster({ engines: 3, gateways: 2, ...behind }, async (cluster) => {
    const story = new RingStory(cluster, OPTIONS);
    await story.run(() => act(story));
    ({ report } = story);
  });
  assert.match(report, /^handoff_seconds of [1-9]/m);
  return report;
};

/** Each engine is each victim in turn. */
const soak = async (story: RingStory): Promise<void> => {
  const { ring } = story;
  const untilMs = performance.now() + SOAK_MS;
  for (let round = 0; performance.now() < untilMs; round += 1) {
    const engine = (at: number): string => `engine-${((round + at) % 3) + 1}`;
    await story.face(ring.walk(SOAK_WALK_MS));
    await story.face(ring.restart(engine(2)));
    await story.face(ring.drain());
    await story.face(ring.kill(engine(1)));
    await story.face(ring.freezeTooLong(engine(0)));
    await story.face(ring.killGateway(round % 2));
    await story.face(ring.killRedis(SOAK_AWAY_MS));
  }
};

test("[EP4, EP5, EP6, EP7, EP8, EP20, EP21] players walk between engines that are killed, frozen, drained and restarted", async () => {
  const told = await inRing("static", async (story) => {
    if (isSoak) return soak(story);
    const { ring } = story;
    await story.face(ring.walk(WALK_MS));
    await story.face(ring.restart("engine-3"));
    await story.face(ring.drain());
    await story.face(ring.kill("engine-2"));
    await story.face(ring.freezeTooLong("engine-1"));
  });
  assert.match(told, /read: The world holds its breath…/);
  assert.match(told, /read: The game was interrupted and goes on/);
});

test("[EP4, EP6, EP8, EP20, EP21, EP22, EP23] engines that find each other are drained and killed, Redis and a gateway too", async () => {
  const told = await inRing("redis", async (story) => {
    if (isSoak) return soak(story);
    const { ring } = story;
    await story.face(ring.walk(WALK_MS));
    await story.face(ring.drain());
    await story.face(ring.killGateway(0));
    await story.face(ring.kill("engine-2"));
    await story.face(ring.killRedis(AWAY_MS));
  });
  assert.match(told, /gave \S+#1.* away with [1-9]\d* players/);
});
