// Goal: numbers, credit, history and the policies by kind of one session's output.

import assert from "node:assert/strict";
import test from "node:test";
import { text } from "@ambon/markup/build";
import fc from "fast-check";
import { estimatedBytes, newItem, type OutputItem, type Payload } from "./payload.ts";
import { HISTORY_MS, SentHistory } from "./sent-history.ts";
import { SessionOutput } from "./session-output.ts";

const LIMITS = {
  SESSION_PENDING_BYTES: 4096,
  SESSION_HISTORY_FRAMES: 64,
  SESSION_HISTORY_BYTES: 65_536,
  SESSION_WINDOW_BYTES: 1024,
};

const said = (cls: string, words: string, atMs = 0): OutputItem =>
  newItem({ f: "output", class: cls, markup: text(words) }, atMs);
const data = (name: string, value: unknown): OutputItem =>
  newItem({ f: "data", package: name, value }, 0);
const prompt = (hp: number): OutputItem => newItem({ f: "prompt", values: { hp } }, 0);

const wordsIn = ({ payload }: OutputItem): string => {
  if (payload.f !== "output") return payload.f === "data" ? payload.package : payload.f;
  const [block] = payload.markup as readonly { readonly kids: readonly string[] }[];
  return block?.kids[0] ?? "";
};

const drained = (output: SessionOutput): string[] => {
  const words: string[] = [];
  for (let item = output.next(); item; item = output.next()) words.push(wordsIn(item));
  return words;
};

/** A session whose credit is used up, after `first` numbers. */
const blocked = (): { output: SessionOutput; first: number } => {
  const output = new SessionOutput(LIMITS);
  output.received(0);
  while (output.offer(said("system", "x".repeat(100)), true) === "send");
  drained(output);
  assert.ok(output.waitingBytes > 0);
  return { output, first: output.seq };
};

const freed = (output: SessionOutput): string[] => {
  const words: string[] = [];
  for (;;) {
    output.received(output.seq);
    const more = drained(output);
    if (more.length === 0) return words;
    words.push(...more);
  }
};

test("[EN36] without credit output waits and has no number; an acknowledgement sets it free", () => {
  const { output, first } = blocked();
  assert.equal(output.offer(said("tell", "later"), true), "kept");
  assert.equal(output.seq, first);
  output.received(first - 1);
  assert.equal(drained(output).at(-1), "later");
  assert.equal(output.seq, first + 2);
});

test("[EN36] one item is always under way, whatever its size", () => {
  const output = new SessionOutput(LIMITS);
  output.received(0);
  assert.equal(output.offer(said("system", "y".repeat(3000)), true), "send");
  assert.equal(output.offer(said("system", "small"), true), "kept");
  output.received(1);
  assert.deepEqual(drained(output), ["small"]);
});

test("[EN36] frames under way are bounded too, so that history holds them all", () => {
  const output = new SessionOutput({ ...LIMITS, SESSION_WINDOW_BYTES: 1_000_000 });
  output.received(0);
  let sent = 0;
  while (output.offer(said("system", "z"), true) === "send") sent += 1;
  assert.equal(sent, LIMITS.SESSION_HISTORY_FRAMES);
});

test("[EN36] a gateway that never acknowledges is not limited", () => {
  const output = new SessionOutput(LIMITS);
  for (let at = 0; at < 1000; at += 1) {
    assert.equal(output.offer(said("chat", "w".repeat(200)), true), "send");
  }
});

test("[EN35] of prompts, settings and data only the newest waits, in its place in time", () => {
  const { output } = blocked();
  const own = said("tell", "a tell");
  for (let hp = 0; hp < 500; hp += 1) {
    output.offer(prompt(hp), true);
    output.offer(data("Char.Vitals", { hp }), true);
    if (hp === 250) output.offer(own, true);
    output.offer(data("Room.Map", { hp }), true);
  }
  assert.deepEqual(freed(output).slice(1), ["a tell", "prompt", "Char.Vitals", "Room.Map"]);
});

test("[EN38] lists of two places wait side by side, and each change of a list waits", () => {
  const { output } = blocked();
  const list = (location: string, at: number): OutputItem =>
    data("Char.Items.List", { location, items: [at] });
  output.offer(list("inv", 1), true);
  output.offer(list("room", 2), true);
  output.offer(data("Char.Items.Add", { location: "inv", item: { id: "1" } }), true);
  output.offer(data("Char.Items.Add", { location: "inv", item: { id: "2" } }), true);
  output.offer(list("inv", 3), true);
  const add = "Char.Items.Add";
  assert.deepEqual(freed(output).slice(1), ["Char.Items.List", add, add, "Char.Items.List"]);
});

