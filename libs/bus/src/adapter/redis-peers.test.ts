// Goal: engines that meet at a Redis have the same bus, whatever happens to that Redis.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { until } from "@ambon/testing/adapter/until";
import { peersContract } from "../contract/peers.contract.ts";
import type { InterEngineBus } from "../inter-engine-bus.ts";
import { peerOptions } from "../testing/peers-rig.ts";
import { RedisStranger } from "../testing/redis-stranger.ts";
import type { PeerEndOptions, PeersEnd } from "./peer-end.ts";
import { peerAddress, redisPeers } from "./redis-peers.ts";

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
after(() => redis.kill());

const peer = (engineId: string, options: Partial<PeerEndOptions> = {}): PeersEnd =>
  redisPeers({ ...peerOptions(engineId), ...options, url: redis.url });

peersContract("redis", async () => {
  const running = new Map<string, PeersEnd>();
  const stop = async (engine: string): Promise<void> => {
    await running.get(engine)?.close();
    running.delete(engine);
  };
  return {
    start: async (engine) => {
      const end = peer(engine);
      for (const [name, other] of running) {
        end.connectTo(name, "");
        other.connectTo(engine, "");
      }
      running.set(engine, end);
      return end.bus;
    },
    stop,
    close: async () => {
      for (const engine of [...running.keys()]) await stop(engine);
    },
  };
});

const listen = (bus: InterEngineBus): string[] => {
  const told: string[] = [];
  bus.receive((_engine, frames) => void told.push(...frames.map(String)));
  bus.watch((_engine, up) => void told.push(up ? "up" : "down"));
  return told;
};

test("[PB16] connections to Redis that are cut, and a Redis that is back at once, lose and double nothing", async () => {
  const [a, b] = [peer("a"), peer("b")];
  const [atA, atB] = [listen(a.bus), listen(b.bus)];
  a.connectTo("b", "");
  await until("the link", () => atA.length === 1 && atB.length === 1);
  const stranger = await RedisStranger.at(redis.url);
  for (let number = 0; number < 60; number += 1) {
    assert.deepEqual([a.bus.send("b", [number]), b.bus.send("a", [number])], ["sent", "sent"]);
    if (number !== 20) continue;
    await stranger.cutListeners();
    await until("the loss is noticed", () => a.links().length === 0);
    a.bus.send("b", ["meanwhile"]);
  }
  await until("all of it", () => atA.length === 61 && atB.length === 62);
  const numbers = Array.from({ length: 60 }, (_none, at) => `${at}`);
  assert.deepEqual(atA, ["up", ...numbers]);
  assert.deepEqual(atB, ["up", ...numbers.slice(0, 21), "meanwhile", ...numbers.slice(21)]);
  await stranger.leave();
  await Promise.all([a.close(), b.close()]);
});

test("[PB17] who can reach that Redis is not believed, and nothing is said twice by saying it again", async () => {
  const [a, b] = [peer("a"), peer("b")];
  const stranger = await RedisStranger.at(redis.url);
  const [atA, atB] = [listen(a.bus), listen(b.bus)];
  a.connectTo("b", "");
  await until("the link", () => atA.length === 1 && atB.length === 1);
  a.bus.send("b", ["once"]);
  await until("the frame", () => atB.length === 2);
  for (const { to, bytes } of [...stranger.overheard]) {
    await stranger.say(to, bytes);
    await stranger.say(to, bytes.subarray(0, bytes.length - 1));
  }
  const forged = peer("a", { secret: "another cluster's" });
  listen(forged.bus);
  forged.connectTo("b", "");
  await stranger.say(peerAddress("b"), new Uint8Array(64));
  a.bus.send("b", ["twice"]);
  await until("the frame", () => atB.length === 3);
  assert.deepEqual(atB, ["up", "once", "twice"]);
  await stranger.leave();
  await Promise.all([a.close(), b.close(), forged.close()]);
});
