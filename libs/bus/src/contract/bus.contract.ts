/**
 * What every pair of InboundBus and OutboundBus promises (docs/spec/bus.md). A bus registers
 * itself with a function that makes a fresh link; a bus over a wire waits in `settle` until all
 * that was sent has arrived.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { InboundBus, OutboundBus, SendOutcome } from "../bus.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { engineFrameSamples, gatewayFrameSamples } from "./samples.fixture.ts";

export interface BusHarness {
  readonly gateway: string;
  readonly engine: string;
  /** The gateway's end: sends input, receives output. In process both ends are one object. */
  readonly gatewayEnd: { readonly inbound: InboundBus; readonly outbound: OutboundBus };
  readonly engineEnd: { readonly inbound: InboundBus; readonly outbound: OutboundBus };
  /**
   * Resolves when everything that was sent has reached its receiver or waits for one, the senders
   * know what was taken, and a link that was dropped is up again.
   */
  settle(): void | Promise<void>;
  close(): void | Promise<void>;
}

/** A bus whose ends are apart, so that one of them can go. */
export interface SplitBusHarness extends BusHarness {
  /** Closes one end in order; resolves when the other knows. */
  closeEnd(end: "gateway" | "engine"): Promise<void>;
}

/** Builds a link whose bound in each direction is `capacityFrames`. */
export type MakeBus<H = BusHarness> = (capacityFrames: number) => H | Promise<H>;

const input = (inputSeq: number): GatewayFrame => ({ f: "input", channel: 1, inputSeq, line: "x" });
const inputAck = (inputSeq: number): EngineFrame => ({ f: "inputAck", channel: 1, inputSeq });

interface Direction {
  readonly title: string;
  /** Sends the frames with these numbers to the peer, or to `wrong`. */
  send(bus: BusHarness, numbers: readonly number[], wrong?: string): SendOutcome;
  receive(bus: BusHarness, take: (from: string, numbers: number[]) => void): void;
  depth(bus: BusHarness): number;
  sender(bus: BusHarness): string;
}

const numbersOf = (frames: readonly (GatewayFrame | EngineFrame)[]): number[] =>
  frames.map((frame) => ("inputSeq" in frame ? frame.inputSeq : -1));

const DIRECTIONS: readonly Direction[] = [
  {
    title: "gateway to engine",
    send: (bus, numbers, wrong) =>
      bus.gatewayEnd.inbound.send(wrong ?? bus.engine, numbers.map(input)),
    receive: (bus, take) =>
      bus.engineEnd.inbound.receive((from, frames) => take(from, numbersOf(frames))),
    depth: (bus) => bus.engineEnd.inbound.depth(),
    sender: (bus) => bus.gateway,
  },
  {
    title: "engine to gateway",
    send: (bus, numbers, wrong) =>
      bus.engineEnd.outbound.send(wrong ?? bus.gateway, numbers.map(inputAck)),
    receive: (bus, take) =>
      bus.gatewayEnd.outbound.receive((from, frames) => take(from, numbersOf(frames))),
    depth: (bus) => bus.gatewayEnd.outbound.depth(),
    sender: (bus) => bus.engine,
  },
];

type OnBus<H = BusHarness> = (
  title: string,
  run: (bus: H) => void | Promise<void>,
  capacity?: number,
) => unknown;

const testsOn =
  <H extends BusHarness>(name: string, make: MakeBus<H>): OnBus<H> =>
  (title, run, capacity = 64) =>
    test(`${title} (${name})`, async () => {
      const bus = await make(capacity);
      try {
        await run(bus);
      } finally {
        await bus.close();
      }
    });

/** Registers under `name` what every bus promises. */
export const busContract = (name: string, make: MakeBus): void => {
  const onBus = testsOn(name, make);
  registerFrames(onBus);
  for (const direction of DIRECTIONS) registerDirection(direction, onBus);
  registerLinks(onBus);
};

