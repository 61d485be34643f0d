/** Following and groups, over zones and through `@commons`. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const NAMES = ["Mira", "Bo", "Cora", "Dan", "Eve", "Finn"] as const;

const party = (count: number): { play: TestPlay; all: TestPlayer[] } => {
  const play = new TestPlay(smallWorld());
  const all = NAMES.slice(0, count).map((name) => play.login(name));
  for (const one of all) one.reads();
  return { play, all };
};

/** Everybody joins the first one's group. */
const grouped = (count: number): { play: TestPlay; all: TestPlayer[] } => {
  const made = party(count);
  const [leader, ...others] = made.all;
  for (const other of others) {
    leader?.types(`group invite ${other.name}`);
    other.types("group accept");
  }
  for (const one of made.all) one.reads();
  return made;
};

const membersOf = (who: TestPlayer): string[] =>
  who.entity.session.group?.members.map((member) => member.name) ?? [];

test("[GK14] followers walk along, also across the border of a zone", () => {
  const { play, all } = party(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  assert.match(bo.types("follow mira"), /You follow Mira from now on/);
  assert.match(mira.reads(), /Bo follows you/);
  mira.types("north");
  mira.types("north");
  assert.equal(bo.state.room, "b:field");
  assert.equal(play.zoneOf(bo.id).id, "b#1");
  assert.match(bo.types("follow"), /You follow Mira/);
  assert.match(bo.types("follow stop"), /You stop following Mira/);
  mira.types("south");
  assert.equal(bo.state.room, "b:field");
});

test("[GK14] following is refused for the absent, and leaders can shake followers off", () => {
  const { all } = party(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  assert.match(bo.types("follow zed"), /nobody called "zed" here/);
  assert.match(bo.types("follow self"), /You follow nobody/);
  assert.match(mira.types("lose"), /Nobody here follows you/);
  bo.types("follow mira");
  assert.match(mira.types("lose"), /Nobody here follows you any more/);
  assert.match(bo.reads(), /shaken you off/);
  mira.types("north");
  assert.equal(bo.state.room, "a:hall");
});

test("[GK15] an invitation makes a group when it is accepted, wherever the two are", () => {
  const { play, all } = party(1);
  const mira = all[0] as TestPlayer;
  const bo = play.login("Bo", { room: "b:field" });
  assert.equal(mira.types("group invite bo"), "You ask Bo to join your group.");
  assert.match(bo.reads(), /Mira asks you to join a group/);
  assert.equal(bo.types("group accept mira"), "You have joined Mira's group.");
  assert.equal(mira.reads(), "Bo has joined the group.");
  assert.deepEqual(membersOf(mira), ["Mira", "Bo"]);
  assert.deepEqual(membersOf(bo), ["Mira", "Bo"]);
  const page = mira.types("group");
  assert.match(page, /Mira.*leads/);
  assert.match(page, /Bo.*elsewhere/);
});

test("[GK15] the group travels with its members, and its data with it", () => {
  const { play, all } = grouped(2);
  const mira = all[0] as TestPlayer;
  play.input(mira.id, { i: "subscribe", player: mira.id, packages: ["group"] });
  play.settle();
  mira.types("north");
  mira.types("north");
  assert.deepEqual(membersOf(mira), ["Mira", "Bo"]);
  const last = mira.data.findLast((one) => one.package === "Group");
  const { hp, mana, level: lvl } = mira.state;
  const info = { lvl, hp, mhp: hp, mn: mana, mmn: mana, room: 6 };
  const members = [{ name: "Mira", info }, { name: "Bo" }];
  assert.deepEqual(last?.value, { leader: "Mira", members });
});

test("[GK16] invitations end after a minute and are refused to the wrong people", () => {
  const { play, all } = party(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  mira.types("group invite bo");
  bo.reads();
  assert.match(bo.types("group accept zed"), /Nobody called Zed has asked you/);
  play.advance(60_000);
  assert.match(mira.reads(), /Bo has not answered your invitation/);
  assert.match(bo.types("group accept"), /Nobody has asked you/);
  assert.match(mira.types("group invite zed"), /nobody called "zed" in the world/);
  assert.match(mira.types("group invite mira"), /with yourself/);
  assert.match(mira.types("group invite"), /Whom/);
});

test("[GK16] whoever ignores the inviter is not asked, and does not tell", () => {
  const { all } = party(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  bo.types("ignore mira");
  assert.equal(mira.types("group invite bo"), "You ask Bo to join your group.");
  assert.equal(bo.reads(), "");
});

test("[GK17] a group has a bound, and only its leader asks people in or puts them out", () => {
  const { all } = grouped(6);
  const [mira, bo, , , , finn] = all as TestPlayer[];
  assert.equal(membersOf(mira as TestPlayer).length, 5);
  assert.equal(finn?.entity.session.group, null);
  assert.match(mira?.types("group invite finn") ?? "", /The group is full: 5/);
  assert.match(bo?.types("group invite finn") ?? "", /Only Mira leads/);
  assert.match(bo?.types("group kick cora") ?? "", /Only the leader/);
  mira?.types("group kick bo");
  assert.match(bo?.reads() ?? "", /Mira has put you out/);
  assert.deepEqual(membersOf(mira as TestPlayer), ["Mira", "Cora", "Dan", "Eve"]);
  assert.equal(bo?.entity.session.group, null);
});

test("[GK18] when the leader goes the next member leads, and one alone is no group", () => {
  const { play, all } = grouped(3);
  const [mira, bo, cora] = all as [TestPlayer, TestPlayer, TestPlayer];
  assert.equal(mira.types("group leave"), "You have left the group.");
  assert.equal(bo.reads(), "Mira has left the group. Bo leads it now.");
  assert.equal(bo.entity.session.group?.leader, bo.id);
  cora.types("quit");
  assert.match(bo.reads(), /Cora has left the world\. The group is no more\./);
  assert.equal(bo.entity.session.group, null);
  const { groups, memberOf } = play.zone("@commons").state.commons;
  assert.deepEqual([groups.size, memberOf.size], [0, 0]);
  assert.match(bo.types("group leave"), /You are not in a group/);
});

test("[GK18] losing the link keeps the membership", () => {
  const { play, all } = grouped(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  play.input(bo.id, { i: "linkLost", player: bo.id });
  play.settle();
  assert.deepEqual(membersOf(mira), ["Mira", "Bo"]);
});

test("[GK19] gtell reaches all members in every zone, and nobody else", () => {
  const { play, all } = grouped(2);
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  const zoe = play.login("Zoe");
  bo.types("north");
  bo.types("north");
  for (const one of [mira, zoe]) one.reads();
  assert.equal(mira.types("gt come back"), 'You tell the group, "come back"');
  assert.equal(bo.reads(), 'Mira tells the group, "come back"');
  assert.equal(zoe.reads(), "");
  assert.match(zoe.types("gtell hi"), /You are not in a group/);
});

test("[GK20] while @commons is away its commands say so", () => {
  const { play, all } = party(1);
  const mira = all[0] as TestPlayer;
  const body = { m: "groupLeave", from: { id: mira.id, name: "Mira", staff: false } } as const;
  play.input(mira.id, { i: "undeliverable", player: mira.id, name: "@commons#1", body });
  play.settle();
  assert.match(mira.reads(), /out of reach just now\. Try again shortly/);
});
