/** Staff: travel, making and unmaking, and the orders that the engine carries out. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { StaffOrder } from "../effect.ts";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { banTargetProblem, parseCountdown, parseDuration } from "./staff-parse.ts";

const withStaff = (): { play: TestPlay; wizard: TestPlayer } => {
  const play = new TestPlay(smallWorld());
  return { play, wizard: play.login("Wizard", { staff: true }) };
};

const lastOrder = (play: TestPlay): StaffOrder | undefined => {
  const orders = play.effects.flatMap((one) => (one.e === "order" ? [one.order] : []));
  return orders.at(-1);
};

test("[GK31] goto leads to rooms and players, in this zone and in others", () => {
  const { play, wizard } = withStaff();
  const bo = play.login("Bo", { room: "b:field" });
  wizard.types("goto a:den");
  assert.equal(wizard.state.room, "a:den");
  wizard.types("goto bo");
  assert.equal(wizard.state.room, "b:field");
  assert.match(bo.reads(), /Wizard arrives|Wizard appears/);
  wizard.types("goto a:hall");
  assert.equal(wizard.state.room, "a:hall");
  assert.match(wizard.types("goto a:nowhere"), /There is no room "a:nowhere"/);
  assert.match(wizard.types("goto zed"), /nobody called "zed"/);
});

test("[GK32] transfer brings players from this zone and others, out of any fight", () => {
  const { play, wizard } = withStaff();
  const bo = play.login("Bo", { room: "b:field" });
  wizard.types("transfer bo");
  assert.equal(bo.state.room, "a:hall");
  assert.match(bo.reads(), /Wizard sends for you/);
  bo.types("north");
  bo.types("kill rat");
  wizard.types("summon bo a:vault");
  assert.equal(bo.state.room, "a:vault");
  assert.equal(bo.entity.live.target, null);
  assert.match(wizard.types("transfer bo a:nowhere"), /There is no room/);
  assert.match(wizard.types("transfer zed"), /nobody called "zed"/);
});

test("[GK33] what staff make is minted, what they purge is burned", () => {
  const { play, wizard } = withStaff();
  const { ledger } = play.zone("a").state;
  const sum = (id: string): number => (ledger.minted[id] ?? 0) - (ledger.burned[id] ?? 0);
  const coins = sum("a:coin");
  assert.match(wizard.types("spawn coin"), /You make an old coin/);
  assert.equal(sum("a:coin"), coins + 1);
  wizard.types("drop coin");
  assert.match(wizard.types("spawn a:chest"), /lies here now/);
  const before = play.zone("a").state.mobs.size;
  assert.match(wizard.types("spawn a:rat"), /A rat appears/);
  assert.match(wizard.types("purge rat"), /A rat is gone/);
  assert.equal(play.zone("a").state.mobs.size, before);
  wizard.types("purge");
  assert.deepEqual(play.zone("a").state.rooms.get("a:hall")?.items, []);
  assert.equal(sum("a:coin"), wizard.state.inventory.filter((i) => i.def === "a:coin").length);
  assert.match(wizard.types("spawn a:swird"), /Did you mean a:sword/);
  assert.match(wizard.types("purge moon"), /There is no "moon" here/);
});

test("[GK34] restore, advance, peace and where help in the zone", () => {
  const { play, wizard } = withStaff();
  const bo = play.login("Bo", { room: "a:den" });
  bo.types("kill ogre");
  wizard.types("goto a:den");
  wizard.types("peace");
  assert.equal(bo.entity.live.target, null);
  play.advance(1500);
  assert.match(wizard.types("restore bo"), /You restore Bo/);
  assert.equal(bo.state.hp, bo.entity.live.derived.maxHp);
  wizard.types("advance bo 5");
  assert.equal(bo.state.level, 5);
  assert.match(wizard.types("advance bo 4"), /a number from 6/);
  assert.match(wizard.types("where"), /Bo +Den +a:den/);
});

test("[GK35] orders go to the engine as they were meant", () => {
  const { play, wizard } = withStaff();
  const order = (line: string): StaffOrder | undefined => {
    play.effects.length = 0;
    wizard.types(line);
    return lastOrder(play);
  };
  assert.deepEqual(order("kick bo go away"), { o: "kick", name: "bo", reason: "go away" });
  assert.deepEqual(order("ban bo 10m spam spam"), {
    o: "ban",
    target: "bo",
    durationMs: 600_000,
    reason: "spam spam",
  });
  assert.deepEqual(order("ban 192.0.2.0/24"), {
    o: "ban",
    target: "192.0.2.0/24",
    durationMs: 0,
    reason: "",
  });
  assert.deepEqual(order("unban 2001:db8::/32"), { o: "unban", target: "2001:db8::/32" });
  assert.deepEqual(order("bans"), { o: "bans" });
  assert.deepEqual(order("announce Tea!"), { o: "announce", text: "Tea!" });
  assert.deepEqual(order("reload"), { o: "reload" });
  assert.deepEqual(order("shutdown"), { o: "shutdown", delayMs: 60_000, reason: "" });
  const bye = { o: "shutdown", delayMs: 0, reason: "new version" };
  assert.deepEqual(order("shutdown now new version"), bye);
  assert.deepEqual(order("shutdown cancel"), { o: "cancelShutdown" });
});

test("[GK36] mistyped orders are answered with a sentence and give no order", () => {
  const { play, wizard } = withStaff();
  const bad: readonly (readonly [string, RegExp])[] = [
    ["ban 300.1.1.1", /A ban is for a name/],
    ["ban 10.0.0.0/33", /a number from 8 to 32/],
    ["ban 0.0.0.0/0", /a number from 8 to 32/],
    ["ban bo spam", /How long comes first/],
    ["ban bo 0m", /no time is none/],
    ["ban wizard", /cannot ban yourself/],
    ["kick wizard", /type quit/],
    ["kick 7", /not a name/],
    ["shutdown soon", /First the seconds/],
    ["shutdown 99999", /First the seconds/],
    ["shut", /close|How to use/],
  ];
  for (const [line, answer] of bad) assert.match(wizard.types(line), answer, line);
  assert.equal(lastOrder(play), undefined);
});

test("[GK36] durations, countdowns and addresses are read strictly", () => {
  const ms = (typed: string): number | undefined => {
    const parsed = parseDuration(typed);
    return parsed.ok ? parsed.value : undefined;
  };
  assert.deepEqual(["45s", "2h", "7D", "forever", "2 h", "-1h", "9999d", "h"].map(ms), [
    45_000,
    7_200_000,
    604_800_000,
    0,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  assert.equal(parseCountdown("3601").ok, false);
  const good = ["bo", "192.0.2.7", "::1", "2001:db8::7/64", "::ffff:192.0.2.7", "10.0.0.0/8"];
  for (const target of good) assert.equal(banTargetProblem(target), undefined, target);
  const wrong = ["b", "1.2.3", "1.2.3.4.5", "1.2.3.256", "::1::", "g::1", "1:2", "::1/8", "bo/8"];
  for (const target of wrong) assert.notEqual(banTargetProblem(target), undefined, target);
});

test("[GK37] players have no staff commands", () => {
  const { play } = withStaff();
  const bo = play.login("Bo");
  for (const line of ["goto a:den", "spawn a:coin", "shutdown now", "purge", "unban mira"]) {
    assert.match(bo.types(line), /There is no command/, line);
  }
  assert.equal(lastOrder(play), undefined);
});
