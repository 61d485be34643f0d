// Goal: readable ASCII for clients that have nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newTelnetCounters, TELNET_LIMITS } from "./limits.ts";
import { TelnetServer } from "./telnet-server.ts";
import { hex, wire, wireHex } from "./testing/wire.ts";
import { transliterate } from "./transliterate.ts";

const ascii = (text: string): string => transliterate(text, "ascii");

test("[TN46] letters lose their marks, others become what is spoken", () => {
  assert.equal(
    ascii("Crème brûlée, Ångström, señor, žluťoučký kůň"),
    "Creme brulee, Angstrom, senor, zlutoucky kun",
  );
  assert.equal(
    ascii("Straße, Ærøskøbing, Þór, Łódź, œuvre"),
    "Strasse, AEroskobing, Thor, Lodz, oeuvre",
  );
  assert.equal(ascii("e\u0301 Việt Nam"), "e Viet Nam");
});

test("[TN46] quotes, dashes, ellipsis, bullets and arrows", () => {
  assert.equal(ascii("“It’s” – he said — «well…» • → ←"), '"It\'s" - he said -- "well..." * > <');
});

test("[TN46] box drawing keeps its width", () => {
  const box = "┌──┬──┐\n│ab│█▒│\n├──┼──┤\n╔══╗ ╰─╯";
  const plain = "+--+--+\n|ab|#=|\n+--+--+\n+==+ +-+";
  assert.equal(ascii(box), plain);
});

test("[TN46] what has no likeness is one question mark", () => {
  assert.equal(ascii("我 🐉 \ud800"), "? ? ?");
});

test("[TN46] Latin-1 keeps its own letters, UTF-8 everything", () => {
  assert.equal(transliterate("é — “ž”", "latin-1"), 'é -- "z"');
  assert.equal(transliterate("é — 🐉", "utf-8"), "é — 🐉");
});

test("[TN46] the result is pure ASCII and at most four times as long", () => {
  const rich = fc.string({ unit: "binary" });
  const near = fc.string({
    unit: fc.integer({ min: 0, max: 0x2fff }).map((c) => String.fromCharCode(c)),
  });
  fc.assert(
    fc.property(fc.oneof(rich, near), (text) => {
      const plain = ascii(text);
      assert.ok(
        [...plain].every((char) => char.charCodeAt(0) < 128),
        plain,
      );
      assert.ok(plain.length <= 4 * text.length);
      assert.equal(ascii(plain), plain);
    }),
    { numRuns: 300 },
  );
});

test("[TN46] the server writes so when it is told to, and question marks when not", () => {
  for (const [on, shown] of [
    [true, '"cafe..."'],
    [false, '"caf??"'],
  ] as const) {
    const server = new TelnetServer(TELNET_LIMITS, newTelnetCounters(), { transliterate: on });
    server.start();
    server.receive(wire('FF FD 2A FF FA 2A 02 "US-ASCII" FF F0'));
    assert.equal(hex(server.text("café…")), wireHex(shown));
  }
});
