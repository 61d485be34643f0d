// Goal: whoever walks over the border between two engines takes along what is theirs, and leaves
// their fight behind.

import assert from "node:assert/strict";
import test from "node:test";
import { RealBorder } from "../testing/real-border.ts";

const [ANNA, BEN] = ["1", "2"];

test("[HO17] a follower follows over the border, in the order of the leader, and on from there", () => {
  const border = new RealBorder("Anna", "Ben");
  border.types(BEN, "follow anna");
  assert.match(border.types(ANNA, "north"), /Field\n[^¶]*Ben arrives from the south\./);
  assert.match(border.reads(BEN), /You follow Anna north\.[^¶]*Field[^¶]*Anna is here/);
  assert.deepEqual([border.engineOf(ANNA), border.engineOf(BEN)], ["e2", "e2"]);
  border.types(ANNA, "south");
  assert.match(border.reads(BEN), /You follow Anna south\.[^¶]*Yard/);
  assert.deepEqual([border.engineOf(ANNA), border.engineOf(BEN)], ["e1", "e1"]);
});

test("[HO18] the group goes along: it is shown there, and its talk is heard on both sides", () => {
  const border = new RealBorder("Anna", "Ben");
  border.types(ANNA, "group invite ben");
  assert.match(border.types(BEN, "group accept"), /You have joined Anna's group/);
  border.types(ANNA, "north");
  assert.equal(border.engineOf(ANNA), "e2");
  border.reads(BEN);
  assert.match(border.types(ANNA, "group"), /Anna[^¶]*leads[^¶]*Ben[^¶]*elsewhere/);
  assert.match(border.types(ANNA, "gtell over here"), /over here/);
  assert.match(border.reads(BEN), /Anna[^¶]*over here/);
  border.types(BEN, "gtell I stay");
  assert.match(border.reads(ANNA), /Ben[^¶]*I stay/);
});

test("[HO19] subscriptions go along: data comes there without being asked for again", () => {
  const border = new RealBorder("Anna");
  border.crowd.subscribe(ANNA, ["room.info"]);
  border.settle();
  const rooms = (): readonly unknown[] =>
    border.crowd
      .takes(ANNA)
      .flatMap((frame) => (frame.f === "data" && frame.package === "Room.Info" ? [frame] : []));
  assert.equal(rooms().length, 1);
  border.crowd.type(ANNA, "north");
  border.settle();
  assert.equal(border.engineOf(ANNA), "e2");
  assert.match(JSON.stringify(rooms()), /Field/);
});

test("[HO21] nobody walks out of a fight; whoever flees over the border has none, and is remembered", () => {
  const border = new RealBorder("Anna");
  border.types(ANNA, "kill rat");
  assert.match(border.types(ANNA, "north"), /You are fighting! Flee, or win\./);
  for (let tries = 0; border.engineOf(ANNA) === "e1"; tries += 1) {
    assert.ok(tries < 50, "she cannot flee");
    border.types(ANNA, "flee");
  }
  assert.match(border.types(ANNA, "flee"), /You are not fighting\./);
  border.crowd.ticks(30);
  assert.doesNotMatch(border.reads(ANNA), /rat/);
  assert.match(border.types(ANNA, "south"), /Yard[^¶]*[Rr]at attacks you/);
});

test("[HO22] a pause that began before the border is still on after it", () => {
  const border = new RealBorder("Anna");
  assert.match(border.types(ANNA, "gossip one"), /You gossip, "one"/);
  border.types(ANNA, "north");
  assert.equal(border.engineOf(ANNA), "e2");
  assert.match(border.types(ANNA, "gossip two"), /Take a breath/);
  border.crowd.ticks(20);
  assert.match(border.types(ANNA, "gossip two"), /You gossip, "two"/);
});
