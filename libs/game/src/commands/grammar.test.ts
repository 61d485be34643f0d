/** How argument words are parted. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileGrammar, parseArguments } from "./grammar.ts";

const parse = (usage: string, text: string) => parseArguments(compileGrammar(usage), text);

test("[GT41] a rest ends at the last filler", () => {
  const put = "<what...> (in|into) <box...>";
  assert.deepEqual(parse(put, "short sword in old chest"), {
    what: "short sword",
    box: "old chest",
  });
  assert.deepEqual(parse(put, "pin in tin INTO box"), { what: "pin in tin", box: "box" });
  assert.deepEqual(parse(put, '"old sword" in "old chest"'), {
    what: "old sword",
    box: "old chest",
  });
  assert.deepEqual(parse(put, "sword chest"), { what: "sword", box: "chest" });
  assert.deepEqual(parse(put, "short sword chest"), { what: "short sword", box: "chest" });
  assert.equal(parse(put, "sword"), null);
  assert.equal(parse(put, ""), null);
});

test("[GT41] an optional last part is filled only after the filler", () => {
  const get = "(up) <what...> (from) [box...]";
  assert.deepEqual(parse(get, "up short sword"), { what: "short sword", box: "" });
  assert.deepEqual(parse(get, "all from 2.corpse"), { what: "all", box: "2.corpse" });
  assert.deepEqual(parse(get, "from"), { what: "from", box: "" });
  assert.deepEqual(parse("(at) [what...]", "at in chest"), { what: "in chest" });
});
