/**
 * A well-behaved player beside the hostile ones: whatever they do, each of its lines must be
 * answered before the next, in order. How fast is told, not judged.
 */

import assert from "node:assert/strict";
import { spread } from "./hostile-watch.ts";
import type { TestServer } from "./server.ts";
import { TelnetPlayer } from "./telnet-player.ts";

/** Lets `converse` talk without being slowed down itself; floods are far beyond it. */
export const TALKATIVE = { AMBON_LIMITS_LINES_PER_SECOND: "200" };

/** Comes into the world as a new character. */
export const arrive = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort);
  await player.create(name);
  return player;
};

/** Talks, one numbered line after the other; gives how long the answers took. */
export const converse = async (player: TelnetPlayer, lines: number): Promise<string> => {
  const timesMs: number[] = [];
  for (let at = 1; at <= lines; at += 1) {
    const sentMs = performance.now();
    await player.do(`say word ${at}.`, new RegExp(`^You say, "word ${at}\\."\\n`, "m"));
    timesMs.push(performance.now() - sentMs);
  }
  const said = [...player.transcript().matchAll(/^You say, "word (\d+)\."$/gm)].map(([, n]) => n);
  assert.deepEqual(
    said.slice(-lines),
    Array.from({ length: lines }, (_one, at) => `${at + 1}`),
  );
  return spread(timesMs);
};

/** Letters for a name of each number. */
export const letters = (at: number): string =>
  String.fromCharCode(97 + Math.floor(at / 26), 97 + (at % 26));
