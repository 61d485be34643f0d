// Goal: a browser comes back to the next unseen line, wherever its socket was lost.

import assert from "node:assert/strict";
import test from "node:test";
import { playerId } from "@ambon/kernel/ids";
import { annaAndBen, benCounts, benIn, counted } from "./testing/anna-and-ben.ts";
import { TestBrowser } from "./testing/test-browser.ts";
import { MOOR, TOWN, testEngine } from "./testing/test-engine.ts";

test("[EN5] what was not seen comes again under its numbers, then what waited", () => {
  const { t, anna } = annaAndBen();
  benCounts(t, 1, 3);
  anna.read(5).drop();
  const seen = anna.seq;
  benCounts(t, 4, 6);
  anna.resume(2);
  t.tick();
  anna.read();
  assert.deepEqual(benIn(anna), counted(1, 6));
  assert.equal(anna.resumedAt.at(-1), seen);
  assert.deepEqual(
    t.zones.get(TOWN)?.seen.filter(({ i }) => i === "linkBack"),
    [{ i: "linkBack", player: "1", takeover: false, continued: true }],
  );
  assert.equal(t.engine.status().linkDead, 0);
  t.tick(700_000).tick();
  assert.equal(t.engine.status().players, 2);
});

test("[EN5] who comes back after the grace time has no session any more", () => {
  const { t, anna } = annaAndBen({ limits: { SESSION_GRACE_MS: 5000 } });
  anna.drop();
  t.tick().tick(6000).ticks(3);
  anna.resume(2);
  t.ticks(2);
  anna.read();
  assert.deepEqual(anna.refusals, ["Your session is over. Please log in again."]);
});

test("[EN5] a player who crossed a border meanwhile is found where they are", () => {
  const { t, anna } = annaAndBen();
  anna.type("go b:field").drop();
  t.ticks(3);
  anna.resume(2);
  t.ticks(2);
  anna.read().type("here");
  t.tick();
  anna.read();
  assert.deepEqual(anna.lines, ["You are in a:hall.", "You are in b:field.", "Anna: here"]);
  assert.equal(t.zones.get(MOOR)?.sessionOf(playerId("1"))?.linkDead, false);
});

test("[EN31] when history does not reach back there is one full refresh, and the count goes on", () => {
  const { t, anna } = annaAndBen({ limits: { SESSION_HISTORY_FRAMES: 16 } });
  benCounts(t, 1, 30);
  anna.drop().resume(2);
  t.tick();
  anna.read();
  assert.equal(benIn(anna).length, 0);
  assert.match(anna.lines.at(-1) ?? "", /Too much has happened/);
  assert.equal(t.zones.get(TOWN)?.seen.filter(({ i }) => i === "linkBack").length, 1);
  const base = anna.resumedAt.at(-1) ?? 0;
  assert.ok(base >= 30);
  t.type(900, 31, "31").tick();
  anna.read();
  assert.equal(anna.seq, base + 2);
  assert.deepEqual(benIn(anna), ["Ben: 31"]);
});

test("[EN31] a number that was never given, and history that is too old, lead to a refresh", () => {
  for (const spoil of ["future", "old"]) {
    const { t, anna } = annaAndBen({ limits: { SESSION_GRACE_MS: 3_600_000 } });
    benCounts(t, 1, 3);
    anna.drop();
    t.tick(spoil === "old" ? 600_000 : 100);
    anna.resume(2, anna.token, spoil === "old" ? anna.seq : 1_000_000);
    t.tick();
    anna.read();
    assert.match(anna.lines.at(-1) ?? "", /Too much has happened/, spoil);
  }
});

test("[EN32] the earlier socket is told and closed, and what it still sends is ignored", () => {
  const { t, anna } = annaAndBen();
  anna.resume(2);
  t.tick();
  const close = t.sent().find((frame) => frame.f === "close");
  assert.deepEqual(close, {
    f: "close",
    channel: 1,
    reason: "takeover",
    message: "You have come back on another connection.",
  });
  anna.read();
  t.type(1, 1, "from the old socket");
  t.frames("g1", { f: "ack", channel: 1, received: 99, seen: 99 });
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).tick();
  anna.type("from the new one");
  t.tick();
  anna.read();
  assert.deepEqual(anna.lines.slice(1), ["Anna: from the new one"]);
  assert.equal(t.engine.status().linkDead, 0);
  // The zone never heard that a link was lost, so it says nothing.
  assert.deepEqual(
    t.zones.get(TOWN)?.seen.filter(({ i }) => i.startsWith("link")),
    [],
  );
});

