// Goal: the inter-engine bus in one process keeps the contract of all of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { peersContract } from "./contract/peers.contract.ts";
import type { InterEngineBus } from "./inter-engine-bus.ts";
import { LocalPeers } from "./local-peers.ts";

peersContract("local", async () => {
  const peers = new LocalPeers();
  const runs = new Map<string, InterEngineBus>();
  return {
    start: async (engine) => {
      const bus = peers.join(engine);
      runs.set(engine, bus);
      return bus;
    },
    stop: async (engine) => runs.get(engine)?.close(),
    close: async () => undefined,
  };
});

test("[PB8] in one process a run that is replaced is told to have ended, and hears no more", () => {
  const peers = new LocalPeers();
  const [a, first] = [peers.join("a"), peers.join("b")];
  const told: string[] = [];
  for (const bus of [a, first]) {
    bus.receive((engine) => {
      told.push(`from ${engine}`);
    });
    bus.watch((engine, up) => void told.push(`${engine} ${up ? "up" : "down"}`));
  }
  const second = peers.join("b");
  second.receive(() => undefined);
  second.watch(() => undefined);
  assert.deepEqual(told, ["a up", "b up", "a down", "b down", "b up"]);
  assert.equal(first.send("a", [1]), "noLink");
});

test("[PB8] in one process more frames than may wait cost the link, which begins anew", () => {
  const peers = new LocalPeers(2);
  const [a, b] = [peers.join("a"), peers.join("b")];
  const told: string[] = [];
  a.receive(() => undefined);
  a.watch(() => undefined);
  b.watch((_engine, up) => void told.push(up ? "up" : "down"));
  b.receive((_engine, frames) => {
    told.push(`${frames.length}`);
    // As long as this runs, what is sent waits.
    if (told.length === 2)
      assert.deepEqual([a.send("b", [1, 2]), a.send("b", [3])], ["sent", "noLink"]);
  });
  a.send("b", [0]);
  assert.deepEqual(told, ["up", "1", "down", "up"]);
});
