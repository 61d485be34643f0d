/**
 * Accessibility is a contract of the server: what every command answers, rendered for a screen
 * reader, is prose with one fact a line — nothing drawn, padded or left blank.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { renderScreenReader } from "@ambon/markup/render-screen-reader";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { COMMANDS } from "./all.ts";

/** Lines that make a command say all it has to say; `{}` = the command's name. */
const LINES: Readonly<Record<string, readonly string[]>> = {
  look: ["{}", "{} bo", "{} me", "{} north", "{} fountain", "{} in bag", "{} coin"],
  examine: ["{} bag"],
  get: ["{} coin", "{} all", "{} moon"],
  put: ["{} coin in bag"],
  drop: ["{} bread", "{} 5 gold"],
  give: ["{} bread bo", "{} 3 gold bo"],
  wear: ["{} cap", "{} all"],
  wield: ["{} sword"],
  remove: ["{} all"],
  eat: ["{} bread"],
  help: ["{}", "{} look", "{} start", "{} xyzzy", "{} fight"],
  say: ["{} hello"],
  tell: ["{} bo hello", "{} nobody hello"],
  reply: ["{} yes"],
  whisper: ["{} bo psst"],
  shout: ["{} hey"],
  gossip: ["{} hey"],
  emote: ["{} waves"],
  afk: ["{} tea", "{}"],
  ignore: ["{} bo", "{}"],
  unignore: ["{} bo"],
  group: ["{} invite bo", "{}"],
  follow: ["{} bo", "{} stop"],
  trade: ["{} bo"],
  kill: ["{} rat"],
  consider: ["{} rat"],
  alias: ["{} x look", "{}", "{} x"],
  prompt: ["{}", "{} %h> "],
  mute: ["{}", "{} gossip"],
  settings: ["{}"],
  wimpy: ["{}", "{} 20"],
  deposit: ["{} 5"],
  withdraw: ["{} 2"],
  describe: ["{} A tall person."],
  goto: ["{} a:hall"],
  spawn: ["{} a:rat", "{} a:coin"],
  ban: ["{} villain 10m rude", "{} 10.0.0.0/8"],
  announce: ["{} Hear, hear."],
};

/** Orders that the engine answers, in one line of its own (libs/engine orders.ts). */
const ANSWERED_ELSEWHERE = new Set([
  "ban",
  "bans",
  "unban",
  "kick",
  "announce",
  "reload",
  "shutdown",
]);

const DRAWN = /[\u2500-\u259f\u2800-\u28ff|]|[-=_*#~.+]{4,}/;

const linesOf = (who: TestPlayer): string[] =>
  // A screen reader is told the short form where there is one.
  who.takes().flatMap(({ markup, brief }) => {
    const read = renderScreenReader(brief ?? markup);
    assert(read === "" || read.endsWith("\n"), JSON.stringify(read));
    return read.split("\n").slice(0, -1);
  });

const check = (line: string, command: string): void => {
  const where = `${command}: ${JSON.stringify(line)}`;
  assert.notEqual(line.trim(), "", `blank line, ${where}`);
  assert.doesNotMatch(line, DRAWN, `drawn, ${where}`);
  assert.doesNotMatch(line, /^\s|\s$| {2}/, `padded, ${where}`);
  assert.equal(line, stripUnsafe(line), `control character, ${where}`);
};

/** A fresh small world for each command: two players where things, a mob and a shop are near. */
const tryCommand = (name: string, room: string): number => {
  const play = new TestPlay(smallWorld());
  const sword = { uid: "x/1/1", def: "a:sword" };
  const cap = { uid: "x/1/2", def: "a:cap" };
  const more = { room, gold: 50, fresh: false, hp: 9, staff: true, inventory: [sword, cap] };
  const mira = play.login("Mira", more);
  const bo = play.login("Bo", { room });
  let read = 0;
  for (const pattern of LINES[name] ?? ["{}", "{} all", "{} bo"]) {
    mira.types("");
    play.input(mira.id, {
      i: "line",
      player: mira.id,
      text: pattern.replace("{}", name),
      inputSeq: 1000 + read,
    });
    play.settle();
    for (const line of [...linesOf(mira), ...linesOf(bo)]) {
      check(line, pattern.replace("{}", name));
      read += 1;
    }
    if (mira.left !== undefined) break;
  }
  return read;
};

for (const { command } of COMMANDS.entries) {
  test(`[AX1] ${command.name} reads well aloud`, () => {
    let read = 0;
    for (const room of ["a:hall", "a:yard", "a:shop"]) read += tryCommand(command.name, room);
    assert(read > 0 || ANSWERED_ELSEWHERE.has(command.name), `${command.name} says nothing`);
  });
}

test("[AX2] a whole fight reads well aloud, for the fighter and for who stands by", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { room: "a:yard" });
  const bo = play.login("Bo", { room: "a:yard" });
  mira.types("kill rat");
  play.advance(60_000);
  mira.types("east");
  play.advance(30_000);
  const lines = [...linesOf(mira), ...linesOf(bo)];
  assert(lines.length > 10);
  for (const line of lines) check(line, "fight");
});
