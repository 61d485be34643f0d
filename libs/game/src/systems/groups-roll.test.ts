/** What becomes of groups when a zone crashes: theirs, or a member's. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMONS } from "../message.ts";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { MAX_GROUPS, ROLL_MS } from "./groups-table.ts";

/** Within which views agree again after a crash. */
const SOON_MS = 5000;
const ABSENT_MS = 600_000;

/** Mira leads; she and Bo are in one zone, Cora in another. */
const three = (): { play: TestPlay; mira: TestPlayer; bo: TestPlayer; cora: TestPlayer } => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const bo = play.login("Bo");
  const cora = play.login("Cora", { room: "b:field" });
  for (const other of [bo, cora]) joins(mira, other);
  for (const one of [mira, bo, cora]) one.reads();
  return { play, mira, bo, cora };
};

const joins = (leader: TestPlayer, other: TestPlayer): void => {
  leader.types(`group invite ${other.name}`);
  other.types("group accept");
};

const membersOf = (who: TestPlayer): string[] =>
  who.entity.session.group?.members.map((member) => member.name) ?? [];

const row = (play: TestPlay) => play.zone("@commons").storedState();

const storesOf = (play: TestPlay): number =>
  play.effects.filter((one) => one.e === "dirty" && one.id === COMMONS).length;

test("[GK61] every change of a group has the row of @commons stored", () => {
  const { play, mira, bo, cora } = three();
  for (const line of ["group kick bo", "group leave"]) {
    const before = storesOf(play);
    mira.types(line);
    assert.equal(storesOf(play), before + 1, line);
  }
  assert.deepEqual(row(play).groups, []);
  const before = storesOf(play);
  joins(bo, cora);
  assert.equal(storesOf(play), before + 1);
  assert.deepEqual(
    row(play).groups.map(({ leader, members }) => [leader, members.map(({ name }) => name)]),
    [[bo.id, ["Bo", "Cora"]]],
  );
});

test("[GK61] groups outlive a crash of @commons, and are led and left as before", () => {
  const { play, mira, bo, cora } = three();
  play.crash(COMMONS, row(play));
  assert.equal(cora.types("gtell here"), 'You tell the group, "here"');
  for (const one of [mira, bo]) assert.equal(one.reads(), 'Cora tells the group, "here"');
  assert.equal(mira.types("group kick bo"), "Bo is out of the group.");
  assert.deepEqual(membersOf(cora), ["Mira", "Cora"]);
  assert.deepEqual(membersOf(bo), []);
  cora.types("group leave");
  assert.match(mira.reads(), /Cora has left the group\. The group is no more\./);
  assert.deepEqual(row(play).groups, []);
});

test("[GK61] invitations end with a crash of @commons", () => {
  const { play, mira } = three();
  const dan = play.login("Dan");
  mira.types("group invite dan");
  play.crash(COMMONS, row(play));
  assert.match(dan.types("group accept"), /Nobody has asked you/);
});

test("[GK62] whoever comes back from their row is in their group again", () => {
  const { play, mira, bo, cora } = three();
  const { state } = cora;
  play.crash(play.zoneFor("b:field"));
  play.comesBack(cora, state);
  assert.match(cora.reads(), /You are with your group again/);
  assert.deepEqual(membersOf(cora), ["Mira", "Bo", "Cora"]);
  cora.types("gtell back");
  for (const one of [mira, bo]) assert.match(one.reads(), /Cora tells the group, "back"/);
});

test("[GK62] who could not ask asks again, until @commons is in reach", () => {
  const { play, bo } = three();
  const { state } = bo;
  play.crash(play.zoneFor("a:hall"));
  const commons = play.zone("@commons");
  play.zones.delete(COMMONS);
  play.comesBack(bo, state);
  play.advance(2 * SOON_MS);
  assert.deepEqual(membersOf(bo), []);
  play.zones.set(COMMONS, commons);
  play.advance(SOON_MS);
  assert.deepEqual(membersOf(bo), ["Mira", "Bo", "Cora"]);
});

test("[GK63] a group that @commons does not know any more is taken from all who believe in it", () => {
  const { play, mira, bo, cora } = three();
  play.crash(COMMONS);
  play.advance(SOON_MS);
  for (const one of [mira, bo, cora]) {
    assert.equal(one.reads(), "Your group is no more.");
    assert.deepEqual(membersOf(one), []);
  }
  joins(cora, bo);
  assert.deepEqual(membersOf(bo), ["Cora", "Bo"]);
});

test("[GK63] what a crash has undone is undone in every zone", () => {
  const { play, mira, bo, cora } = three();
  const stored = row(play);
  mira.types("group kick bo");
  cora.types("group leave");
  for (const one of [mira, bo, cora]) assert.deepEqual(membersOf(one), []);
  play.crash(COMMONS, stored);
  play.advance(SOON_MS);
  for (const one of [mira, bo, cora]) assert.deepEqual(membersOf(one), ["Mira", "Bo", "Cora"]);
});

test("[GK63] members whose zone is right read nothing and are sent no view", () => {
  const { play, mira, bo, cora } = three();
  play.crash(COMMONS, row(play));
  const before = play.effects.length;
  play.advance(4 * ROLL_MS);
  const sent = play.effects.slice(before).filter((one) => one.e === "message");
  assert.ok(sent.some(({ body }) => body.m === "groupRoll"));
  assert.ok(!sent.some(({ body }) => body.m === "groupView"));
  for (const one of [mira, bo, cora]) assert.equal(one.reads(), "");
});

test("[GK63] without groups the roll is not called for ever", () => {
  const play = new TestPlay(smallWorld());
  play.login("Mira");
  play.advance(4 * ROLL_MS);
  assert.equal(play.zone("@commons").nextDueMs(), undefined);
});

test("[GK64] a member who does not come back is out of the group after ten minutes", () => {
  const { play, mira, bo, cora } = three();
  play.crash(play.zoneFor("b:field"));
  play.advance(ABSENT_MS);
  assert.deepEqual(membersOf(mira), ["Mira", "Bo", "Cora"]);
  play.advance(2 * ROLL_MS);
  for (const one of [mira, bo]) {
    assert.equal(one.reads(), "Cora has not come back.");
    assert.deepEqual(membersOf(one), ["Mira", "Bo"]);
  }
  assert.equal(play.zone("@commons").state.commons.unheard?.has(cora.id), false);
});

test("[GK64] whoever is in the world stays a member, also without a link", () => {
  const { play, mira, bo } = three();
  play.input(bo.id, { i: "linkLost", player: bo.id });
  play.advance(2 * ABSENT_MS);
  assert.deepEqual(membersOf(mira), ["Mira", "Bo", "Cora"]);
});

test("[GK65] when there are too many groups no further one begins", () => {
  const { play } = three();
  const [group] = row(play).groups;
  assert.ok(group !== undefined);
  const many = Array.from({ length: MAX_GROUPS }, (_, at) => ({ ...group, id: `g${at}` }));
  play.crash(COMMONS, { ...row(play), groups: many });
  const dan = play.login("Dan");
  assert.match(dan.types("group invite zoe"), /too many groups in the world just now/);
});
