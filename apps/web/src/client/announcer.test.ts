import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "@ambon/markup/build";
import type { OutputClass } from "@ambon/markup/tree";
import {
  alarm,
  BATCH_CHARACTERS_MAX,
  batchOf,
  NOTHING_WAITING,
  remark,
  utterancesOf,
  WAITING_MAX,
  wait,
} from "./announcer.ts";
import type { ServerMessage } from "./protocol.ts";

const all = { spoken: {} };
const out = (c: OutputClass, words: string): ServerMessage => ({ t: "out", c, m: text(words) });
const batch = (messages: readonly ServerMessage[], options = all) =>
  batchOf(
    messages.reduce((waiting, one) => wait(waiting, utterancesOf(one, options)), NOTHING_WAITING),
  );

test("[WC9] a batch keeps the order of the game, and what was told to me comes first", () => {
  const { polite, assertive } = batch([
    out("room", "The Quay"),
    out("tell", "Tomas tells you: hi"),
    out("chat", "A gull cries."),
  ]);
  assert.equal(polite, "Tomas tells you: hi\nThe Quay\nA gull cries.");
  assert.equal(assertive, "");
});

test("[WC9] prompts, data and empty output are silent", () => {
  const silent: ServerMessage[] = [
    out("prompt", "8/9hp> "),
    out("room", "  "),
    { t: "data", update: null },
    { t: "pong", n: 1 },
  ];
  assert.deepEqual(batch(silent), { polite: "", assertive: "" });
});

test("[WC9] a brief telling is spoken instead of the long one", () => {
  const message: ServerMessage = { t: "out", c: "combat", m: text("long"), b: text("short") };
  assert.equal(batch([message]).polite, "short");
});

test("[WC9] each class is spoken in full, in short or not at all; errors cannot be silenced", () => {
  const blow: ServerMessage = { t: "out", c: "combat", m: text("long"), b: text("short") };
  assert.equal(batch([blow], { spoken: { combat: "full" } }).polite, "long");
  assert.equal(batch([blow], { spoken: { combat: "off" } }).polite, "");
  const silent = { spoken: { error: "off", room: "off" } };
  assert.equal(batch([out("error", "No."), out("room", "The Quay")], silent).polite, "No.");
});

test("[WC9] other people's fights: two are told, the rest counted, or none when not wanted", () => {
  const blows = ["one", "two", "three", "four"].map((word) => out("combat_other", word));
  const mixed = [...blows, out("combat", "You hit.")];
  assert.equal(batch(mixed).polite, "one\ntwo\nYou hit.\n2 more blows by others.");
  assert.equal(batch(mixed, { spoken: { combat_other: "off" } }).polite, "You hit.");
});

test("[WC9] danger and goodbyes are assertive; an error is polite and comes first", () => {
  const { polite, assertive } = batch([
    { t: "notice", level: "info", text: "Saved." },
    { t: "notice", level: "error", text: "Slow down." },
    { t: "bye", reason: "shutdown", message: "Back soon." },
  ]);
  assert.equal(assertive, "Back soon.");
  assert.equal(polite, "Slow down.\nSaved.");
  assert.equal(batchOf(wait(NOTHING_WAITING, alarm("Danger!"))).assertive, "Danger!");
  assert.equal(batchOf(wait(NOTHING_WAITING, remark("Name"))).polite, "Name");
});

test("[WC9] too much waiting text drops the oldest polite lines and says so", () => {
  let waiting = wait(NOTHING_WAITING, alarm("Danger!"));
  for (let index = 0; index < WAITING_MAX + 4; index += 1) {
    waiting = wait(waiting, remark(`r${index}`));
  }
  assert.equal(waiting.utterances.length, WAITING_MAX);
  const { polite, assertive } = batchOf(waiting);
  assert.equal(assertive, "Danger!");
  assert.ok(polite.startsWith("r5\n"));
  assert.ok(polite.endsWith("\n5 earlier lines are in the log."));
});

test("[WC9] a batch has a longest length", () => {
  const { polite } = batch([out("help", "x".repeat(BATCH_CHARACTERS_MAX + 1))]);
  assert.equal(polite, `${"x".repeat(BATCH_CHARACTERS_MAX)} … more in the log.`);
});
