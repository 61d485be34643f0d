// Goal: a row and its YAML are the same thing, whatever texts players and builders bring.

import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCanonical } from "@ambon/kernel/canonical";
import fc from "fast-check";
import type { AggregateRow } from "../store.ts";
import { parseAuth, parseRow, renderAuth, renderRow } from "./row-document.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("yes", "null", "~", "1e3", "0x1f", "- a", "a: b", "#", "__proto__", "<<", " x "),
  fc.constantFrom("a\nb\n", "\n", "\t", "\u0085", "\u2028", "\ufeff", "%", "---", "...", "!!map"),
);
const number = fc.maxSafeInteger();
const { state } = fc.letrec((tie) => ({
  state: fc.oneof(
    { depthSize: "small" },
    text,
    number,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("state"), { maxLength: 4 }),
    fc.dictionary(text, tie("state"), { maxKeys: 5 }),
  ),
}));

test("[PS16] any row comes back from its YAML as it was", () => {
  fc.assert(
    fc.property(state, fc.option(text), fc.option(text), number, (value, name, owner, count) => {
      const row: AggregateRow = {
        kind: "player",
        id: "9223372036854775807",
        name: name === null ? null : name.toWellFormed(),
        state: encodeCanonical(value),
        version: Math.abs(count),
        owner: owner === null ? null : owner.toWellFormed(),
        epoch: 3,
      };
      assert.deepEqual(parseRow(renderRow(row)), { ok: true, value: row });
    }),
    { numRuns: 400 },
  );
});

test("[PS16] a state that is not canonical JSON is kept letter for letter", () => {
  for (const odd of ["", "not json", '{"b":1,"a":2}', "1.5", '{"a":1e400}', '"\\udfff"']) {
    const row: AggregateRow = {
      kind: "zone",
      id: "z",
      name: null,
      state: odd,
      version: 1,
      owner: null,
      epoch: 1,
    };
    assert.deepEqual(parseRow(renderRow(row)), { ok: true, value: row });
  }
});

test("[PS26] secrets come back from their YAML as they were, and nonsense is told", () => {
  const auth = { passwordHash: "$argon2id$v=19$m=1", failures: 2, lockedUntilMs: 5, version: 7 };
  assert.deepEqual(parseAuth(renderAuth("12", auth)), { ok: true, value: auth });
  for (const broken of ["", "[]", "format: 1", "format: 1\npasswordHash: x\nfailures: no", "\0"]) {
    const read = parseAuth(broken);
    assert.equal(read.ok, false);
  }
});

test("[PS16] a state is written as a person would write it", () => {
  const value = {
    aliases: { k: "kill $1" },
    gold: 12,
    inventory: [{ def: "town:sword", uid: "town#1/1/7" }, [], [[1, "2"], "a b"]],
    motto: "Zoë says: no — “yes” # 1",
    name: "Zoë",
    nothing: {},
    [`k${"x".repeat(300)}`]: "true",
  };
  const row = { kind: "player", id: "7", name: "Zoë", version: 1, owner: "e#1", epoch: 1 } as const;
  const text = renderRow({ ...row, state: encodeCanonical(value) });
  assert.equal(
    text.slice(text.indexOf("state:")).replace(/x{300}/, "…"),
    [
      "state:",
      "  aliases:",
      '    k: "kill $1"',
      "  gold: 12",
      "  inventory:",
      "    - def: town:sword",
      "      uid: town#1/1/7",
      "    - []",
      "    - - - 1",
      '        - "2"',
      "      - a b",
      '  k…: "true"',
      '  motto: "Zoë says: no — “yes” # 1"',
      "  name: Zoë",
      "  nothing: {}",
      "...",
      "",
    ].join("\n"),
  );
  const long = encodeCanonical({ ["k".repeat(2000)]: 1 });
  const back = parseRow(renderRow({ ...row, state: long }));
  assert.ok(back.ok && back.value.state === long);
});

test("[PS39] a file cut off anywhere is damaged, and never another row", () => {
  const state = encodeCanonical({ gold: 1200, name: "Zoë", notes: ["yes", "..."], xp: 5120 });
  const row: AggregateRow = {
    kind: "player",
    id: "12",
    name: "Zoë",
    state,
    version: 10,
    owner: null,
    epoch: 3,
  };
  const auth = { passwordHash: "$argon2id$v=19", failures: 2, lockedUntilMs: 50, version: 17 };
  for (const [whole, parse] of [
    [renderRow(row), parseRow],
    [renderAuth("12", auth), parseAuth],
  ] as const) {
    const bytes = new TextEncoder().encode(whole);
    for (let length = 0; length < bytes.length - 1; length += 1) {
      const read = parse(new TextDecoder().decode(bytes.subarray(0, length)));
      assert.ok(!read.ok && read.error.problem === "damaged", `${length} of ${bytes.length} bytes`);
    }
    assert.ok(parse(whole.trimEnd()).ok, "an editor may drop the last line feed");
  }
});

test("[PS39] files of format 1 had no end line and are read as they are", () => {
  const text = "format: 1\nkind: zone\nid: town#1\nname: null\nversion: 3\nowner: null\nepoch: 2\n";
  const read = parseRow(`${text}state:\n  gold: 5\n`);
  assert.ok(read.ok && read.value.state === '{"gold":5}');
  const old = parseAuth(
    'format: 1\nid: "1"\npasswordHash: x\nfailures: 0\nlockedUntilMs: 0\nversion: 1\n',
  );
  assert.ok(old.ok && old.value.version === 1);
});