/** Registers that, and what a bus between processes promises beyond it. */
export const splitBusContract = (name: string, make: MakeBus<SplitBusHarness>): void => {
  busContract(name, make);
  registerEnds(testsOn(name, make));
};

const registerFrames = (onBus: OnBus): void => {
  onBus("[BU1] every kind of frame arrives as it was sent, towards the engine", async (bus) => {
    const got: GatewayFrame[] = [];
    bus.engineEnd.inbound.receive((_from, frames) => got.push(...frames));
    assert.equal(bus.gatewayEnd.inbound.send(bus.engine, gatewayFrameSamples), "sent");
    await bus.settle();
    assert.deepEqual(got, gatewayFrameSamples);
  });
  onBus("[BU1] every kind of frame arrives as it was sent, towards the gateway", async (bus) => {
    const got: EngineFrame[] = [];
    bus.gatewayEnd.outbound.receive((_from, frames) => got.push(...frames));
    assert.equal(bus.engineEnd.outbound.send(bus.gateway, engineFrameSamples), "sent");
    await bus.settle();
    assert.deepEqual(got, engineFrameSamples);
  });
};

const registerDirection = (way: Direction, onBus: OnBus): void => {
  registerOrder(way, onBus);
  registerBounds(way, onBus);
};

const registerOrder = (way: Direction, onBus: OnBus): void => {
  onBus(`[BU2] order is kept and the sender named, ${way.title}`, async (bus) => {
    const got: number[] = [];
    const from = new Set<string>();
    way.receive(bus, (sender, numbers) => {
      from.add(sender);
      got.push(...numbers);
    });
    for (const batch of [[1, 2], [3], [], [4, 5, 6]]) assert.equal(way.send(bus, batch), "sent");
    await bus.settle();
    assert.deepEqual(got, [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...from], [way.sender(bus)]);
  });
  onBus(`[BU3] what is sent before a receiver is there waits for it, ${way.title}`, async (bus) => {
    way.send(bus, [1, 2]);
    way.send(bus, [3]);
    await bus.settle();
    assert.equal(way.depth(bus), 3);
    const got: number[] = [];
    way.receive(bus, (_from, numbers) => got.push(...numbers));
    await bus.settle();
    assert.deepEqual(got, [1, 2, 3]);
    assert.equal(way.depth(bus), 0);
  });
  onBus(`[BU4] a receiver that sends is not entered twice, ${way.title}`, async (bus) => {
    const trace: string[] = [];
    way.receive(bus, (_from, numbers) => {
      for (const number of numbers) {
        trace.push(`in ${number}`);
        if (number < 3) way.send(bus, [number + 1]);
        trace.push(`out ${number}`);
      }
    });
    way.send(bus, [1]);
    await bus.settle();
    assert.deepEqual(trace, ["in 1", "out 1", "in 2", "out 2", "in 3", "out 3"]);
  });
};

const registerBounds = (way: Direction, onBus: OnBus): void => {
  onBus(
    `[BU5] a batch over the bound is refused whole and later ones go on, ${way.title}`,
    async (bus) => {
      assert.equal(way.send(bus, [1, 2, 3]), "sent");
      await bus.settle();
      assert.equal(way.send(bus, [4, 5]), "full");
      assert.equal(way.send(bus, [6]), "sent");
      const got: number[] = [];
      way.receive(bus, (_from, numbers) => got.push(...numbers));
      await bus.settle();
      assert.equal(way.send(bus, [7, 8]), "sent");
      await bus.settle();
      assert.deepEqual(got, [1, 2, 3, 6, 7, 8]);
    },
    4,
  );
  onBus(`[BU6] a name without a link and a closed bus answer noLink, ${way.title}`, async (bus) => {
    const got: number[] = [];
    way.receive(bus, (_from, numbers) => got.push(...numbers));
    assert.equal(way.send(bus, [1], "nobody"), "noLink");
    await bus.close();
    assert.equal(way.send(bus, [2]), "noLink");
    assert.deepEqual(got, []);
  });
};

