// Goal: what crawlers are told of the world comes from the engine, and outlives a lost link.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { GatewayFrame } from "@ambon/bus/frames";
import { GatewayRig } from "./testing/gateway-rig.ts";
import type { WorldFacts } from "./world-facts.ts";

const TESTLAND: WorldFacts = {
  name: "Testland",
  races: 3,
  classes: 2,
  size: { zones: 2, rooms: 30, mobs: 4, items: 50, helpTopics: 6, levels: 50 },
};

const rigWith = (told: (WorldFacts | undefined)[]): GatewayRig =>
  new GatewayRig(
    {},
    {
      mssp: (_players, world) => {
        told.push(world);
        return [["NAME", world?.name ?? "unknown"]];
      },
    },
  );

const questions = (rig: GatewayRig): readonly GatewayFrame[] =>
  rig.engine.of("account").filter(({ sessionId }) => sessionId === "0");

test("[SE79] the world is asked for once per link, and kept without one", () => {
  const told: (WorldFacts | undefined)[] = [];
  const rig = rigWith(told);
  rig.gateway.msspTable();
  rig.put();
  rig.put();
  assert.equal(questions(rig).length, 1);
  rig.link(false);
  rig.gateway.msspTable();
  rig.link(true);
  assert.equal(questions(rig).length, 2);
  assert.deepEqual(told, [undefined, TESTLAND]);
});

test("[SE79] a world that changed is learned from what a session is told", () => {
  const told: (WorldFacts | undefined)[] = [];
  const rig = rigWith(told);
  const peer = rig.connect("telnet");
  rig.engine.worldName = "Newland";
  rig.pass(300);
  assert.match(peer.taken(), /Newland/);
  rig.gateway.msspTable();
  assert.equal(told.at(-1)?.name, "Newland");
});

test("[SE79] a gateway that tells crawlers nothing asks nothing", () => {
  const rig = new GatewayRig();
  rig.put();
  assert.equal(questions(rig).length, 0);
});