test("[EN35] the oldest chatter becomes a count, the newest stays, and nothing else is lost", () => {
  const { output } = blocked();
  output.offer(said("tell", "before"), true);
  for (let at = 1; at <= 500; at += 1) {
    output.offer(said("combat", `blow ${at}`), true);
    output.offer(data("Comm.Channel.Text", { text: `talk ${at}` }), true);
    if (at === 10) output.offer(said("quest", "meanwhile"), true);
    assert.ok(output.waitingBytes <= LIMITS.SESSION_PENDING_BYTES);
  }
  const words = freed(output).slice(1);
  assert.deepEqual(words.slice(0, 3), ["before", words[1], "meanwhile"]);
  const blows = words.filter((word) => word.startsWith("blow "));
  assert.equal(blows.at(-1), "blow 500");
  assert.equal(words[1], `…${500 - blows.length} more lines`);
  assert.deepEqual(
    blows,
    blows.map((_word, at) => `blow ${501 - blows.length + at}`),
  );
});

test("[EN35] a later count starts anew when the first one was sent", () => {
  const { output } = blocked();
  const flood = (): number => {
    for (let at = 0; at < 200; at += 1) output.offer(said("emote", `e${at}`), true);
    return freed(output).filter((word) => word.includes("more line")).length;
  };
  assert.deepEqual(
    [flood(), flood()],
    [0, 0].map(() => 1),
  );
});

test("[EN35] what must be delivered and does not fit leads to a full refresh", () => {
  const { output } = blocked();
  const long = "t".repeat(500);
  for (let at = 0; at < 20; at += 1) assert.equal(output.offer(said("tell", long), true), "kept");
  assert.equal(output.refreshDue, true);
  assert.equal(output.waitingBytes, 0);
  assert.equal(output.isIdle, false);
  output.received(output.seq);
  assert.equal(output.isIdle, true);
  output.startRefresh();
  assert.equal(output.offer(said("system", "the refresh"), true), "send");
});

test("[EN35] a refresh that does not get through means too slow; without a socket it just waits", () => {
  const { output } = blocked();
  const flood = (linked: boolean): string[] =>
    Array.from({ length: 20 }, () => output.offer(said("tell", "t".repeat(500)), linked));
  flood(true);
  output.received(output.seq);
  output.startRefresh();
  assert.ok(flood(true).includes("tooSlow"));
  assert.equal(output.resumeAfter(output.seq, 0), false);
  output.startRefresh();
  assert.ok(!flood(false).includes("tooSlow"));
  assert.equal(output.refreshDue, true);
});

test("[EN35] lines that must be delivered are shown before the refresh of a late resume", () => {
  const output = new SessionOutput(LIMITS);
  output.offer(said("system", "seen"), true);
  for (const [cls, words] of [
    ["chat", "noise"],
    ["tell", "a secret"],
    ["quest", "a duty"],
  ] as const) {
    output.offer(said(cls, words), false);
  }
  output.offer(prompt(3), false);
  assert.equal(output.resumeAfter(0, HISTORY_MS), false);
  output.startRefresh();
  assert.deepEqual(drained(output), ["a secret", "a duty"]);
  assert.equal(output.seq, 3);
});

test("[EN34] history is bounded in frames, bytes and time, and forgets the oldest", () => {
  const frames = new SentHistory({ frames: 3, bytes: 1_000_000 });
  for (let at = 1; at <= 500; at += 1) frames.add(said("chat", String(at), at));
  assert.deepEqual([frames.firstSeq, frames.size], [498, 3]);
  assert.equal(wordsIn(frames.get(499) ?? prompt(0)), "499");
  assert.deepEqual([frames.get(497), frames.get(501)], [undefined, undefined]);
  const bytes = new SentHistory({ frames: 1000, bytes: 1000 });
  for (let at = 1; at <= 500; at += 1) {
    bytes.add(said("chat", "x".repeat(100)));
    assert.ok(bytes.bytes <= 1000);
  }
  assert.ok(bytes.size > 1);
  bytes.add(said("chat", "x".repeat(5000)));
  assert.equal(bytes.size, 1);
  const old = new SentHistory({ frames: 9, bytes: 1_000_000 });
  old.add(said("chat", "a", 0));
  old.add(said("chat", "b", 5));
  old.expire(HISTORY_MS - 1);
  assert.equal(old.size, 2);
  old.add(said("chat", "c", HISTORY_MS));
  assert.equal(old.firstSeq, 2);
});

