import assert from "node:assert/strict";
import { test } from "node:test";
import { logFileName, SESSION_CHARACTERS_MAX, SessionRecord } from "./session-log.ts";

test("[WC36] the session is one line each with its time", () => {
  const record = new SessionRecord();
  record.add("The Quay\nIt smells of fish.", "12:00:01");
  record.add("› look", "12:00:02");
  assert.equal(record.text(), "12:00:01 The Quay\n12:00:01 It smells of fish.\n12:00:02 › look\n");
});

test("[WC36] the oldest lines leave at the bound, and the file says how many", () => {
  const record = new SessionRecord();
  const line = "x".repeat(999_990);
  for (const mark of ["a", "b", "c"]) record.add(mark + line, "12:00:00");
  assert.equal(record.lines, 1);
  assert.ok(record.text().length < SESSION_CHARACTERS_MAX);
  assert.ok(record.text().startsWith("(2 earlier lines were not kept)\n12:00:00 cx"));
});

test("[WC36] the name of the file is safe, whatever the name is", () => {
  assert.equal(logFileName("Mira", "2026-02-03"), "ambon-Mira-2026-02-03.txt");
  assert.equal(logFileName("../Ö'x", "2026-02-03"), "ambon-Öx-2026-02-03.txt");
  assert.equal(logFileName("", "2026-02-03"), "ambon-2026-02-03.txt");
});
