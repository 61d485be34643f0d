// Goal: the in-process link keeps the contract of all buses, and what is special about it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { busContract } from "./contract/bus.contract.ts";
import type { GatewayFrame } from "./frames.ts";
import { localLink } from "./local-bus.ts";

const names = { gateway: "gateway-1", engine: "engine-1" };

busContract("local", (capacityFrames) => {
  const link = localLink({ ...names, capacityFrames });
  return {
    ...names,
    gatewayEnd: link,
    engineEnd: { inbound: link.inbound, outbound: link.outbound },
    settle: () => undefined,
    close: () => {
      link.inbound.close();
      link.outbound.close();
    },
  };
});

const line = (inputSeq: number): GatewayFrame => ({ f: "input", channel: 1, inputSeq, line: "x" });

test("[BU7] frames are handed over as they are, inside the sending call", () => {
  const link = localLink(names);
  let got: readonly GatewayFrame[] = [];
  link.inbound.receive((_from, frames) => {
    got = frames;
  });
  const batch = [line(1)];
  link.inbound.send("engine-1", batch);
  assert.equal(got, batch);
});

test("[BU8] a batch larger than the bound is taken when nothing waits", () => {
  const link = localLink({ ...names, capacityFrames: 2 });
  assert.equal(link.inbound.send("engine-1", [line(1), line(2), line(3)]), "sent");
  assert.equal(link.inbound.send("engine-1", [line(4)]), "full");
  assert.equal(link.inbound.depth(), 3);
});

test("[BU9] a receiver that throws loses its batch only", () => {
  const link = localLink(names);
  const got: number[] = [];
  link.inbound.receive((_from, frames) => {
    for (const frame of frames) {
      if (frame.f !== "input") continue;
      got.push(frame.inputSeq);
      if (frame.inputSeq === 1) {
        link.inbound.send("engine-1", [line(2)]);
        throw new Error("defect");
      }
    }
  });
  assert.throws(() => link.inbound.send("engine-1", [line(1)]), /defect/);
  assert.equal(link.inbound.depth(), 1);
  link.inbound.send("engine-1", [line(3)]);
  assert.deepEqual(got, [1, 2, 3]);
});
