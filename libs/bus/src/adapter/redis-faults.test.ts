// Goal: on a real Redis that dies, cuts connections or is full of strangers, links go and come back
// by themselves, and nothing arrives that a peer did not say once on the link that is up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Labels, type Metrics, silentMetrics } from "@ambon/kernel/ports";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { until } from "@ambon/testing/adapter/until";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { decodeEnvelope, encodeEnvelope } from "../envelope/envelope.ts";
import type { GatewayFrame } from "../frames.ts";
import { ENGINE, GATEWAY, SECRET } from "../testing/connect-rig.ts";
import { type RedisRig, type RedisRigOptions, redisRig } from "../testing/redis-rig.ts";
import { RedisStranger } from "../testing/redis-stranger.ts";

const line = (inputSeq: number): GatewayFrame => ({ f: "input", channel: 1, inputSeq, line: "x" });

/** Counts what was dropped, by reason. */
class Drops implements Metrics {
  readonly by: Record<string, number> = {};
  readonly gauge = silentMetrics.gauge;
  readonly observe = silentMetrics.observe;

  count(name: string, amount = 1, { reason = "" }: Labels = {}): void {
    if (name !== "bus_envelopes_dropped_total") return;
    this.by[reason] = (this.by[reason] ?? 0) + amount;
  }
}

interface Story {
  readonly redis: RedisServer;
  readonly rig: RedisRig;
  /** What the engine's receiver got and its watcher was told, and the gateway's watcher. */
  readonly numbers: number[];
  readonly engineTold: string[];
  readonly gatewayTold: string[];
}

const withRig = async (
  story: (parts: Story) => Promise<void>,
  options: RedisRigOptions = {},
): Promise<void> => {
  const redis = await RedisServer.start();
  const rig = await redisRig(redis.url, options);
  const numbers: number[] = [];
  const told = { engine: [] as string[], gateway: [] as string[] };
  rig.engine.inbound.receive((_from, frames) => {
    for (const frame of frames) if ("inputSeq" in frame) numbers.push(frame.inputSeq);
  });
  rig.engine.inbound.watch((_peer, up) => told.engine.push(up ? "up" : "down"));
  rig.gateway.outbound.watch((_peer, up) => told.gateway.push(up ? "up" : "down"));
  try {
    await story({ redis, rig, numbers, engineTold: told.engine, gatewayTold: told.gateway });
  } finally {
    await rig.close();
    await redis.kill();
  }
};

/** The newest message to the engine, as if some before it had been lost. */
const ahead = ({ bytes }: { readonly bytes: Uint8Array }): Uint8Array => {
  const keys = new HmacKeys(SECRET);
  const read = decodeEnvelope(bytes, keys);
  assert.ok(read.ok);
  return encodeEnvelope({ ...read.value, sequence: read.value.sequence + 5 }, keys);
};

const isUp = (told: readonly string[]): boolean => told.at(-1) === "up";

test("[RB8] when Redis is killed both ends know, nothing is taken, and when it is there again links are too", async () => {
  await withRig(async ({ redis, rig, numbers, engineTold, gatewayTold }) => {
    rig.gateway.inbound.send(ENGINE, [line(1)]);
    await rig.settle();
    await redis.kill();
    await until("both are down", () => !isUp(engineTold) && !isUp(gatewayTold));
    assert.equal(rig.gateway.inbound.send(ENGINE, [line(2)]), "noLink");
    assert.equal(rig.engine.outbound.send(GATEWAY, []), "noLink");
    await redis.again();
    await rig.settle();
    assert.equal(rig.gateway.inbound.send(ENGINE, [line(3)]), "sent");
    await rig.settle();
    assert.deepEqual(numbers, [1, 3]);
    assert.deepEqual(
      [engineTold, gatewayTold],
      [
        ["up", "down", "up"],
        ["up", "down", "up"],
      ],
    );
    const ofBoth = (event: string): number => rig.log.of(event).length;
    assert.deepEqual([ofBoth("bus_redis_here"), ofBoth("bus_redis_away")], [4, 2]);
  });
});

