import assert from "node:assert/strict";
import { test } from "node:test";
import { OUTPUT_CLASSES } from "@ambon/markup/tree";
import { readVerbosity, TUNABLES, verbosityOf } from "./verbosity.ts";

test("[WC40] each tunable class has its level, the others keep the standard", () => {
  const table = readVerbosity({ room: "off", chat: "brief", error: "off", item: "loud" });
  assert.deepEqual(table, { room: "off", chat: "brief" });
  assert.equal(verbosityOf(table, "room", "full"), "off");
  assert.equal(verbosityOf(table, "emote", "full"), "full");
});

test("[WC40] answers, errors and the staff can be neither hidden nor silenced", () => {
  const all = Object.fromEntries(OUTPUT_CLASSES.map((kind) => [kind, "off"]));
  const table = readVerbosity(all);
  const through = OUTPUT_CLASSES.filter((kind) => verbosityOf(table, kind, "full") === "full");
  assert.deepEqual(through, ["system", "error", "prompt", "staff"]);
  assert.equal(TUNABLES.length, OUTPUT_CLASSES.length - 4);
});
