// Goal: the links of one end behind one bus: who is up, who hears what, and what a defect costs.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { type EngineLink, input, LinkWire } from "../testing/link-wire.ts";
import type { LinkInput } from "./link.ts";
import { type HubLink, LinkHub } from "./link-hub.ts";
import type { Farewell } from "./link-words.ts";

type EngineHub = LinkHub<GatewayFrame, EngineFrame>;

/** One gateway's link as the engine's hub sees it. */
class Held implements HubLink<GatewayFrame, EngineFrame> {
  readonly peer = "g";
  readonly wire = new LinkWire();
  readonly hub: EngineHub;
  readonly farewells: string[] = [];

  constructor(hub: EngineHub) {
    this.hub = hub;
    this.wire.run();
    this.carry();
  }

  get link(): EngineLink {
    return this.wire.engine;
  }

  close(farewell: Farewell, message: string): void {
    this.farewells.push(farewell);
    this.step({ i: "close", farewell, message });
  }

  wake(): void {
    this.wire.write();
  }

  step(...inputs: LinkInput[]): void {
    this.wire.stepEngine(...inputs);
    this.carry();
  }

  /** The gateway sends these, and they arrive. */
  hear(...numbers: number[]): void {
    this.wire.gateway.send(numbers.map(input));
    this.wire.write();
    for (const message of this.wire.toEngine.splice(0)) this.step({ i: "message", message });
  }

  carry(): void {
    for (const effect of this.wire.engineDid.splice(0)) {
      if (effect.x !== "over") this.hub.carry(this, effect);
    }
  }
}

const hubWith = (capacityFrames?: number) => {
  const defects: unknown[] = [];
  const hub: EngineHub = new LinkHub({
    onDefect: (error) => defects.push(error),
    ...(capacityFrames === undefined ? {} : { capacityFrames }),
  });
  const told: string[] = [];
  hub.watch((peer, up) => told.push(`${peer} ${up ? "up" : "down"}`));
  return { hub, told, defects };
};

const numbers = (frames: readonly GatewayFrame[]): number[] =>
  frames.map((frame) => (frame.f === "input" ? frame.inputSeq : -1));

test("[LK21] a newer link of the same peer supersedes the older: down, then up, nothing of the old", () => {
  const { hub, told } = hubWith();
  const old = new Held(hub);
  old.hear(1, 2);
  const newer = new Held(hub);
  assert.deepEqual(told, ["g up", "g down", "g up"]);
  assert.deepEqual(old.farewells, ["superseded"]);
  old.hear(3);
  newer.hear(4);
  const got: number[] = [];
  hub.receive((_peer, frames) => got.push(...numbers(frames)));
  assert.deepEqual(got, [4]);
  old.step({ i: "lost", message: "late" });
  assert.equal(told.length, 3);
  assert.deepEqual(hub.peers, ["g"]);
});

test("[LK22] a receiver that throws costs its link, so that both ends know, and no other", () => {
  const { hub, told, defects } = hubWith();
  const held = new Held(hub);
  hub.receive(() => {
    throw new Error("a defect");
  });
  held.hear(1);
  assert.deepEqual(held.farewells, ["dropped"]);
  assert.deepEqual(told, ["g up", "g down"]);
  assert.match(String(defects), /a defect/);
  assert.equal(hub.send("g", []), "noLink");
});

test("[LK22] a watcher that throws is told of, and the link goes on", () => {
  const { hub, defects } = hubWith();
  hub.watch(() => {
    throw new Error("no watcher");
  });
  const held = new Held(hub);
  const got: number[] = [];
  hub.receive((_peer, frames) => got.push(...numbers(frames)));
  held.hear(1);
  assert.deepEqual(got, [1]);
  assert.equal(defects.length, 1);
});

test("[LK16] a peer that sends more than may wait breaks its promise and loses its link", () => {
  const { hub, told } = hubWith(4);
  const held = new Held(hub);
  held.hear(1, 2, 3);
  assert.equal(hub.depth(), 3);
  held.hear(4, 5);
  assert.deepEqual(held.farewells, ["dropped"]);
  assert.deepEqual(told, ["g up", "g down"]);
  assert.equal(hub.depth(), 0);
});