test("[RB8] a process that starts before its Redis waits for it", async () => {
  const redis = await RedisServer.start();
  await redis.kill();
  const starting = redisRig(redis.url);
  await redis.again();
  const rig = await starting;
  assert.equal(rig.gateway.inbound.send(ENGINE, [line(1)]), "sent");
  await rig.close();
  await redis.kill();
});

test("[RB8] a listener that was cut off is a lost link, because what was said meanwhile is lost", async () => {
  await withRig(async ({ redis, rig, numbers, engineTold, gatewayTold }) => {
    const stranger = await RedisStranger.at(redis.url);
    assert.equal(await stranger.cutListeners(), 2);
    await until("both went", () => engineTold.length > 1 && gatewayTold.length > 1);
    await rig.settle();
    assert.equal(rig.gateway.inbound.send(ENGINE, [line(1)]), "sent");
    await rig.settle();
    assert.deepEqual(numbers, [1]);
    await stranger.leave();
  });
});

test("[RB2] [RB5] what strangers forge, replay, send elsewhere or keep for later is dropped, counted, and costs no link", async () => {
  const drops = new Drops();
  const story = async ({ redis, rig, numbers, engineTold }: Story): Promise<void> => {
    const stranger = await RedisStranger.at(redis.url);
    rig.gateway.inbound.send(ENGINE, [line(1)]);
    await rig.settle();
    await until("it was overheard", () => stranger.overheard.some(({ to }) => to === ENGINE));
    const recorded = stranger.overheard.filter(({ to }) => to === ENGINE);
    const [first] = recorded;
    assert.ok(first !== undefined);
    for (const { bytes } of recorded) await stranger.say(ENGINE, bytes);
    const forged = Uint8Array.from(first.bytes);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    await stranger.say(ENGINE, forged);
    await stranger.say(ENGINE, Uint8Array.of(1, 2, 3));
    const words = { sender: GATEWAY, receiver: ENGINE, kind: "open", stream: "a" } as const;
    const rest = { nonce: "n", sequence: 0, payload: new Uint8Array(0) };
    const minute = { ...words, ...rest, timestampMs: Date.now() - 60_000 };
    await stranger.say(ENGINE, encodeEnvelope(minute, new HmacKeys("another secret")));
    await stranger.say(ENGINE, encodeEnvelope(minute, new HmacKeys(SECRET)));
    const toOther = { ...minute, receiver: "engine-2", timestampMs: Date.now() };
    await stranger.say(ENGINE, encodeEnvelope(toOther, new HmacKeys(SECRET)));
    const wanted = { forged: 1, malformed: 1, unknownKey: 1, stale: 1, misrouted: 1 };
    await until("all came", () => drops.by.misrouted === 1);
    assert.deepEqual(drops.by, { ...wanted, replayed: recorded.length });
    rig.gateway.inbound.send(ENGINE, [line(2)]);
    await rig.settle();
    assert.deepEqual(numbers, [1, 2]);
    assert.deepEqual(engineTold, ["up"]);
    await stranger.leave();
  };
  await withRig(story, { engineMetrics: drops });
});

test("[RB6] an envelope that went missing takes the link down for both ends, and up again with a new stream", async () => {
  const drops = new Drops();
  const story = async ({ redis, rig, numbers, engineTold, gatewayTold }: Story): Promise<void> => {
    const stranger = await RedisStranger.at(redis.url);
    rig.gateway.inbound.send(ENGINE, [line(1)]);
    const said = () => stranger.overheard.findLast(({ to }) => to === ENGINE);
    await until("it was overheard", () => said() !== undefined);
    await stranger.say(ENGINE, ahead(said() ?? assert.fail()));
    await until("both went", () => engineTold.length > 1 && gatewayTold.length > 1);
    await rig.settle();
    rig.gateway.inbound.send(ENGINE, [line(2)]);
    await rig.settle();
    assert.deepEqual(numbers, [1, 2]);
    assert.equal(drops.by.gap, 1);
    await stranger.leave();
  };
  await withRig(story, { engineMetrics: drops });
});
