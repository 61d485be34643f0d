// Goal: engines are found through a real Redis, and nothing is lost while it is away.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Log } from "@ambon/kernel/ports";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { until } from "@ambon/testing/adapter/until";
import { Redis } from "ioredis";
import {
  type EngineDialer,
  EngineRegistry,
  type EngineRegistryOptions,
} from "./engine-registry.ts";

let server: RedisServer;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.kill());

class Seen implements EngineDialer {
  readonly engines = new Map<string, string>();
  readonly events: string[] = [];

  readonly log: Log = { event: (_level, name) => void this.events.push(name) } as Log;

  connectTo(engine: string, url: string): void {
    this.engines.set(engine, url);
  }

  forget(engine: string): void {
    this.engines.delete(engine);
  }

  links(): readonly { readonly peer: string }[] {
    return [];
  }
}

const look = (more: Partial<EngineRegistryOptions> = {}): [EngineRegistry, Seen] => {
  const seen = new Seen();
  const { log } = seen;
  const base = { redisUrl: server.url, named: [], dialer: seen, needsUrl: true, log };
  return [new EngineRegistry({ ...base, ...more }), seen];
};

const join = (engine: string, more: Partial<EngineRegistryOptions> = {}) => {
  const self = () => ({ engine, url: `http://${engine}:5000`, players: 3 });
  return look({ self, ...more });
};

/** Looks again and again, without waiting for the time between two looks. */
const told = (registry: EngineRegistry, isSo: () => boolean): Promise<void> =>
  until("the registry tells it", () => {
    registry.look();
    return isSo();
  });

const withAdmin = async (act: (redis: Redis) => Promise<unknown>): Promise<void> => {
  const redis = new Redis(server.url);
  await act(redis);
  redis.disconnect();
};

test("[ER1] engines find each other, never themselves, and one that has left is not found", async () => {
  const [one, seenByOne] = join("e1");
  const [two, seenByTwo] = join("e2");
  await until("one finds two", () => seenByOne.engines.has("e2"));
  await until("two finds one", () => seenByTwo.engines.has("e1"));
  assert.deepEqual([...seenByOne.engines], [["e2", "http://e2:5000"]]);
  const forged = { "ambon:engine:e7": "no entry", "ambon:engine:../x": '{"url":"http://x:1"}' };
  await withAdmin((redis) => redis.mset(forged));
  await one.close();
  const [three, seenByThree] = join("e3");
  await until("three finds two", () => seenByThree.engines.has("e2"));
  assert.deepEqual([...seenByThree.engines.keys()], ["e2"]);
  await Promise.all([two.close(), three.close()]);
  await withAdmin((redis) => redis.del(Object.keys(forged)));
});

test("[ER2] what is written lapses by itself, and a Redis that comes back is told again", async () => {
  const [one, seen] = join("e1");
  const [other, seenByOther] = join("e9");
  await until("e9 finds e1", () => seenByOther.engines.has("e1"));
  await withAdmin(async (redis) => {
    const leftMs = await redis.pttl("ambon:engine:e1");
    assert.ok(leftMs > 0 && leftMs <= 10_000, `${leftMs}`);
  });
  await server.kill();
  await told(one, () => seen.events.includes("registry_away"));
  await told(other, () => seenByOther.events.includes("registry_away"));
  await server.again();
  await told(one, () => seen.events.includes("registry_here"));
  seenByOther.engines.clear();
  await told(other, () => seenByOther.engines.has("e1"));
  assert.deepEqual(seen.events, ["registry_away", "registry_here"]);
  await Promise.all([one.close(), other.close()]);
  await one.close();
  assert.deepEqual(seen.events, ["registry_away", "registry_here"]);
});

test("[ER3] a gateway reads who is there and how busy, out of turn if it must, and writes nothing", async () => {
  const [gateway, seen] = look();
  const [engine] = join("e1");
  const [byRedis] = join("e2", { self: () => ({ engine: "e2", url: "", players: 0 }) });
  await told(gateway, () => seen.engines.size > 0);
  assert.deepEqual([...seen.engines], [["e1", "http://e1:5000"]]);
  assert.deepEqual([gateway.playersAt("e1"), gateway.playersAt("e5")], [3, 0]);
  await withAdmin(async (redis) => {
    const keys = (await redis.keys("ambon:engine:*")).sort();
    assert.deepEqual(keys, ["ambon:engine:e1", "ambon:engine:e2"]);
  });
  await Promise.all([gateway.close(), engine.close(), byRedis.close()]);
});

test("[ER4] an engine that the operator named keeps its address; one that was named by another is dialed", async () => {
  const [gateway, seen] = look({ named: ["e1"] });
  const [one] = join("e1");
  const [two] = join("e2");
  await told(gateway, () => seen.engines.has("e2"));
  gateway.learn("e3", "http://e3:5000");
  assert.deepEqual([...seen.engines.keys()].sort(), ["e2", "e3"]);
  await Promise.all([gateway.close(), one.close(), two.close()]);
});