test("[EN32] a resume on a channel that is in use is refused, and changes nothing", () => {
  const { t, anna } = annaAndBen();
  anna.resume(900).channel = 1;
  t.tick();
  assert.equal(t.sent().at(-1)?.f, "attachRefused");
  benCounts(t, 1, 1);
  assert.deepEqual(benIn(anna.read()), counted(1, 1));
});

test("[EN33] a wrong token, an unknown session and a banned address are refused", () => {
  const { t, anna } = annaAndBen();
  const right = anna.token;
  const stranger = new TestBrowser(t, "7");
  anna.resume(2, "token-0");
  stranger.resume(3, right);
  t.tick();
  anna.read();
  stranger.read();
  const refused = ["Your session is over. Please log in again."];
  assert.deepEqual([anna.refusals, stranger.refusals], [refused, refused]);
  t.desk.bans.push("198.51.100.9");
  anna.resume(4, right);
  t.tick();
  anna.read();
  assert.equal(anna.refusals.at(-1), "You are banned.");
});

test("[EN33] the old token is good until something was acknowledged under the new one", () => {
  const { t, anna } = annaAndBen();
  const first = anna.token;
  anna.resume(2);
  t.tick();
  anna.read();
  const second = anna.token;
  assert.notEqual(second, first);
  anna.ack();
  anna.resume(3, first);
  t.tick();
  anna.read();
  assert.deepEqual(anna.refusals, []);
  // Using the first one again has replaced its successor.
  anna.resume(4, second);
  t.tick();
  anna.read();
  assert.equal(anna.refusals.length, 1);
  anna.resume(5, anna.token);
  benCounts(t, 1, 1);
  anna.read().ack();
  anna.resume(6, first);
  t.tick();
  anna.read();
  assert.equal(anna.refusals.length, 2);
});

test("[EN33] a login voids the tokens of before", () => {
  const { t, anna } = annaAndBen();
  const first = anna.token;
  anna.login(2).resume(3, first);
  t.tick();
  anna.read();
  assert.equal(anna.refusals.length, 1);
});

test("[EN33] whoever leaves cannot be resumed", () => {
  const { t, anna } = annaAndBen();
  anna.type("quit");
  t.ticks(3);
  anna.resume(2);
  t.ticks(2);
  anna.read();
  assert.equal(anna.refusals.length, 1);
});

test("[EN37] lines that waited at the engine are applied once, and the client is told which", () => {
  const { t, anna } = annaAndBen();
  for (const line of ["one", "two", "three"]) anna.type(line);
  anna.drop().type("four").resume(2);
  t.ticks(8);
  anna.read();
  t.ticks(8);
  anna.read();
  assert.deepEqual(anna.lines.slice(1), ["Anna: one", "Anna: two", "Anna: three", "Anna: four"]);
  assert.equal(t.metrics.get("engine_lines_dropped_total:duplicate") ?? 0, 0);
});

test("[EN37] a gateway that lost its link comes back for its sessions, telnet too", () => {
  const t = testEngine().login(1, "1");
  t.type(1, 1, "before").tick();
  const read = t.read(1).length;
  t.feed({ in: "link", gateway: "g1", up: false }).tick();
  t.feed({ in: "link", gateway: "g1", up: true });
  const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;
  const numbered = t.sent().filter((one) => "channels" in one || one.f === "settings").length;
  t.frames("g1", {
    f: "resume",
    channel: 1,
    sessionId: "s1",
    token: "1.token-1",
    received: numbered,
    caps,
  }).tick();
  t.type(1, 2, "after").ticks(2);
  assert.deepEqual(t.read(1).slice(read), ["Anna: after"]);
});

test("[EN41] what a run acknowledged that was replaced already is undone, and the player is told", () => {
  const t = testEngine().login(1, "1");
  t.type(1, 1, "kept").tick();
  const read = t.read(1).length;
  t.feed({ in: "link", gateway: "g1", up: false }).tick();
  t.feed({ in: "link", gateway: "g1", up: true });
  const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;
  const back = { f: "resume", channel: 1, sessionId: "s1", token: "1.token-1", caps } as const;
  t.frames("g1", { ...back, received: 999, applied: 3 }).tick();
  t.type(1, 4, "after").ticks(2);
  const lines = t.read(1).slice(read);
  assert.match(lines.join("\n"), /Your last 2 commands are undone/);
  assert.equal(lines.at(-1), "Anna: after");
});