/** What both watchers were told, in order. */
const watching = (bus: BusHarness): { engine: string[]; gateway: string[] } => {
  const told = { engine: [] as string[], gateway: [] as string[] };
  bus.engineEnd.inbound.watch((peer, up) => told.engine.push(`${peer} ${up ? "up" : "down"}`));
  bus.gatewayEnd.outbound.watch((peer, up) => told.gateway.push(`${peer} ${up ? "up" : "down"}`));
  return told;
};

const registerLinks = (onBus: OnBus): void => {
  onBus("[BU10] a watcher is told at once of a link that is up", (bus) => {
    const told = watching(bus);
    assert.deepEqual(told, { engine: [`${bus.gateway} up`], gateway: [`${bus.engine} up`] });
  });
  const drops = {
    gateway: (bus: BusHarness) => bus.gatewayEnd.inbound.drop(bus.engine),
    engine: (bus: BusHarness) => bus.engineEnd.outbound.drop(bus.gateway),
  };
  for (const [end, drop] of Object.entries(drops)) {
    onBus(`[BU11] a link that the ${end} drops is down, then up, and carries on`, async (bus) => {
      const told = watching(bus);
      drop(bus);
      await bus.settle();
      const changes = ["up", "down", "up"];
      assert.deepEqual(told, {
        engine: changes.map((change) => `${bus.gateway} ${change}`),
        gateway: changes.map((change) => `${bus.engine} ${change}`),
      });
      for (const way of DIRECTIONS) {
        const got: number[] = [];
        way.receive(bus, (_from, numbers) => got.push(...numbers));
        assert.equal(way.send(bus, [1]), "sent");
        await bus.settle();
        assert.deepEqual(got, [1]);
      }
    });
    onBus(`[BU12] nothing of a link arrives after the ${end} dropped it`, async (bus) => {
      for (const way of DIRECTIONS) way.send(bus, [1, 2]);
      await bus.settle();
      for (const way of DIRECTIONS) way.send(bus, [3]);
      drop(bus);
      await bus.settle();
      for (const way of DIRECTIONS) {
        const got: number[] = [];
        way.receive(bus, (_from, numbers) => got.push(...numbers));
        way.send(bus, [4]);
        await bus.settle();
        assert.deepEqual(got, [4]);
        assert.equal(way.depth(bus), 0);
      }
    });
  }
  onBus("[BU11] dropping a peer without a link does nothing", async (bus) => {
    const told = watching(bus);
    bus.gatewayEnd.inbound.drop("nobody");
    bus.engineEnd.outbound.drop("nobody");
    await bus.settle();
    assert.deepEqual([told.engine.length, told.gateway.length], [1, 1]);
  });
};

const registerEnds = (onBus: OnBus<SplitBusHarness>): void => {
  for (const end of ["gateway", "engine"] as const) {
    const other = end === "gateway" ? "engine" : "gateway";
    onBus(
      `[BU13] when the ${end} closes, the ${other} gets all it sent, then down`,
      async (bus) => {
        const told = watching(bus);
        const trace: string[] = [];
        for (const way of DIRECTIONS) {
          way.receive(bus, (_from, numbers) => trace.push(...numbers.map(String)));
        }
        const [leaving, staying] = end === "gateway" ? DIRECTIONS : DIRECTIONS.toReversed();
        assert.equal(leaving?.send(bus, [1, 2]), "sent");
        await bus.closeEnd(end);
        trace.push(`${told[other].at(-1)}`);
        assert.deepEqual(trace, ["1", "2", `${bus[end]} down`]);
        assert.equal(told[other].length, 2);
        assert.equal(staying?.send(bus, [3]), "noLink");
        assert.equal(leaving?.send(bus, [4]), "noLink");
        assert.equal(trace.length, 3);
      },
    );
  }
};
