/** Help, settings, aliases and leaving. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerCommands } from "@ambon/data/packages";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const alone = (more = {}): { play: TestPlay; mira: TestPlayer } => {
  const play = new TestPlay(smallWorld());
  return { play, mira: play.login("Mira", more) };
};

test("[GK21] help alone lists commands by category and the topics", () => {
  const { mira } = alone();
  const page = mira.types("help");
  assert.match(page, /Talking: say, tell/);
  assert.match(page, /Topics: start/);
  assert.doesNotMatch(page, /shutdown/);
});

test("[GK22] help finds a command, an alias, a topic, a beginning, a mention, or suggests", () => {
  const { mira } = alone();
  assert.match(mira.types("help gossip"), /Usage: gossip <words\.\.\.>\nAlso: gs\./);
  assert.match(mira.types("? gs"), /Usage: gossip/);
  assert.match(mira.types("help beginning"), /Getting started\nLook around/);
  assert.match(mira.types("help whisp"), /Usage: whisper/);
  assert.match(mira.types("help drawings"), /spoken of in:[\s\S]*screenreader/);
  assert.match(mira.types("help gossop"), /no help on "gossop"\. Did you mean gossip/);
  assert.match(mira.types("help qqqqqq"), /Type "help" for a list/);
});

test("[GK23] staff commands are in the help of staff only", () => {
  const { play, mira } = alone();
  const wizard = play.login("Wizard", { staff: true });
  assert.match(wizard.types("help shutdown"), /For staff only/);
  assert.match(wizard.types("commands"), /purge: Remove/);
  assert.doesNotMatch(mira.types("help shutdown"), /Usage/);
  assert.doesNotMatch(mira.types("commands"), /purge/);
});

test("[GK50] subscribers get the commands they may use, again when their rights change", () => {
  const { play, mira } = alone();
  const names = (): string[] => {
    const last = mira.data.findLast((one) => one.package === "Server.Commands");
    assert.ok(last !== undefined);
    return (last.value as ServerCommands).commands.map((one) => one.name);
  };
  play.input(mira.id, { i: "subscribe", player: mira.id, packages: ["server.commands"] });
  play.settle();
  assert.ok(names().includes("gossip"));
  assert.ok(!names().includes("purge"));
  assert.deepEqual(names(), [...names()].sort());
  play.input(mira.id, { i: "setStaff", player: mira.id, staff: true });
  play.settle();
  assert.ok(names().includes("purge"));
});

test("[GK24] switches go on, off and around, and the edge is told", () => {
  const { play, mira } = alone();
  play.effects.length = 0;
  assert.equal(mira.types("color off"), "Colour is off now.");
  assert.equal(mira.state.settings.colour, false);
  const told = play.effects.find((effect) => effect.e === "settings");
  assert.equal(told?.e === "settings" && told.settings.colour, false);
  assert.equal(mira.types("screenreader on"), "Screen-reader mode is on now.");
  assert.equal(mira.types("brief"), "Brief mode is on now.");
  assert.equal(mira.types("brief"), "Brief mode is off now.");
  assert.equal(mira.types("autoloot on"), "Looting by itself is on now.");
  assert.match(mira.types("brief perhaps"), /on or off/);
  const page = mira.types("settings");
  assert.match(page, /screenreader +on/);
  assert.match(page, /colour +off/);
});

test("[GK25] prompts are kept as typed, within a bound, with words for none and the usual", () => {
  const { mira } = alone();
  mira.types("prompt %h of %H in %r >");
  assert.equal(mira.state.settings.prompt, "%h of %H in %r > ");
  assert.match(mira.types("prompt"), /Your prompt is "%h of %H in %r > "/);
  assert.match(mira.types(`prompt ${"x".repeat(200)}`), /at most 120/);
  mira.types("prompt off");
  assert.equal(mira.state.settings.prompt, "");
  mira.types("prompt default");
  assert.equal(mira.state.settings.prompt, "%h/%Hhp %m/%Mmp> ");
});

test("[GK26] kinds of lines and channels can be muted, but never what one needs to play", () => {
  const { mira } = alone();
  assert.match(mira.types("mute movement"), /You do not see movement any more/);
  mira.types("mute shout");
  assert.deepEqual(mira.state.settings.muted, ["movement", "shout"]);
  for (const word of ["error", "system", "room", "help", "nonsense"]) {
    assert.match(mira.types(`mute ${word}`), /cannot be muted/);
  }
  assert.match(mira.types("mute"), /You have muted movement, shout/);
  assert.match(mira.types("unmute gossip"), /You have not muted/);
  mira.types("unmute all");
  assert.deepEqual(mira.state.settings.muted, []);
});

test("[GK27] aliases are made, shown, used and removed; commands' names cannot be taken", () => {
  const { mira } = alone();
  assert.match(mira.types("alias hi say $1 and $1"), /hi stands for: say \$1 and \$1/);
  assert.equal(mira.types("hi bo"), 'You say, "bo and bo"');
  assert.match(mira.types("alias"), /hi: say/);
  assert.match(mira.types("alias HI"), /hi: say/);
  assert.match(mira.types("alias look say no"), /look is a command/);
  assert.match(mira.types("alias a-b say no"), /letters and digits/);
  assert.match(mira.types(`alias b ${"x".repeat(301)}`), /at most 300/);
  assert.match(mira.types("alias constructor"), /You have no alias/);
  mira.types("unalias hi");
  assert.deepEqual(mira.state.aliases, {});
  assert.match(mira.types("unalias hi"), /no alias/);
  for (let n = 0; n < 50; n += 1) mira.types(`alias x${n} look`);
  assert.match(mira.types("alias more look"), /which is the most/);
});

test("[GK28] history shows the lines that ! repeats", () => {
  const { mira } = alone();
  mira.types("say one");
  assert.equal(mira.types("!"), 'You say, "one"');
  assert.match(mira.types("history"), /say one/);
});

test("[GK29] players describe themselves, within a bound", () => {
  const { play, mira } = alone();
  const bo = play.login("Bo");
  mira.types("describe A tall \u001b[31mwoman with a lantern.");
  assert.match(bo.types("look mira"), /A tall woman with a lantern\./);
  assert.match(mira.types("describe"), /Others see: A tall woman/);
  assert.match(mira.types(`describe ${"x".repeat(301)}`), /at most 300/);
  mira.types("describe none");
  assert.equal(mira.state.description, "");
});

test("[GK30] save marks the character, quit leaves with a farewell but not from a fight or unsaved", () => {
  const { play, mira } = alone();
  play.effects.length = 0;
  assert.match(mira.types("save"), /saves itself/);
  assert.ok(play.effects.some((one) => one.e === "dirty" && one.id === mira.id));
  assert.match(mira.types("qui"), /There is no command/);
  mira.types("north");
  mira.types("kill rat");
  assert.match(mira.types("quit"), /Not while you are fighting/);
  play.advance(30_000);
  play.post(play.zone("a").id, { i: "store", available: false });
  assert.match(mira.types("quit"), /you cannot be saved\. Try again shortly\./);
  assert.equal(typeof mira.left, "undefined");
  play.post(play.zone("a").id, { i: "store", available: true });
  mira.types("quit");
  assert.equal(mira.left?.reason, "quit");
  assert.match(mira.left?.text ?? "", /You are saved/);
});
