/** Talk near and far, through lines as players type them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const company = (...names: readonly string[]): { play: TestPlay; all: TestPlayer[] } => {
  const play = new TestPlay(smallWorld());
  const all = names.map((name) => play.login(name));
  for (const one of all) one.reads();
  return { play, all };
};

const channelTexts = (who: TestPlayer): unknown[] =>
  who.data.filter((one) => one.package === "Comm.Channel.Text").map((one) => one.value);

test("[GK1] say is heard in the room, in both spellings", () => {
  const { play, all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  const cora = play.login("Cora", { room: "a:yard" });
  bo.reads();
  assert.equal(mira.types("say hello there"), 'You say, "hello there"');
  assert.equal(bo.reads(), 'Mira says, "hello there"');
  mira.types("'again");
  assert.equal(bo.reads(), 'Mira says, "again"');
  assert.equal(cora.reads(), "");
});

test("[GK1] one output effect per audience, however many listen", () => {
  const { play, all } = company("Mira", "Bo", "Cora", "Dan");
  play.effects.length = 0;
  all[0]?.types("say hi");
  const outputs = play.effects.filter((effect) => effect.e === "output");
  assert.equal(outputs.length, 2);
});

test("[GK2] whispers are heard by one, emotes and poses are seen by all", () => {
  const { all } = company("Mira", "Bo", "Cora");
  const [mira, bo, cora] = all as [TestPlayer, TestPlayer, TestPlayer];
  assert.equal(mira.types("whisper bo the key"), 'You whisper to Bo, "the key"');
  assert.equal(bo.reads(), 'Mira whispers to you, "the key"');
  assert.equal(cora.reads(), "Mira whispers to Bo.");
  assert.equal(mira.types(":waves"), "Mira waves.");
  assert.equal(bo.reads(), "Mira waves.");
  assert.equal(mira.types("pose 's eyes shine!"), "Mira's eyes shine!");
  assert.match(mira.types("whisper zed hi"), /nobody called "zed" here/);
});

test("[GK3] a tell reaches any zone, is shown to the sender when delivered, and answered", () => {
  const { play, all } = company("Mira");
  const mira = all[0] as TestPlayer;
  const bo = play.login("Bo", { room: "b:field" });
  assert.equal(mira.types("tell bo are you there?"), 'You tell Bo, "are you there?"');
  assert.equal(bo.reads(), 'Mira tells you, "are you there?"');
  assert.equal(bo.types("r yes"), 'You tell Mira, "yes"');
  assert.equal(mira.reads(), 'Bo tells you, "yes"');
});

test("[GK51] a tell follows its receiver into the next zone, and comes back when they have left", () => {
  const { play, all } = company("Mira");
  const mira = all[0] as TestPlayer;
  const bo = play.login("Bo", { room: "b:field" });
  const types = (text: string, inputSeq: number): void =>
    play.input(bo.id, { i: "line", player: bo.id, text, inputSeq });
  types("south", 1);
  assert.equal(mira.types("tell bo wait"), 'You tell Bo, "wait"');
  assert.equal(play.zoneOf(bo.id).id, "a#1");
  assert.match(bo.reads(), /Mira tells you, "wait"/);
  bo.types("north");
  types("quit", 3);
  assert.match(mira.types("tell bo wait"), /nobody called "bo"/);
});

test("[GK52] a sender is told when nobody knows what became of their words", () => {
  const { play, all } = company("Mira");
  const [mira] = all as [TestPlayer];
  const { id: player, name } = mira;
  const from = { id: player, name, staff: false };
  const lost = { i: "undeliverable", player, name: "bo", uncertain: true } as const;
  play.input(player, { ...lost, body: { m: "tell", from, text: "hi" } });
  play.settle();
  assert.match(mira.reads(), /Your words to bo may not have arrived/);
  play.input(player, { ...lost, body: { m: "groupInvited", from } });
  play.settle();
  assert.match(mira.reads(), /may not have reached bo/);
});

test("[GK4] a tell to nobody, to oneself and a reply to nobody are refused", () => {
  const { all } = company("Mira");
  const mira = all[0] as TestPlayer;
  assert.equal(mira.types("tell zed hi"), 'There is nobody called "zed" in the world.');
  assert.match(mira.types("tell 2.x hi"), /nobody called "2\.x"/);
  assert.match(mira.types("tell mira hi"), /yourself/);
  assert.match(mira.types("reply hi"), /Nobody has told you anything/);
});

test("[GK5] who is away or has lost the link is told to the teller", () => {
  const { play, all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  bo.types("afk making tea");
  assert.equal(mira.types("t bo hi"), 'You tell Bo, "hi"\nBo is away: making tea');
  assert.match(bo.types("afk"), /You are back/);
  play.input(bo.id, { i: "linkLost", player: bo.id });
  play.settle();
  mira.reads();
  assert.match(mira.types("t bo hi"), /Bo has lost the connection/);
  assert.equal(bo.entity.session.lastTell, "Mira");
});

test("[GK6] an ignored player is not heard, and is not told", () => {
  const { all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  assert.match(bo.types("ignore mira"), /will not hear Mira/);
  assert.equal(mira.types("tell bo hi"), 'You tell Bo, "hi"');
  for (const line of ["say hi", "whisper bo hi", "emote waves", "shout hi"]) mira.types(line);
  assert.equal(bo.reads(), "");
  assert.equal(bo.entity.session.lastTell, null);
  assert.match(bo.types("ignore"), /Mira/);
  bo.types("unignore mira");
  mira.types("say hi");
  assert.match(bo.reads(), /Mira says/);
});

test("[GK6] staff cannot be ignored, and the list has a bound", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  play.login("Wizard", { staff: true });
  assert.match(mira.types("ignore wizard"), /Staff cannot be ignored/);
  assert.match(mira.types("ignore mira"), /cannot help/);
  assert.match(mira.types("ignore 77"), /not a name/);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (let n = 0; n < 50; n += 1) {
    mira.types(`ignore xx${letters[n % 26]}${letters[(n - (n % 26)) / 26]}`);
  }
  assert.equal(mira.state.ignores.length, 50);
  assert.match(mira.types("ignore late"), /which is the most/);
});

test("[GK7] gossip reaches every zone once, shout only the own zone", () => {
  const { play, all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  const cora = play.login("Cora", { room: "b:field" });
  assert.equal(mira.types("gossip hello world"), 'You gossip, "hello world"');
  assert.equal(bo.reads(), 'Mira gossips, "hello world"');
  assert.equal(cora.reads(), 'Mira gossips, "hello world"');
  play.advance(2000);
  assert.equal(mira.types("shout ho"), 'You shout, "ho"');
  assert.equal(bo.reads(), 'Mira shouts, "ho"');
  assert.equal(cora.reads(), "");
});

test("[GK8] players draw breath between calls, staff need not", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const wizard = play.login("Wizard", { staff: true });
  mira.types("gs one");
  assert.match(mira.types("gs two"), /Take a breath/);
  play.advance(1900);
  assert.match(mira.types("shout two"), /Take a breath/);
  play.advance(100);
  assert.match(mira.types("gs two"), /You gossip/);
  wizard.types("gs one");
  assert.match(wizard.types("gs two"), /You gossip/);
});

test("[GK9] a muted channel is not shown, and one cannot gossip into it", () => {
  const { all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  bo.types("mute gossip");
  mira.types("gossip hi");
  assert.equal(bo.reads(), "");
  assert.match(bo.types("gossip hi"), /You have muted gossip/);
  bo.types("unmute gossip");
  assert.match(bo.types("gossip hi"), /You gossip/);
});

test("[GK10] subscribers get each line as Comm.Channel.Text, others nothing", () => {
  const { play, all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  const packages = ["comm.channel.text"];
  play.input(bo.id, { i: "subscribe", player: bo.id, packages });
  play.settle();
  mira.types("say one");
  mira.types("tell bo two");
  mira.types("gossip three");
  assert.deepEqual(channelTexts(bo), [
    { channel: "say", talker: "Mira", text: 'Mira says, "one"' },
    { channel: "tell", talker: "Mira", text: 'Mira tells you, "two"' },
    { channel: "gossip", talker: "Mira", text: 'Mira gossips, "three"' },
  ]);
  assert.deepEqual(channelTexts(mira), []);
  bo.types("tell mira four");
  const last = channelTexts(bo).at(-1);
  assert.deepEqual(last, { channel: "tell", talker: "Bo", text: 'You tell Mira, "four"' });
});

test("[GK11] talk is cleaned, bounded, and never becomes markup", () => {
  const { all } = company("Mira", "Bo");
  const [mira, bo] = all as [TestPlayer, TestPlayer];
  mira.types("say \u001b[31mred\u0007 \u202eback {b}<b>%h");
  const [shown] = bo.takes();
  assert.deepEqual(shown?.markup, [
    {
      t: "line",
      kids: [
        { t: "name", kind: "player", text: "Mira" },
        " says, ",
        { t: "style", style: "quote", kids: ['"red back {b}<b>%h"'] },
      ],
    },
  ]);
  assert.match(mira.types('say "   "'), /nothing in that/);
  assert.match(mira.types(`say ${"x".repeat(501)}`), /at most 500/);
});

test("[GK12] who lists everybody in the world, also as data", () => {
  const { play, all } = company("Mira", "Bo");
  const mira = all[0] as TestPlayer;
  play.login("Cora", { room: "b:field", staff: true });
  all[1]?.types("afk");
  mira.reads();
  const packages = ["server.who"];
  play.input(mira.id, { i: "subscribe", player: mira.id, packages });
  const page = mira.types("who");
  assert.match(page, /3 people in the world/);
  assert.match(page, /Bo .*away/);
  assert.match(page, /Cora .*staff/);
  const who = mira.data.findLast((one) => one.package === "Server.Who");
  assert.ok(who !== undefined);
  const { players } = who.value as { players: { name: string; afk: boolean }[] };
  assert.deepEqual(
    players.map((one) => [one.name, one.afk]),
    [
      ["Bo", true],
      ["Cora", false],
      ["Mira", false],
    ],
  );
});

test("[GK13] a mob that is spoken of answers with one of its sayings", () => {
  const world = smallWorld();
  const mobs = new Map(world.mobs);
  const keeper = mobs.get("a:keeper");
  assert.ok(keeper !== undefined);
  mobs.set("a:keeper", { ...keeper, sayings: ["Fresh bread!"] });
  const play = new TestPlay({ ...world, mobs });
  const mira = play.login("Mira", { room: "a:shop" });
  assert.match(mira.types("say Good day, Keeper!"), /The shopkeeper says, "Fresh bread!"/);
  assert.doesNotMatch(mira.types("say nice weather"), /bread/);
});
