// Goal: engines find each other through a real Redis, and lose nothing while it is away.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Log } from "@ambon/kernel/ports";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { Redis } from "ioredis";
import { EngineRegistry } from "./engine-registry.ts";

let server: RedisServer;
before(async () => {
  server = await RedisServer.start();
});
after(() => server.kill());

class Seen {
  readonly engines = new Map<string, string>();
  readonly events: string[] = [];
  #changed = (): void => undefined;

  readonly log: Log = {
    event: (_level, name) => {
      this.events.push(name);
      this.#changed();
    },
  } as Log;

  readonly found = (engine: string, url: string): void => {
    this.engines.set(engine, url);
    this.#changed();
  };

  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = () => {
        if (isSo()) resolve();
      };
      this.#changed();
    });
  }
}

const join = (engine: string, url = `http://${engine}:5000`): [EngineRegistry, Seen] => {
  const seen = new Seen();
  const { found, log } = seen;
  return [new EngineRegistry({ redisUrl: server.url, self: { engine, url }, found, log }), seen];
};

test("[ER1] engines find each other, never themselves, and one that has left is not found", async () => {
  const [one, seenByOne] = join("e1");
  const [two, seenByTwo] = join("e2");
  await seenByOne.until(() => seenByOne.engines.has("e2"));
  await seenByTwo.until(() => seenByTwo.engines.has("e1"));
  assert.deepEqual([...seenByOne.engines], [["e2", "http://e2:5000"]]);
  const admin = new Redis(server.url);
  await admin.mset("ambon:engine:e7", "not an address", "ambon:engine:../x", "http://x:1");
  admin.disconnect();
  await one.close();
  const [three, seenByThree] = join("e3");
  await seenByThree.until(() => seenByThree.engines.has("e2"));
  assert.deepEqual([...seenByThree.engines.keys()], ["e2"]);
  await Promise.all([two.close(), three.close()]);
});

test("[ER2] what is written lapses by itself, and a Redis that comes back is told again", async () => {
  const [one, seen] = join("e1");
  const [other, seenByOther] = join("e9");
  await seenByOther.until(() => seenByOther.engines.has("e1"));
  const admin = new Redis(server.url);
  const leftMs = await admin.pttl("ambon:engine:e1");
  assert.ok(leftMs > 0 && leftMs <= 10_000, `${leftMs}`);
  admin.disconnect();
  await server.kill();
  await seen.until(() => seen.events.includes("registry_away"));
  await server.again();
  await seen.until(() => seen.events.includes("registry_here"));
  seenByOther.engines.clear();
  await seenByOther.until(() => seenByOther.engines.has("e1"));
  assert.deepEqual(seen.events, ["registry_away", "registry_here"]);
  await Promise.all([one.close(), other.close()]);
  await one.close();
  assert.deepEqual(seen.events, ["registry_away", "registry_here"]);
});
