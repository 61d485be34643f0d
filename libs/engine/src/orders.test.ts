import assert from "node:assert/strict";
import test from "node:test";
import type { StaffOrder } from "@ambon/game/effect";
import { FakeStore } from "./testing/fake-store.ts";
import { type TestEngine, TOWN, testEngine } from "./testing/test-engine.ts";

const order = (what: StaffOrder): string => `order ${JSON.stringify(what)}`;

const closeOf = (t: TestEngine, channel: number) =>
  t.sent().find((frame) => frame.f === "close" && frame.channel === channel);

test("[EN22] kick puts a player out, saved and told why; an unknown name is answered", () => {
  const t = testEngine().login(1, "1").login(2, "2");
  t.type(1, 1, order({ o: "kick", name: "ben", reason: "spam" })).ticks(5);
  const close = closeOf(t, 2);
  assert.equal(close?.f === "close" ? close.reason : "", "kicked");
  assert.match(close?.f === "close" ? close.message : "", /spam/);
  assert.equal(t.store.row("player/2").owner, null);
  t.type(1, 2, order({ o: "kick", name: "Nobody", reason: "" })).ticks(3);
  assert.match(t.read(1).at(-1) ?? "", /Nobody called Nobody/);
});

test("[EN22] a ban puts out whom it meets and keeps them out; unban lifts it", () => {
  const t = testEngine().login(1, "1").login(2, "2");
  t.type(1, 1, order({ o: "ban", target: "Ben", durationMs: 0, reason: "x" })).ticks(5);
  const close = closeOf(t, 2);
  assert.equal(close?.f === "close" ? close.reason : "", "banned");
  t.attach(3, "2", "t-2-later").ticks(4);
  assert.equal(t.sent().at(-1)?.f, "attachRefused");
  assert.equal(t.store.row("player/2").owner, null);
  t.type(1, 2, order({ o: "bans" }))
    .type(1, 3, order({ o: "unban", target: "Ben" }))
    .ticks(4);
  assert.deepEqual(t.read(1).slice(-2), ["Ben", "Done."]);
});

test("[EN22] announcements reach everybody; reload asks the host and passes its answer on", () => {
  const t = testEngine().login(1, "1").login(2, "3");
  t.type(1, 1, order({ o: "announce", text: "Tea is ready." })).ticks(2);
  assert.equal(t.read(2).at(-1), "Tea is ready.");
  t.type(1, 2, order({ o: "reload" })).tick();
  const asked = t.effects.find((effect) => effect.x === "reload");
  assert.deepEqual(asked, { x: "reload", player: "1", engine: null });
  t.feed({
    in: "content",
    player: "1" as never,
    engine: null,
    ok: true,
    contentHash: "c2",
    text: "Reloaded.",
  });
  t.tick();
  const reload = t.zones.get(TOWN)?.seen.find((body) => body.i === "reload");
  assert.deepEqual(reload, { i: "reload", contentHash: "c2" });
  assert.equal(t.read(1).at(-1), "Reloaded.");
});

test("[EN22] a reload that failed changes nothing and says why", () => {
  const t = testEngine().login(1, "1");
  const text = "town.yaml:3:1: no such room";
  t.feed({
    in: "content",
    player: "1" as never,
    engine: null,
    ok: false,
    contentHash: "",
    text,
  }).tick();
  assert.ok(!t.zones.get(TOWN)?.seen.some((body) => body.i === "reload"));
  assert.equal(t.read(1).at(-1), text);
});

test("[EN23] a shutdown counts down and then asks the host to stop", () => {
  const t = testEngine().login(1, "3");
  t.feed({ in: "admin", order: { a: "shutdown", delayMs: 65_000, reason: "new version" } });
  t.tick().ticks(700);
  const left = t.read(1).flatMap((line) => /in (\d+) second/.exec(line)?.[1] ?? []);
  assert.deepEqual(left, ["65", "60", "30", "10", "5", "4", "3", "2", "1"]);
  assert.deepEqual(t.effects.filter((effect) => effect.x === "shutdown").length, 1);
});

test("[EN23] a shutdown can be called off", () => {
  const t = testEngine().login(1, "1");
  t.type(1, 1, order({ o: "shutdown", delayMs: 10_000, reason: "" })).ticks(30);
  t.type(1, 2, order({ o: "cancelShutdown" })).ticks(200);
  assert.ok(t.read(1).includes("The shutdown is called off."));
  assert.ok(!t.effects.some((effect) => effect.x === "shutdown"));
  t.type(1, 3, order({ o: "cancelShutdown" })).ticks(3);
  assert.equal(t.read(1).at(-1), "No shutdown is planned.");
});

test("[EN24] stop takes everybody out, saves players and zones, and only then has stopped", () => {
  const t = testEngine().login(1, "1").login(2, "3");
  t.type(1, 1, "drop a coin").tick();
  t.holdCuts = true;
  t.feed({ in: "stop", reason: "SIGTERM" }).ticks(5);
  assert.ok(!t.effects.some((effect) => effect.x === "stopped"));
  t.holdCuts = false;
  t.answerCuts().ticks(5);
  assert.equal(t.effects.filter((effect) => effect.x === "stopped").length, 1);
  for (const row of t.store.rows.values()) assert.equal(row.owner, null, `${row.kind}/${row.id}`);
  assert.deepEqual(JSON.parse(t.store.row("zone/a#1").state), { ground: ["a coin"] });
  const close = closeOf(t, 1);
  assert.equal(close?.f === "close" ? close.reason : "", "shutdown");
  t.attach(9, "2").tick();
  assert.equal(t.sent().at(-1)?.f, "attachRefused");
});

test("[EN24] zones that cannot be claimed are asked for again, and nobody is let in before", () => {
  const store = new FakeStore();
  store.addPlayer("1", "Anna", "a:hall");
  store.away = true;
  const t = testEngine({ store }).attach(1, "1").ticks(5);
  assert.equal(t.engine.status().phase, "starting");
  assert.equal(t.sent().at(-1)?.f, "attachRefused");
  store.away = false;
  t.tick(1000).ticks(2);
  assert.equal(t.engine.status().phase, "running");
  assert.equal(t.effects.filter((effect) => effect.x === "ready").length, 1);
});
