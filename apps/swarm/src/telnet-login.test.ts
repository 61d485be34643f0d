// Goal: prompts are told from protocol and text, however the bytes arrive, and all options refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TelnetLogin } from "./telnet-login.ts";

const bytesOf = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part, "latin1")])),
  );

const read = (chunks: readonly Uint8Array[]): { prompts: string[]; replies: number[] } => {
  const prompts: string[] = [];
  const replies: number[] = [];
  const login = new TelnetLogin({
    prompt: (text) => prompts.push(text),
    reply: (bytes) => replies.push(...bytes),
  });
  for (const chunk of chunks) login.receive(chunk);
  return { prompts, replies };
};

const STREAM = bytesOf(
  ...[255, 253, 24, 255, 251, 25, 255, 252, 1, 255, 254, 3],
  ...["Welcome\r\nName: ", 255, 249],
  ...[255, 250, 201, "Core {}\r\n", 255, 255, "x", 255, 240],
  ...["old line\r\nPass", 255, 241, "word: ", 255, 239],
);

test("[SW5] every offered or wanted option is refused, and only those are answered", () => {
  assert.deepEqual(read([STREAM]).replies, [255, 252, 24, 255, 254, 25]);
});

test("[SW5] a prompt is the last line before GA or EOR, without protocol", () => {
  assert.deepEqual(read([STREAM]).prompts, ["Name: ", "Password: "]);
});

test("[SW5] how the bytes are cut does not matter", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 12 }), (cuts) => {
      const borders = [0, ...cuts, STREAM.length].sort((left, right) => left - right);
      const chunks = borders.slice(1).map((end, at) => STREAM.subarray(borders[at], end));
      assert.deepEqual(read(chunks), read([STREAM]));
    }),
  );
});

test("[SW5] arbitrary bytes never break it, and a long line keeps its end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.equal(read([bytes]).replies.length % 3, 0);
    }),
  );
  const long = read([bytesOf("x".repeat(5000), "Name: ", 255, 249)]).prompts[0] ?? "";
  assert.deepEqual([long.length, long.endsWith("xName: ")], [256, true]);
});
