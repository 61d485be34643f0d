/** The deterministic zone: events, undoing, snapshots and hashes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import { TestPlay } from "./testing/play.ts";
import { smallWorld } from "./testing/small-world.ts";
import { worldLibrary } from "./world-library.ts";
import { Zone } from "./zone.ts";

test("[ZN1] a player arrives, looks around and walks", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  assert.match(
    mira.types("look"),
    /Hall\nA bare hall with a fountain\.\nExits: north, east \(locked\), west\./,
  );
  assert.match(mira.types("n"), /Yard/);
  assert.equal(mira.state.room, "a:yard");
});

test("[ZN2] walking through a border is a transfer to the other zone", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("north");
  assert.match(mira.types("north"), /Field/);
  assert.equal(play.zoneOf(mira.id).id, "b#1");
  assert.match(mira.types("south"), /Yard/);
});

test("[ZN3] a restored snapshot continues exactly as the original", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const mira = play.login("Mira");
  mira.types("north");
  play.advance(3000);
  const zone = play.zone("a");
  const copy = Zone.restore(worldLibrary(world), zone.snapshot());
  assert.equal(copy.hash(), zone.hash());
  for (let now = play.nowMs; now < play.nowMs + 90_000; now += 700) {
    const original = zone.step(now, [], 100);
    assert.deepEqual(copy.step(now, [], 100), original);
  }
  assert.equal(copy.hash(), zone.hash());
});

test("[ZN4] unknown, ambiguous and mistyped words are answered helpfully", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  assert.match(mira.types("lokk"), /There is no command "lokk"\. Did you mean .*look/);
  assert.match(mira.types("xyzzy"), /Type help for a list/);
});

test("[ZN5] a zone without players and due timers has no work", () => {
  const zone = Zone.create(worldLibrary(smallWorld()), {
    zone: zoneId("b", 1),
    epoch: 1,
    seed: 7,
    nowMs: 0,
  });
  assert.equal(zone.hasWork(10_000_000), false);
});
