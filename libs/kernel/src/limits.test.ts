import assert from "node:assert/strict";
import { test } from "node:test";
import { AssertionError, assert as hold, unreachable } from "./assert.ts";
import { templateOf, type ZoneId, zoneId } from "./ids.ts";
import { LIMIT_SPECS, limitsWith } from "./limits.ts";
import { fail, ok } from "./result.ts";

test("[KN23] each limit is complete and sane", () => {
  for (const [name, spec] of Object.entries(LIMIT_SPECS)) {
    assert.match(name, /^[A-Z][A-Z_]*[A-Z]$/);
    assert.ok(Number.isSafeInteger(spec.value) && spec.value >= spec.min, name);
    assert.ok(spec.unit.length > 0 && spec.whenFull.length > 0, name);
  }
});

test("[KN23] overrides replace only what they name", () => {
  const limits = limitsWith({ CONNECTIONS: 5, LINES_PER_SECOND: 0 });
  assert.equal(limits.CONNECTIONS, 5);
  assert.equal(limits.LINES_PER_SECOND, 0);
  assert.equal(limits.ALIASES, LIMIT_SPECS.ALIASES.value);
  assert.deepEqual(Object.keys(limits), Object.keys(LIMIT_SPECS));
});

test("[KN24] a zone id names its template", () => {
  assert.equal(zoneId("town", 2), "town#2");
  assert.equal(templateOf(zoneId("town", 2)), "town");
  assert.equal(templateOf("@commons" as ZoneId), "@commons");
});

test("[KN25] a broken invariant throws, an outcome does not", () => {
  assert.throws(() => hold(0 > 1, "zero is not above one"), {
    name: "AssertionError",
    message: "zero is not above one",
  });
  assert.throws(() => unreachable("x" as never), AssertionError);
  hold(true, "fine");
  assert.deepEqual(ok(1), { ok: true, value: 1 });
  assert.deepEqual(fail("no"), { ok: false, error: "no" });
});
