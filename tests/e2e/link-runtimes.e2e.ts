/** Links between processes on Bun, Node and Deno: frames, a killed, a frozen and a far peer. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { DelayProxy } from "@ambon/testing/adapter/delay-proxy";
import { LinkProcess } from "../support/link-process.ts";
import type { Runtime } from "../support/server.ts";

/** Engine's end, gateway's end. */
const PAIRS: readonly (readonly [Runtime, Runtime])[] = [
  ["bun", "bun"],
  ["node", "node"],
  ["deno", "deno"],
  ["bun", "node"],
  ["node", "bun"],
];
const FRAMES = 20_000;
/** A dead peer is known after five seconds of silence; the rest is for a busy machine. */
const FROZEN_MS = 7500;
const GONE_MS = 4000;

for (const [engineSide, gatewaySide] of PAIRS) {
  test(`[LK50] an engine on ${engineSide} and a gateway on ${gatewaySide} carry all frames in order, and again after a kill`, async () => {
    const { peer: engine, port } = await LinkProcess.engine(engineSide);
    const gateway = LinkProcess.gateway(gatewaySide, "g", port, FRAMES);
    const peers = [engine, gateway];
    try {
      await gateway.next("answered");
      await gateway.next("took");
      engine.kill();
      await gateway.next("down", GONE_MS);
      const again = await LinkProcess.engine(engineSide, port);
      peers.push(again.peer);
      await gateway.next("answered");
      gateway.kill();
      await again.peer.next("down", GONE_MS);
      assert.equal(gateway.times("disorder") + gateway.times("refused"), 0);
    } finally {
      await Promise.all(peers.map((peer) => peer.end()));
    }
  });
}

test("[LK51] a frozen peer is noticed at the other end, and links again when it thaws", async () => {
  const story = async ([engineSide, gatewaySide]: readonly [Runtime, Runtime]): Promise<void> => {
    const { peer: engine, port } = await LinkProcess.engine(engineSide);
    const gateway = LinkProcess.gateway(gatewaySide, "g", port, 10);
    try {
      await gateway.next("took");
      await engine.next("up");
      engine.kill("SIGSTOP");
      await gateway.next("down", FROZEN_MS);
      engine.kill("SIGCONT");
      await gateway.next("answered");
      await engine.next("up");
      gateway.kill("SIGSTOP");
      await engine.next("down", FROZEN_MS);
      gateway.kill("SIGCONT");
      await gateway.next("answered");
      assert.equal(gateway.times("disorder"), 0);
    } finally {
      await Promise.all([engine.end(), gateway.end()]);
    }
  };
  await Promise.all(PAIRS.map(story));
});

const ONE_WAY_MS = 40;
/** Each runtime at both ends is enough: nothing here depends on the other end's. */
const FAR_PAIRS = PAIRS.filter(([one, other]) => one === other);

test("[LK52] a link of 80 ms is as long as the way, and comes again when the way was cut", async (context) => {
  for (const [engineSide, gatewaySide] of FAR_PAIRS) {
    const { peer: engine, port } = await LinkProcess.engine(engineSide);
    const proxy = await DelayProxy.start(port, ONE_WAY_MS);
    const gateway = LinkProcess.gateway(gatewaySide, "g", proxy.port, FRAMES);
    try {
      await gateway.next("up");
      await gateway.next("answered");
      const { medianMs = 0 } = await gateway.next("took");
      context.diagnostic(
        `${engineSide} engine, ${gatewaySide} gateway: ${medianMs} ms a round trip`,
      );
      assert.ok(medianMs >= 2 * ONE_WAY_MS, `${medianMs} ms`);
      proxy.cut();
      await gateway.next("down", GONE_MS);
      await gateway.next("answered");
      assert.equal(gateway.times("disorder"), 0);
    } finally {
      await Promise.all([engine.end(), gateway.end()]);
      await proxy.close();
    }
  }
});