test("[EN34] what the client has shown is not kept", () => {
  const output = new SessionOutput(LIMITS);
  for (let at = 1; at <= 10; at += 1) output.offer(said("chat", `line ${at}`), true);
  output.received(8);
  output.seen(6);
  const before = output.historyBytes;
  output.seen(1_000_000);
  assert.ok(output.historyBytes < before);
  assert.equal(output.resumeAfter(7, 0), false);
  const other = new SessionOutput(LIMITS);
  for (let at = 1; at <= 10; at += 1) other.offer(said("chat", `line ${at}`), true);
  other.received(8);
  other.seen(6);
  assert.equal(other.resumeAfter(6, 0), true);
  assert.deepEqual(drained(other), ["line 7", "line 8", "line 9", "line 10"]);
});

test("[EN36] a replay keeps to the credit, and new output waits behind it", () => {
  const output = new SessionOutput(LIMITS);
  output.received(0);
  for (let at = 1; at <= 40; at += 1) {
    output.offer(said("chat", `line ${at}`), true);
    output.received(output.seq);
  }
  assert.equal(output.resumeAfter(0, 0), true);
  const first = drained(output);
  assert.ok(first.length > 1 && first.length < 40);
  assert.equal(output.offer(said("chat", "new"), true), "kept");
  output.received(first.length);
  assert.equal(drained(output)[0], `line ${first.length + 1}`);
  const words = freed(output);
  assert.equal(words.at(-1), "new");
  assert.equal(output.seq, 41);
});

test("[EN36] whatever comes and goes, numbers have no holes and nothing is shown twice", () => {
  const act = fc.oneof(
    { weight: 5, arbitrary: fc.record({ a: fc.constant("offer" as const), size: fc.nat(300) }) },
    { weight: 2, arbitrary: fc.record({ a: fc.constant("ack" as const), back: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ a: fc.constant("lose" as const), back: fc.nat(20) }) },
    { weight: 1, arbitrary: fc.record({ a: fc.constant("back" as const), size: fc.nat(1) }) },
  );
  let replays = 0;
  fc.assert(
    fc.property(fc.array(act, { minLength: 40, maxLength: 120 }), (acts) => {
      const output = new SessionOutput({ ...LIMITS, SESSION_PENDING_BYTES: 1_000_000 });
      const shown: string[] = [];
      let offered = 0;
      let linked = true;
      const show = (): void => {
        if (linked) shown.push(...drained(output));
      };
      for (const one of acts) {
        if (one.a === "offer") {
          offered += 1;
          const item = said("tell", `${offered} ${"x".repeat(one.size)}`);
          if (output.offer(item, linked) === "send") shown.push(wordsIn(item));
        } else if (one.a === "ack" && linked) output.received(shown.length - one.back);
        else if (one.a === "lose" && linked) {
          linked = false;
          shown.length = Math.max(0, shown.length - one.back);
        } else if (one.a === "back" && !linked) {
          linked = true;
          replays += 1;
          if (!output.resumeAfter(shown.length, 0)) return;
        }
        show();
      }
      const numbers = shown.map((words) => Number(words.split(" ")[0]));
      assert.deepEqual(
        numbers,
        numbers.map((_number, at) => at + 1),
      );
    }),
    { numRuns: 300 },
  );
  assert.ok(replays > 100);
});

test("[EN34] a size is near that of the JSON, for any payload", () => {
  const payload: fc.Arbitrary<Payload> = fc.oneof(
    fc.jsonValue().map((value): Payload => ({ f: "data", package: "Room.Info", value })),
    fc.array(fc.string()).map(
      (words): Payload => ({
        f: "output",
        class: "chat",
        markup: words.map((word) => ({ t: "line", kids: [word] })),
      }),
    ),
  );
  fc.assert(
    fc.property(payload, (one) => {
      const bytes = estimatedBytes(one);
      const json = JSON.stringify(one).length;
      assert.ok(bytes >= json / 7 && bytes <= 2 * json + 128, `${bytes} for ${json}`);
    }),
  );
});
