// Goal: a bot waits for its own answer, gives up in time, and tells what went wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seedPrng } from "@ambon/kernel/prng";
import { ANSWER_TIMEOUT_MS, Bot, LOGIN_TIMEOUT_MS } from "./bot.ts";
import type { LinkEvents } from "./link.ts";
import { LoginScript } from "./login-script.ts";
import { type Mix, parseMix } from "./mix.ts";
import { Tally } from "./tally.ts";
import { Traveller } from "./traveller.ts";

const ROOM = "A Hall\r\nExits: east, west.\r\nA grey rat sniffs.\r\n";

class Rig {
  nowMs = 0;
  readonly sent: string[] = [];
  readonly tally = new Tally(2000);
  readonly later: { atMs: number; act: () => void }[] = [];
  readonly bot: Bot;
  closed = false;
  events: LinkEvents | null = null;

  constructor(options: { mix?: string; thinkMs?: number; spread?: number } = {}) {
    const prng = seedPrng(1);
    this.bot = new Bot({
      mark: "b1",
      prng,
      script: new LoginScript("Swarmaaab", "a secret", 0),
      traveller: new Traveller("pace", prng, options.spread ?? 0),
      settings: {
        mix: parseMix(options.mix ?? "say=1") as Mix,
        thinkMs: options.thinkMs ?? 0,
        sayChars: 0,
        countLines: false,
        readsRooms: true,
      },
      tally: this.tally,
      open: (events) => {
        this.events = events;
        return {
          marks: [],
          send: (line) => this.sent.push(line),
          enterWorld: () => undefined,
          stopReading: () => undefined,
          close: () => {
            this.closed = true;
          },
        };
      },
      nowMs: () => this.nowMs,
      later: (delayMs, act) => this.later.push({ atMs: this.nowMs + delayMs, act }),
    });
  }

  get last(): string {
    return this.sent.at(-1) ?? "";
  }

  says(text: string): void {
    this.bot.text(text);
  }

  /** What the server answers to the bot's last `say`. */
  echo(): void {
    this.says(`You say, "${this.last.slice("say ".length)}"`);
  }

  enter(): void {
    this.bot.connect();
    for (const prompt of ["Name: ", "Password: ", "> "]) this.bot.prompt(prompt);
    this.echo();
  }
}

test("[SW10] only the own token answers a say, and the next command follows at once", () => {
  const rig = new Rig();
  rig.enter();
  assert.equal(rig.bot.state, "ready");
  rig.bot.play(0);
  const said = rig.last;
  rig.says('Mira says, "b11x2z"\r\nMira says, "b1x"\r\n');
  assert.deepEqual([rig.tally.answers, rig.last], [0, said]);
  rig.nowMs += 7;
  rig.echo();
  assert.deepEqual([rig.tally.answers, rig.tally.histogram("say").maxMs], [1, 7]);
  assert.notEqual(rig.last, said);
});

test("[SW10] a bot thinks between half and one and a half times the mean", () => {
  const rig = new Rig({ thinkMs: 1000 });
  rig.enter();
  rig.bot.play(0);
  const said = rig.last;
  rig.echo();
  const [next] = rig.later;
  assert.ok(next !== undefined && next.atMs >= 500 && next.atMs <= 1500);
  assert.equal(rig.last, said);
  next.act();
  assert.notEqual(rig.last, said);
});

test("[SW11] an answer that does not come is a miss, and the bot finds its place by a token", () => {
  const rig = new Rig({ mix: "look=1" });
  rig.enter();
  rig.bot.play(0);
  rig.nowMs += ANSWER_TIMEOUT_MS;
  rig.bot.check(rig.nowMs);
  assert.equal(rig.tally.missed, 0);
  rig.nowMs += 1;
  rig.bot.check(rig.nowMs);
  assert.deepEqual([rig.tally.timeouts, rig.tally.missed], [1, 1]);
  // The late answer to `look` must not pass for that of the next command.
  rig.says(ROOM);
  assert.equal(rig.tally.answers, 0);
  rig.echo();
  assert.equal(rig.tally.histogram("say").count, 1);
  assert.equal(rig.last, "look");
});

test("[SW11] an answer later than the limit is a miss", () => {
  const rig = new Rig();
  rig.enter();
  rig.bot.play(0);
  rig.nowMs += 2000;
  rig.echo();
  assert.equal(rig.tally.missed, 0);
  rig.nowMs += 2001;
  rig.echo();
  assert.deepEqual([rig.tally.late, rig.tally.missed], [1, 1]);
});

test("[SW11] a login without an answer, a lost connection and dropped lines are errors", () => {
  const slow = new Rig();
  slow.bot.connect();
  slow.bot.check(LOGIN_TIMEOUT_MS + 1);
  assert.deepEqual([slow.bot.state, slow.closed, slow.tally.errorCount], ["gone", true, 1]);
  const lost = new Rig();
  lost.enter();
  lost.bot.closed("closed by the server");
  assert.deepEqual([...lost.tally.errors], [["ready: connection closed by the server", 1]]);
  const dropped = new Rig();
  dropped.enter();
  dropped.bot.play(0);
  dropped.says("Slow down: some of your lines were dropped.\r\n");
  assert.equal(dropped.tally.errorCount, 1);
});

test("[SW11] a bot that leaves, or was told to sleep, may be cut off", () => {
  const leaving = new Rig();
  leaving.enter();
  leaving.bot.leave();
  assert.equal(leaving.last, "quit");
  leaving.bot.closed("closed by the server");
  const asleep = new Rig();
  asleep.enter();
  asleep.bot.sleep();
  asleep.bot.closed("closed by the server");
  assert.equal(leaving.tally.errorCount + asleep.tally.errorCount, 0);
});

test("[SW12] a bot spreads out first, then paces to and fro", () => {
  const rig = new Rig({ mix: "move=1", spread: 2 });
  rig.enter();
  rig.says(ROOM);
  assert.deepEqual([rig.bot.state, rig.tally.answers], ["spreading", 0]);
  rig.says(ROOM);
  assert.equal(rig.bot.state, "ready");
  rig.bot.play(0);
  for (let step = 0; step < 3; step += 1) rig.says(ROOM);
  assert.deepEqual(rig.sent.slice(-6), ["east", "east", "east", "west", "east", "west"]);
});

test("[SW12] a bot fights what it saw, and looks around where it saw nothing", () => {
  const rig = new Rig({ mix: "fight=1" });
  rig.enter();
  rig.bot.play(0);
  assert.equal(rig.last, "look");
  rig.says(ROOM);
  assert.match(rig.last, /^kill (grey|rat|sniffs)$/);
  rig.says("You attack a grey rat!\r\n");
  assert.equal(rig.tally.histogram("fight").count, 1);
});

test("[SW10] a stopped bot awaits its last answer and gives no further command", () => {
  const rig = new Rig();
  rig.enter();
  rig.bot.play(0);
  rig.bot.stop();
  assert.equal(rig.bot.quiet, false);
  rig.echo();
  assert.equal(rig.bot.quiet, true);
});
