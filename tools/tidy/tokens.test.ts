// Goal: the checks may trust the tokenizer to know code from text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Token, tokenize, tokenizeCode } from "./tokens.ts";

const brief = (source: string): string[] =>
  tokenizeCode(source).map((token: Token) => `${token.kind}:${token.text}`);

test("[TL10] comments, strings and template text are not code", () => {
  const source = "a; // Date\n/* Date\n Date */ \"Date\"; 'Date'; `Date ${b} Date`;";
  const words = tokenizeCode(source).filter((token) => token.kind === "word");
  assert.deepEqual(
    words.map((token) => token.text),
    ["a", "b"],
  );
});

test("[TL10] the code inside a template's braces is code, also when nested", () => {
  const words = tokenize("`x ${f({ a: `y ${Date.now()} z` })} w`; after")
    .filter((token) => token.kind === "word")
    .map((token) => token.text);
  assert.deepEqual(words, ["f", "a", "Date", "now", "after"]);
});

test("[TL10] a slash after a value divides, elsewhere it opens a regular expression", () => {
  assert.deepEqual(brief("a / b / c"), ["word:a", "punct:/", "word:b", "punct:/", "word:c"]);
  assert.deepEqual(brief("(a) / 2"), ["punct:(", "word:a", "punct:)", "punct:/", "number:2"]);
  assert.deepEqual(brief("x = /[/]\\/'/g;"), ["word:x", "punct:=", "regex:/[/]\\/'/g", "punct:;"]);
  assert.deepEqual(brief('return /"/;'), ["word:return", 'regex:/"/', "punct:;"]);
});

test("[TL10] numbers keep their point and exponent, spread and optional chains are no numbers", () => {
  assert.deepEqual(brief("0.5 .5 1e3 0xff 1_000n"), [
    "number:0.5",
    "number:.5",
    "number:1e3",
    "number:0xff",
    "number:1_000n",
  ]);
  assert.deepEqual(brief("[...a] b?.c 1..toString"), [
    "punct:[",
    "punct:...",
    "word:a",
    "punct:]",
    "word:b",
    "punct:?.",
    "word:c",
    "number:1.",
    "punct:.",
    "word:toString",
  ]);
});

test("[TL10] lines are counted through strings, comments and templates", () => {
  const last = tokenize("/* 1\n2 */ `3\n${x}\n4` \nend").at(-1);
  assert.deepEqual(last, { kind: "word", text: "end", line: 5, lineEnd: 5 });
});

test("[TL10] a hash-bang line and escaped quotes do not derail it", () => {
  assert.deepEqual(brief("#!/usr/bin/env node\n'it\\'s' x"), ["string:it\\'s", "word:x"]);
});
