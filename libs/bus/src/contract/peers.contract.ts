/**
 * What every InterEngineBus promises (docs/spec/peers.md). A bus registers itself with a function
 * that makes a cluster of it, in which engines are started by name.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@ambon/testing/adapter/until";
import type { InterEngineBus } from "../inter-engine-bus.ts";

export interface PeersHarness {
  /** A new run of an engine, which knows all others and is known to them. */
  start(engine: string): Promise<InterEngineBus>;
  /** It ends in order; resolves when it is closed. */
  stop(engine: string): Promise<void>;
  close(): Promise<void>;
}

/** Everything that one run of an engine was told, in its order. */
class Ear {
  readonly told: string[] = [];
  readonly bus: InterEngineBus;
  isFull = false;

  constructor(bus: InterEngineBus) {
    this.bus = bus;
    bus.receive((engine, frames) => {
      if (this.isFull) return "full";
      for (const frame of frames) this.told.push(`${engine}: ${JSON.stringify(frame)}`);
      return undefined;
    });
    bus.watch((engine, up) => void this.told.push(`${engine} ${up ? "up" : "down"}`));
  }

  hears(count: number): Promise<void> {
    return until(`${count} things told, not ${this.told.length}`, () => this.told.length >= count);
  }
}

type Story = (cluster: PeersHarness, a: Ear, b: Ear) => Promise<void>;

/** Registers under `name` what every bus between engines promises. */
export const peersContract = (name: string, make: () => Promise<PeersHarness>): void => {
  const on = (title: string, story: Story): unknown =>
    test(`${title} (${name})`, async () => {
      const cluster = await make();
      try {
        const a = new Ear(await cluster.start("engine-a"));
        const b = new Ear(await cluster.start("engine-b"));
        await Promise.all([a.hears(1), b.hears(1)]);
        assert.deepEqual([a.told.splice(0), b.told.splice(0)], [["engine-b up"], ["engine-a up"]]);
        await story(cluster, a, b);
      } finally {
        await cluster.close();
      }
    });

  on(
    "[PB18] of a receiver that is full the link is lost, and the next one begins anew",
    async (_c, a, b) => {
      b.isFull = true;
      a.bus.send("engine-b", ["lost"]);
      await Promise.all([a.hears(2), b.hears(2)]);
      const told = [a, b].map((ear) => ear.told.splice(0));
      assert.deepEqual(told, [
        ["engine-b down", "engine-b up"],
        ["engine-a down", "engine-a up"],
      ]);
      b.isFull = false;
      a.bus.send("engine-b", ["found"]);
      await b.hears(1);
      assert.deepEqual(b.told, ['engine-a: "found"']);
    },
  );

  on(
    "[PB1] plain data arrives as it was sent, once, in order, with its sender",
    async (_c, a, b) => {
      const odd = { text: '𝄞 \u2028 "', none: null, deep: [{ list: [1.5, -7, []] }], yes: true };
      assert.equal(a.bus.send("engine-b", [odd, 1]), "sent");
      assert.equal(a.bus.send("engine-b", [2]), "sent");
      assert.equal(a.bus.send("engine-b", []), "sent");
      assert.equal(b.bus.send("engine-a", ["back"]), "sent");
      await Promise.all([b.hears(3), a.hears(1)]);
      assert.deepEqual(b.told, [`engine-a: ${JSON.stringify(odd)}`, "engine-a: 1", "engine-a: 2"]);
      assert.deepEqual(a.told, ['engine-b: "back"']);
    },
  );

  on(
    "[PB2] a batch sent while the receiver runs follows it; it is never entered twice",
    async (_c, a, b) => {
      const heard: string[] = [];
      a.bus.receive((_from, frames) => {
        heard.push(`begin ${JSON.stringify(frames)}`);
        if (heard.length < 4) a.bus.send("engine-b", frames);
        heard.push("end");
      });
      b.bus.receive((_from, frames) => void b.bus.send("engine-a", frames));
      b.bus.send("engine-a", [1]);
      await until("the echoes", () => heard.length === 6);
      assert.deepEqual(heard, ["begin [1]", "end", "begin [1]", "end", "begin [1]", "end"]);
    },
  );

  on(
    "[PB3] who is not linked, or oneself, is sent nothing, and neither is anybody after the end",
    async (c, a) => {
      assert.equal(a.bus.send("engine-z", [1]), "noLink");
      assert.equal(a.bus.send("engine-a", [1]), "noLink");
      await c.stop("engine-a");
      assert.equal(a.bus.send("engine-b", [1]), "noLink");
    },
  );

  on("[PB4] a watcher is told at once of the links that are up", async (_c, a) => {
    const told: string[] = [];
    a.bus.watch((engine, up) => void told.push(`${engine} ${up}`));
    assert.deepEqual(told, ["engine-b true"]);
  });

  on(
    "[PB5] what was sent before an engine ends in order arrives, then its end, once",
    async (c, a, b) => {
      const large = "x".repeat(3_000_000);
      a.bus.send("engine-b", [large]);
      a.bus.send("engine-b", [2]);
      await c.stop("engine-a");
      await b.hears(3);
      assert.equal(b.told[0]?.length, large.length + '"engine-a: "'.length);
      assert.deepEqual(b.told.slice(1), ["engine-a: 2", "engine-a down"]);
      assert.equal(b.bus.send("engine-a", [1]), "noLink");
    },
  );

  on(
    "[PB6] another run of an engine is another link, and nothing of the first one's arrives there",
    async (c, a, b) => {
      await c.stop("engine-b");
      await a.hears(1);
      const again = new Ear(await c.start("engine-b"));
      await Promise.all([a.hears(2), again.hears(1)]);
      a.bus.send("engine-b", ["to the second"]);
      await again.hears(2);
      assert.deepEqual(a.told, ["engine-b down", "engine-b up"]);
      assert.deepEqual(again.told, ["engine-a up", 'engine-a: "to the second"']);
      assert.deepEqual(
        b.told.filter((line) => line.includes("second")),
        [],
      );
    },
  );

  on("[PB7] each pair of many engines has its own link", async (c, a, b) => {
    const d = new Ear(await c.start("engine-d"));
    await Promise.all([a.hears(1), b.hears(1), d.hears(2)]);
    a.bus.send("engine-d", ["a"]);
    b.bus.send("engine-d", ["b"]);
    d.bus.send("engine-a", ["d"]);
    await Promise.all([d.hears(4), a.hears(2)]);
    assert.deepEqual(d.told.slice(2).sort(), ['engine-a: "a"', 'engine-b: "b"']);
    await c.stop("engine-d");
    await Promise.all([a.hears(3), b.hears(2)]);
    assert.deepEqual(b.told, ["engine-d up", "engine-d down"]);
    assert.equal(a.bus.send("engine-b", ["still"]), "sent");
    await b.hears(3);
  });
};
