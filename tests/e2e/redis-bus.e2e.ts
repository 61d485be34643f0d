/** The Redis bus on a Redis that stands still (SIGSTOP): slow, because only time tells. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { GatewayFrame } from "@ambon/bus/frames";
import { ENGINE } from "@ambon/bus/testing/connect-rig";
import { redisRig } from "@ambon/bus/testing/redis-rig";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { until } from "@ambon/testing/adapter/until";

const BOUND = 1000;
const line = (inputSeq: number): GatewayFrame => ({ f: "input", channel: 1, inputSeq, line: "x" });

test("[RB9] a frozen Redis is found by silence, what waits is bounded, and after it links come back", async () => {
  const redis = await RedisServer.start();
  const rig = await redisRig(redis.url, { capacityFrames: BOUND });
  const numbers: number[] = [];
  const told: string[] = [];
  rig.engine.inbound.receive((_from, frames) => {
    for (const frame of frames) if ("inputSeq" in frame) numbers.push(frame.inputSeq);
  });
  rig.engine.inbound.watch((_peer, up) => told.push(up ? "up" : "down"));
  try {
    redis.freeze();
    let sent = 0;
    while (rig.gateway.inbound.send(ENGINE, [line(sent + 1)]) === "sent") sent += 1;
    assert.equal(sent, BOUND);
    await until(
      "both are down",
      () => rig.gateway.links().length + rig.engine.links().length === 0,
    );
    assert.equal(rig.gateway.inbound.send(ENGINE, [line(0)]), "noLink");
    redis.thaw();
    await rig.settle();
    assert.deepEqual(told, ["up", "down", "up"]);
    // What a frozen Redis gives out late belongs to a link that is no more.
    assert.deepEqual(numbers, []);
    assert.equal(rig.gateway.inbound.send(ENGINE, [line(1)]), "sent");
    await rig.settle();
    assert.deepEqual(numbers, [1]);
  } finally {
    redis.thaw();
    await rig.close();
    await redis.kill();
  }
});

test("[RB9] a Redis that stands still for less than that costs nothing but the wait", async () => {
  const redis = await RedisServer.start();
  const rig = await redisRig(redis.url);
  const numbers: number[] = [];
  rig.engine.inbound.receive((_from, frames) => {
    for (const frame of frames) if ("inputSeq" in frame) numbers.push(frame.inputSeq);
  });
  try {
    redis.freeze();
    for (let number = 1; number <= 100; number += 1) {
      assert.equal(rig.gateway.inbound.send(ENGINE, [line(number)]), "sent");
    }
    redis.thaw();
    await rig.settle();
    assert.deepEqual(
      numbers,
      Array.from({ length: 100 }, (_none, index) => index + 1),
    );
    assert.deepEqual(rig.log.of("link_ended"), []);
  } finally {
    await rig.close();
    await redis.kill();
  }
});
