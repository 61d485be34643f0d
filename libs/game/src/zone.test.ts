/** The deterministic zone: events, undoing, snapshots and hashes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { CharItemsList } from "@ambon/data/packages";
import { zoneId } from "@ambon/kernel/ids";
import fc from "fast-check";
import type { Input } from "./input.ts";
import { TestPlay } from "./testing/play.ts";
import { smallWorld } from "./testing/small-world.ts";
import { worldLibrary } from "./world-library.ts";
import { Zone } from "./zone.ts";

const lone = (template: string, nowMs = 0): Zone =>
  Zone.create(worldLibrary(smallWorld()), { zone: zoneId(template, 1), epoch: 1, seed: 7, nowMs });

test("[ZN1] a player arrives, looks around and walks", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const seen = mira.types("look");
  assert.match(seen, /Hall\nA bare hall with a fountain\.\nExits: north, east \(locked\), west\./);
  assert.match(mira.types("n"), /Yard/);
  assert.equal(mira.state.room, "a:yard");
  assert.match(mira.types("sou"), /Hall/);
  assert.match(mira.types("look fountain"), /Water plays/);
});

test("[ZN2] walking through a border is a transfer to the other zone", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("north");
  assert.match(mira.types("north"), /Field/);
  assert.equal(play.zoneOf(mira.id).id, "b#1");
  assert.equal(play.zone("a").state.players.size, 0);
  assert.match(mira.types("south"), /Yard/);
});

test("[ZN3] a restored snapshot continues exactly as the original", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const mira = play.login("Mira");
  mira.types("north");
  mira.types("kill rat");
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

test("[ZN17] a snapshot goes on under another owner, on another clock and with other content", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const mira = play.login("Mira");
  mira.types("north");
  mira.types("kill rat");
  const snapshot = play.zone("a").snapshot();
  const hostMs = play.nowMs + 9_000_000;
  const next = { nowMs: hostMs, epoch: 7 };
  const same = Zone.continue(worldLibrary(world), snapshot, next);
  assert.deepEqual(
    [same.state.epoch, same.playerState(mira.state.id), same.state.dueMs],
    [7, mira.state, play.zone("a").state.dueMs],
  );
  const wait = (play.zone("a").nextDueMs() ?? 0) - play.nowMs;
  assert.equal((same.nextDueMs() ?? 0) - hostMs, wait);
  const changed = { ...world, contentHash: "changed" };
  const adapted = Zone.continue(worldLibrary(changed), snapshot, next);
  assert.equal(adapted.state.contentHash, "changed");
  // Mobs come anew as the new lists have them; those that fight stay.
  assert.equal(same.state.nextMob, play.zone("a").state.nextMob);
  assert.ok(adapted.state.nextMob > same.state.nextMob);
});

test("[ZN4] unknown, ambiguous and mistyped words are answered helpfully", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  assert.match(mira.types("lokk"), /There is no command "lokk"\. Did you mean .*look/);
  assert.match(mira.types("xyzzy"), /Type help for a list/);
  assert.match(mira.types("ex fountain"), /Exits/);
  assert.match(mira.types("kill"), /How to use it: kill <whom\.\.\.>/);
});

test("[ZN5] a zone without players and due timers has no work", () => {
  assert.equal(lone("a").hasWork(10_000_000), false);
});

test("[ZN7] the order of arrival within a step does not matter", () => {
  const record = (id: string, seq: number, text: string): Input => ({
    source: { class: 3, id, seq },
    body: { i: "announce", text },
  });
  const inputs = [record("a", 1, "one"), record("a", 2, "two"), record("b", 1, "three")];
  fc.assert(
    fc.property(fc.shuffledSubarray(inputs, { minLength: 3 }), (shuffled) => {
      const sorted = lone("a").step(100, inputs, 10);
      assert.deepEqual(lone("a").step(100, shuffled, 10), sorted);
    }),
  );
});

test("[ZN8] after maxEvents the rest waits, and the clock with it", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { hp: 1, fresh: false });
  mira.types("north");
  mira.types("kill rat");
  const zone = play.zone("a");
  const later = play.nowMs + 20_000;
  const first = zone.step(later, [], 1);
  assert.equal(first.pending, 1);
  assert(zone.state.clockMs < zone.state.dueMs);
  for (let round = 0; zone.state.clockMs < zone.state.dueMs; round += 1) {
    assert(round < 1000, "the zone does not catch up");
    zone.step(later, [], 1);
  }
  assert.equal(zone.state.dueMs, 20_000 + zone.state.hostMs - later);
});

test("[ZN10] a throwing handler is undone, reported and apologized for", () => {
  const sound = smallWorld();
  const play = new TestPlay(sound, 1, true);
  const mira = play.login("Mira");
  const mobs = new Map([...sound.mobs].filter(([id]) => id !== "a:rat"));
  const zone = Zone.restore(worldLibrary({ ...sound, mobs }), play.zone("a").snapshot());
  play.zones.set(zone.id, zone);
  const before = JSON.stringify(mira.state);
  const answer = mira.types("north");
  assert.match(
    answer,
    /Something went wrong with that, and it was undone\. \(Reference a#1:\d+:1\)/,
  );
  assert.equal(JSON.stringify({ ...mira.state, inputSeq: 0 }), before);
  assert.match(play.faults[0]?.error ?? "", /no mob a:rat/);
  assert.match(mira.types("exits"), /Exits/);
});

test("[ZN11] the stored row brings back ground, doors and the ledger", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const mira = play.login("Mira");
  mira.types("north");
  mira.types("get key");
  mira.types("south");
  mira.types("unlock east");
  mira.types("open east");
  const stored = JSON.stringify(play.zone("a").storedState());
  const options = { zone: zoneId("a", 1), epoch: 2, seed: 1, nowMs: 0, stored };
  const again = Zone.create(worldLibrary(world), options);
  assert.deepEqual(JSON.parse(JSON.stringify(again.storedState())), JSON.parse(stored));
  assert.equal(again.state.rooms.get("a:hall")?.doors.east?.open, true);
  assert.equal(again.state.rooms.get("a:yard")?.items.length, 0);
});

test("[ZN13] a broken link keeps the character; a link that is back shows it all", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const bo = play.login("Bo");
  play.input(mira.id, { i: "linkLost", player: mira.id });
  play.settle();
  assert.match(bo.reads(), /Mira stares into the distance/);
  assert.match(bo.types("look"), /Mira is here, staring into the distance/);
  mira.reads();
  play.input(mira.id, { i: "linkBack", player: mira.id, takeover: false });
  play.settle();
  assert.match(mira.reads(), /You are back where you left off\.\nHall/);
  assert.match(bo.reads(), /Mira is back/);
  play.input(mira.id, { i: "linkLost", player: mira.id });
  play.input(mira.id, { i: "linkBack", player: mira.id, takeover: false, continued: true });
  play.settle();
  assert.equal(mira.reads(), "");
});

test("[ZN14] data goes only to subscribers, once per step", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const bo = play.login("Bo");
  play.input(mira.id, { i: "subscribe", player: mira.id, packages: ["room.info"] });
  play.settle();
  mira.data.length = 0;
  mira.types("north");
  bo.types("north");
  assert.deepEqual(
    mira.data.map((one) => one.package),
    ["Room.Info"],
  );
  assert.deepEqual(bo.data, []);
});

test("[ZN15] each thing in a list has the word that means it", () => {
  const play = new TestPlay(smallWorld());
  const bread = (n: number) => ({ uid: `x/1/${n}`, def: "a:bread" });
  const mira = play.login("Mira", { fresh: false, inventory: [bread(1), bread(2)] });
  play.input(mira.id, { i: "subscribe", player: mira.id, packages: ["char.items.list"] });
  play.settle();
  const lists = mira.data.map((one) => one.value as CharItemsList);
  const items = lists.find((list) => list.location === "inv")?.items ?? [];
  assert.deepEqual(
    items.map((item) => [item.keyword, item.attrib]),
    [
      ["bread", "et"],
      ["2.bread", "et"],
    ],
  );
});

test("[ZN16] a question to elsewhere is prompted for when its answer is there", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const promptsAfter = (line: string): number => {
    const before = play.effects.length;
    mira.types(line);
    return play.effects.slice(before).filter((effect) => effect.e === "prompt").length;
  };
  assert.equal(promptsAfter("look"), 1);
  assert.equal(promptsAfter("who"), 1);
  assert.equal(promptsAfter("tell nobody hello"), 1);
  assert.equal(promptsAfter("gossip hello"), 1);
});
