// Goal: what waits for the stream is joined and split within the bounds, in order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BATCH_FRAMES_MAX } from "../codec/batch.ts";
import { BATCH_BYTES_MAX, decodeGatewayBatch, encodeGatewayBatch } from "../frame-codec.ts";
import type { GatewayFrame } from "../frames.ts";
import { input } from "../testing/link-wire.ts";
import { Outgoing, QUEUE_BYTES } from "./outgoing.ts";

const outgoing = (capacity = 1_000_000): Outgoing<GatewayFrame> =>
  new Outgoing(encodeGatewayBatch, capacity);

const drained = (out: Outgoing<GatewayFrame>): GatewayFrame[][] => {
  const batches: GatewayFrame[][] = [];
  for (let chunk = out.take(); chunk !== undefined; chunk = out.take()) {
    const frames = decodeGatewayBatch(chunk.bytes);
    assert.ok(frames.ok, "a batch that no peer would take");
    assert.equal(frames.value.length, chunk.frames);
    batches.push([...frames.value]);
  }
  return batches;
};

/** About a MiB, as 16 texts of the longest kind. */
const large = (channel: number): GatewayFrame => ({
  f: "subscribe",
  channel,
  packages: Array.from({ length: 16 }, () => "p".repeat(65_000)),
});

test("[LK18] more frames or bytes than a batch may have become several, in order", () => {
  const many = outgoing();
  const frames = Array.from({ length: 2 * BATCH_FRAMES_MAX + 10 }, (_, at) => input(at));
  assert.equal(many.add(frames), "sent");
  const batches = drained(many);
  assert.ok(batches.length >= 3);
  assert.deepEqual(batches.flat(), frames);
  const long = outgoing();
  const larges = Array.from({ length: 9 }, (_, at) => large(at));
  assert.equal(long.add(larges), "sent");
  assert.equal(long.add([input(1)]), "sent");
  assert.deepEqual(drained(long).flat(), [...larges, input(1)]);
  assert.equal(long.isEmpty, true);
});

test("[LK18] many small sends become one batch, as far as it holds them", () => {
  const out = outgoing();
  for (let at = 0; at < BATCH_FRAMES_MAX + 5; at += 1) out.add([input(at)]);
  assert.deepEqual(
    drained(out).map((batch) => batch.length),
    [BATCH_FRAMES_MAX, 5],
  );
});

test("[LK16] the bytes that wait are bounded, and a frame beyond a whole batch is refused", () => {
  const out = outgoing();
  let sent = 0;
  while (out.add([large(sent)]) === "sent") sent += 1;
  assert.ok(sent * 16 * 65_000 > QUEUE_BYTES - 2 * 1024 * 1024, `${sent} sent`);
  assert.equal(out.add([input(1)]), "sent");
  assert.equal(drained(out).flat().length, sent + 1);
  const packages = Array.from({ length: 4096 }, () => "p".repeat(1 + BATCH_BYTES_MAX / 4096));
  assert.equal(out.add([{ f: "subscribe", channel: 1, packages }]), "full");
});

test("[LK16] a batch larger than the bound is taken when nothing is under way", () => {
  const out = outgoing(2);
  assert.equal(out.add([1, 2, 3].map(input)), "sent");
  assert.equal(out.add([input(4)]), "full");
  drained(out);
  assert.equal(out.add([input(4)]), "full");
  assert.equal(out.acknowledge(3), true);
  assert.equal(out.add([input(4)]), "sent");
  assert.equal(out.acknowledge(5), false);
  assert.equal(out.underWay, 1);
});
