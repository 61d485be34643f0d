// Goal: outbound text in the three encodings.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TelnetServer } from "./telnet-server.ts";
import { hex, wireHex } from "./testing/wire.ts";
import { encodeText, latin1Text } from "./text.ts";

test("[TN24] line feeds become CR LF, CR LF stays, a lone CR becomes CR NUL", () => {
  for (const encoding of ["utf-8", "latin-1", "ascii"] as const) {
    const sent = hex(encodeText("a\nb\r\nc\rd\n\n", encoding));
    assert.equal(sent, wireHex('"a" 0D 0A "b" 0D 0A "c" 0D 00 "d" 0D 0A 0D 0A'), encoding);
    assert.equal(hex(encodeText("", encoding)), "");
    assert.equal(hex(encodeText("\u001b[1m\tx", encoding)), wireHex('1B "[1m" 09 "x"'));
  }
});

test("[TN24] what the charset lacks becomes one question mark, 255 is doubled", () => {
  const text = "\u00E9\u00FF\u0101\u{1F409}\uD800x\u009B\u007F";
  const utf8 = "C3 A9 C3 BF C4 81 F0 9F 90 89 EF BF BD 78 C2 9B 7F";
  assert.equal(hex(encodeText(text, "utf-8")), utf8);
  assert.equal(hex(encodeText(text, "latin-1")), "E9 FF FF 3F 3F 3F 78 3F 3F");
  assert.equal(hex(encodeText(text, "ascii")), "3F 3F 3F 3F 3F 78 3F 3F");
});

test("[TN24] the server encodes in UTF-8 until it learns better", () => {
  assert.equal(hex(new TelnetServer().text("\u00E9\n")), "C3 A9 0D 0A");
});

test("[TN24] no encoding lets a lone 255 or a bare line feed out", () => {
  const encodings = fc.constantFrom("utf-8", "latin-1", "ascii");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), encodings, (text, encoding) => {
      const sent = latin1Text(encodeText(text, encoding));
      assert.doesNotMatch(sent.replaceAll("\u00FF\u00FF", ""), /\u00FF/);
      assert.doesNotMatch(sent, /(^|[^\r])\n/);
    }),
  );
});
