/** Gateways that do not belong, or do not behave, at a real engine's end beside an honest one. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { BATCH_FRAMES_MAX } from "@ambon/bus/codec/batch";
import { BATCH_BYTES_MAX, encodeGatewayBatch } from "@ambon/bus/frame-codec";
import type { GatewayFrame } from "@ambon/bus/frames";
import { CLOCK_TOLERANCE_MS } from "@ambon/wire/rpc-proof";
import { Code } from "@connectrpc/connect";
import { batch, hello, type Said, signedHeaders, talk } from "../support/hostile-gateway.ts";
import { LinkProcess } from "../support/link-process.ts";

const MIB = 1024 * 1024;

/** An engine, and an honest gateway that had its answers before and has them afterwards. */
const besideHonest = async (
  act: (port: number, engine: LinkProcess) => Promise<void>,
): Promise<void> => {
  const { peer: engine, port } = await LinkProcess.engine("bun");
  let later: LinkProcess | undefined;
  const honest = LinkProcess.gateway("bun", "honest", port, 1000);
  try {
    await honest.next("took");
    await act(port, engine);
    assert.equal(honest.times("down") + honest.times("disorder") + honest.times("refused"), 0);
    later = LinkProcess.gateway("bun", "later", port, 1000);
    await later.next("took");
  } finally {
    await Promise.all([engine, honest, later].map((peer) => peer?.end()));
  }
};

test("[LK53] opens that prove nothing are refused, each by its name, and the honest gateway stays", async () => {
  await besideHonest(async (port, engine) => {
    const replayed = signedHeaders();
    const good = await talk(port, replayed, [hello(), { kind: { case: undefined } }]);
    assert.deepEqual([good.code, good.goodbye], ["ended", "a message of no known kind"]);
    const forged = { ...signedHeaders(), "ambon-mac": "0".repeat(64) };
    const stale = signedHeaders("hostile", undefined, Date.now() - 2 * CLOCK_TOLERANCE_MS);
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ["unsigned", {}],
      ["forged", forged],
      ["forged", { ...signedHeaders(), "ambon-peer": "honest" }],
      ["unknownKey", signedHeaders("hostile", "a guess")],
      ["stale", stale],
      ["replayed", replayed],
    ];
    for (const [reason, headers] of cases) {
      const outcome = await talk(port, headers, [hello()]);
      assert.equal(outcome.code, Code.Unauthenticated, reason);
    }
    const told = await engine.next("link_open_refused");
    assert.equal(told.reason, "unsigned");
  });
});

test("[LK53] an old or unknown version, a stolen name and bytes that are no frames end their link alone", async () => {
  await besideHonest(async (port) => {
    const cases: readonly (readonly [RegExp, readonly Said[]])[] = [
      [/at most one version apart/, [hello("hostile", 0)]],
      [/at most one version apart/, [hello("hostile", 99)]],
      [/this is not hostile/, [hello("honest")]],
      [/frames before the hello/, [batch(encodeGatewayBatch([]))]],
      [/a frame goes beyond its batch/, [hello(), batch(Uint8Array.of(10, 200, 1, 1))]],
      [/no known kind/, [hello(), batch(Uint8Array.of(10, 0))]],
      [/more was taken than was sent/, [{ ...hello(), taken: 7 }]],
      [/4194305 bytes/, [hello(), batch(new Uint8Array(BATCH_BYTES_MAX + 1))]],
    ];
    for (const [words, said] of cases) {
      const { code, goodbye } = await talk(port, signedHeaders(), said);
      assert.equal(code, "ended");
      assert.match(goodbye, words);
    }
    const large = batch(new Uint8Array(2 * BATCH_BYTES_MAX));
    const refused = await talk(port, signedHeaders(), [hello(), large]);
    assert.notEqual(refused.code, Code.Unauthenticated);
  });
});

const inputs = (): Said => {
  const frame: GatewayFrame = { f: "input", channel: 1, inputSeq: 1, line: "x".repeat(100) };
  return batch(encodeGatewayBatch(Array.from({ length: BATCH_FRAMES_MAX }, () => frame)));
};

const FLOOD_MS = 5000;
const AT_ONCE = 20;
/** What the engine may grow by: windows, queues, and what a collector has not yet taken. */
const GROWN_MAX = 256 * MIB;

/** Says hello and then this, for so long; what waits behind the engine's brake comes later. */
const flood = async function* (name: string, what: Said): AsyncGenerator<Said> {
  yield hello(name);
  const end = Date.now() + FLOOD_MS;
  while (Date.now() < end) {
    for (let at = 0; at < AT_ONCE; at += 1) yield what;
    // The flood is to fill the engine's time, not that of this process.
    await new Promise((resolve) => setImmediate(resolve));
  }
};

const memoryOf = (pid: number, field: "VmRSS" | "VmHWM"): number => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
};

test("[LK54] floods of lines and of empty messages, read or not, leave room and time for others", async (context) => {
  const heartbeat: Said = {
    kind: { case: "heartbeat", value: { $typeName: "ambon.link.v1.Heartbeat" } },
  };
  const floods: Promise<unknown>[] = [];
  await besideHonest(async (port, engine) => {
    const before = memoryOf(engine.pid, "VmRSS");
    writeFileSync(`/proc/${engine.pid}/clear_refs`, "5");
    for (const [name, what, reads] of [
      ["lines", inputs(), true],
      ["unread", inputs(), false],
      ["empty", heartbeat, true],
    ] as const) {
      floods.push(talk(port, signedHeaders(name), flood(name, what), reads));
      // All floods go on together, each for its time.
      const beside = LinkProcess.gateway("bun", "beside", port, 1000);
      try {
        const { medianMs = 0 } = await beside.next("took");
        context.diagnostic(`beside a flood of ${name}: ${medianMs} ms a round trip`);
      } finally {
        await beside.end();
      }
    }
    const grown = memoryOf(engine.pid, "VmHWM") - before;
    context.diagnostic(`the engine has grown by ${(grown / MIB).toFixed(1)} MiB at most`);
    assert.ok(grown < GROWN_MAX, `${grown} bytes`);
  });
  await Promise.all(floods);
});
