import assert from "node:assert/strict";
import test from "node:test";
import { Dice } from "../time/dice.ts";
import { Process } from "../time/process.ts";
import { START_MS, VirtualTime } from "../time/virtual-time.ts";
import { Connection } from "./connection.ts";
import { type Delays, Network } from "./network.ts";

const CAPACITY = 100;

/** Two ends that write down what they hear. */
class Rig {
  readonly time = new VirtualTime();
  readonly network: Network;
  readonly left = new Process(this.time, "left");
  readonly right = new Process(this.time, "right");
  readonly heard: { readonly left: string[]; readonly right: string[] } = { left: [], right: [] };
  readonly connection: Connection<string, string>;
  room = 0;

  constructor(seed = 1, delays: Delays = { minMs: 5, meanMs: 20, lossPermille: 100 }) {
    this.network = new Network(this.time, new Dice(seed), delays);
    this.connection = new Connection<string, string>(
      this.network,
      new Dice(seed),
      {
        process: this.left,
        place: "l",
        receive: (item) => void this.heard.left.push(item),
        closed: (why) => void this.heard.left.push(`closed: ${why}`),
        taken: () => {
          this.room += 1;
        },
      },
      {
        process: this.right,
        place: "r",
        receive: (item) => void this.heard.right.push(item),
        closed: (why) => void this.heard.right.push(`closed: ${why}`),
      },
      CAPACITY,
    );
  }

  send(count: number, bytes = 1): string[] {
    const items = Array.from({ length: count }, (_none, index) => `m${index}`);
    for (const item of items) assert.equal(this.connection.left.send(item, bytes), true);
    return items;
  }

  until(ms: number): this {
    this.time.runUntil(START_MS + ms);
    return this;
  }
}

test("[SM4] a stream keeps the order, whatever the delays", () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const rig = new Rig(seed);
    const sent = rig.send(30);
    rig.until(5000);
    assert.deepEqual(rig.heard.right, sent);
  }
});

test("[SM4] a cut route holds what is under way, one way only", () => {
  const rig = new Rig();
  const route = rig.network.route("l", "r");
  route.blocked = true;
  const sent = rig.send(3);
  rig.connection.right.send("back", 1);
  rig.until(10_000);
  assert.deepEqual(rig.heard, { left: ["back"], right: [] });
  route.open();
  rig.until(10_001);
  assert.deepEqual(rig.heard.right, sent);
});

test("[SM5] after a reset each end has a beginning of the rest, then the end, and no more", () => {
  const lengths = new Set<number>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const rig = new Rig(seed);
    const sent = rig.send(6);
    rig.connection.reset();
    rig.connection.left.send("late", 1);
    rig.until(5000);
    const got = rig.heard.right.slice(0, -1);
    assert.deepEqual(got, sent.slice(0, got.length));
    assert.deepEqual(rig.heard.right.at(-1), "closed: reset");
    assert.deepEqual(rig.heard.left, ["closed: reset"]);
    lengths.add(got.length);
  }
  assert.deepEqual(lengths, new Set([0, 1, 2, 3, 4, 5, 6]));
});

test("[SM5] a stream that goes dark tells nobody; an end that gives up hears that itself", () => {
  const rig = new Rig();
  rig.connection.goDark();
  rig.connection.left.send("lost", 1);
  rig.until(5000);
  assert.deepEqual(rig.heard, { left: [], right: [] });
  rig.connection.left.abort("silent");
  rig.until(9000);
  assert.deepEqual(rig.heard, { left: ["closed: silent"], right: [] });
});

test("[SM5] a close in good order comes after all that was sent", () => {
  const rig = new Rig();
  const sent = rig.send(4);
  rig.connection.left.close();
  rig.until(5000);
  assert.deepEqual(rig.heard, { left: [], right: [...sent, "closed: ended"] });
});

test("[SM6] a reader that stops fills the stream, and its going on empties it", () => {
  const rig = new Rig();
  rig.connection.right.stall(true);
  const sent = rig.send(10, 10);
  assert.equal(rig.connection.left.send("too much", 1), false);
  rig.until(5000);
  assert.deepEqual([rig.heard.right, rig.connection.left.pendingBytes], [[], CAPACITY]);
  rig.connection.right.stall(false);
  rig.until(5001);
  assert.deepEqual([rig.heard.right, rig.connection.left.pendingBytes], [sent, 0]);
  assert.equal(rig.room, 10);
});

test("[SM6] a paused process does not read either", () => {
  const rig = new Rig();
  rig.right.pause();
  rig.send(10, 10);
  rig.until(5000);
  assert.equal(rig.connection.left.send("too much", 1), false);
  rig.right.resume();
  assert.equal(rig.heard.right.length, 10);
});

test("[SM6] one thing larger than the stream passes when nothing else is under way", () => {
  const rig = new Rig();
  assert.equal(rig.connection.left.send("huge", CAPACITY * 5), true);
  assert.equal(rig.connection.left.send("more", 1), false);
});

test("[SM7] the end of a process breaks its streams", () => {
  const rig = new Rig();
  rig.left.kill();
  rig.until(5000);
  assert.deepEqual(rig.heard, { left: [], right: ["closed: reset"] });
});
