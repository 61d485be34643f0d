/** Instances as players see them: a list, a way over, and never out of a fight or a trade. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const A2 = zoneId("a", 2);

const twice = (): TestPlay => new TestPlay(smallWorld(), 1, false, [A2]);

const zoneOf = (play: TestPlay, who: TestPlayer): string => play.zoneOf(who.id).id;

/** The instance closes: the zone is asked to let this player go. */
const asked = (play: TestPlay, who: TestPlayer): string => {
  play.input(who.id, { i: "switch", player: who.id, to: null });
  play.settle();
  return who.reads();
};

test("[IN10] the command tells which instance one is in, and how many people are in each", () => {
  const play = twice();
  const mira = play.login("Mira");
  play.login("Bo");
  const shown = mira.types("instance");
  assert.match(shown, /2 instances/);
  assert.match(shown, /1 +2 +you/);
  assert.match(shown, /2 +0/);
  const alone = new TestPlay(smallWorld());
  assert.match(alone.login("Tom").types("instance"), /There is one instance of .*you alone/);
});

test("[IN11] with a number it leads into the same room there, followers too", () => {
  const play = twice();
  const mira = play.login("Mira", { room: "a:yard" });
  const bo = play.login("Bo", { room: "a:yard" });
  const tom = play.login("Tom", { room: "a:yard" });
  bo.types("follow Mira");
  const shown = mira.types("instance 2");
  assert.match(shown, /You go over into instance 2[\s\S]*Yard/);
  for (const who of [mira, bo]) {
    assert.equal(zoneOf(play, who), A2);
    assert.equal(who.state.room, "a:yard");
  }
  assert.match(bo.reads(), /You follow Mira/);
  assert.equal(zoneOf(play, tom), "a#1");
  assert.match(tom.reads(), /Mira fades from view[\s\S]*Bo fades from view/);
  mira.types("instance 1");
  assert.match(tom.reads(), /Mira appears/);
});

test("[IN11] where it cannot be it is refused with the reason", () => {
  const play = twice();
  const mira = play.login("Mira", { room: "a:yard" });
  const bo = play.login("Bo", { room: "a:yard" });
  assert.match(mira.types("instance 3"), /no such instance/);
  assert.match(mira.types("instance 1"), /in that instance already/);
  assert.match(mira.types("instance two"), /After instance comes the number/);
  mira.types("trade Bo");
  bo.types("trade Mira");
  assert.match(mira.types("instance 2"), /End your trade/);
  mira.types("trade cancel");
  mira.types("kill rat");
  assert.match(mira.types("instance 2"), /You are fighting!/);
  assert.equal(zoneOf(play, mira), "a#1");
});

test("[IN11] a fight that begins between question and answer is a reason, too", () => {
  const play = twice();
  const mira = play.login("Mira", { room: "a:yard" });
  mira.types("kill rat");
  play.input(mira.id, { i: "switch", player: mira.id, to: A2 });
  play.settle();
  assert.match(mira.reads(), /You are fighting!/);
  assert.equal(zoneOf(play, mira), "a#1");
});

test("[IN14] who is asked to go because the instance closes goes in a quiet moment only", () => {
  const play = twice();
  const mira = play.login("Mira", { room: "a:yard" });
  const bo = play.login("Bo", { room: "a:yard" });
  mira.types("instance 2");
  bo.types("instance 2");
  mira.types("trade Bo");
  bo.types("trade Mira");
  mira.reads();
  assert.equal(asked(play, mira), "", "nothing is said while they trade");
  assert.equal(zoneOf(play, mira), A2);
  mira.types("trade cancel");
  bo.types("kill rat");
  bo.reads();
  assert.doesNotMatch(asked(play, bo), /closes/);
  assert.equal(zoneOf(play, bo), A2);
  assert.match(asked(play, mira), /this instance of .* closes[\s\S]*Yard/);
  assert.equal(zoneOf(play, mira), "a#1");
});

test("[IN14] a mob that is after somebody keeps them there, also when they do not fight back", () => {
  const play = twice();
  const mira = play.login("Mira", { room: "a:yard" });
  mira.types("instance 2");
  mira.types("kill rat");
  const { live } = mira.entity;
  assert.notEqual(live.target, null);
  (live as { target: null }).target = null;
  asked(play, mira);
  assert.equal(zoneOf(play, mira), A2);
});

test("[IN12] goto and transfer find people in their instance", () => {
  const play = twice();
  const staff = play.login("Sid", { staff: true });
  const mira = play.login("Mira", { room: "a:yard" });
  mira.types("instance 2");
  staff.types("goto Mira");
  assert.deepEqual([zoneOf(play, staff), staff.state.room], [A2, "a:yard"]);
  const bo = play.login("Bo");
  staff.types("transfer Bo");
  assert.deepEqual([zoneOf(play, bo), bo.state.room], [A2, "a:yard"]);
  staff.types("transfer Bo b:field");
  assert.equal(zoneOf(play, bo), "b#1");
});
