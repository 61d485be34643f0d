// Goal: a run that was replaced is borne with for as long as it cannot know, and no longer.

import assert from "node:assert/strict";
import test from "node:test";
import type { AggregateRow } from "@ambon/persistence/store";
import { EngineNames } from "./engine-names.ts";

const nameOf = (owner: string): AggregateRow => ({
  kind: "lease",
  id: "e1",
  name: null,
  state: "{}",
  version: 1,
  owner,
  epoch: 1,
});

test("[SM30] a run whose name another one has taken may let zones act for one lease", () => {
  const names = new EngineNames(3000);
  assert.equal(names.mayNotKnow("e1#b1", 0), false, "nobody has the name");
  names.changed(nameOf("e1#b1"), 1000);
  assert.equal(names.mayNotKnow("e1#b1", 1000), false, "it has the name itself");
  names.changed(nameOf("e1#b2"), 5000);
  names.changed(nameOf("e1#b2"), 7000);
  assert.equal(names.mayNotKnow("e1#b1", 8000), true);
  assert.equal(names.mayNotKnow("e1#b1", 8001), false);
  assert.equal(names.mayNotKnow("e2#b1", 8000), false, "another engine");
});
