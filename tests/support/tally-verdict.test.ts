// Goal: what a player was told is taken only where its cause was.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Findings, NOTHING } from "./tally-ledger.ts";
import type { Excuse } from "./tally-lines.ts";
import { type Blow, verdictOn } from "./tally-verdict.ts";

const NO_BLOW: Blow = { isCut: false, beginMs: 10_000, endMs: 10_100 };
const ENGINE_LOST: Blow = { ...NO_BLOW, windowMs: 2000 };
const CUT: Blow = { ...NO_BLOW, isCut: true };

const wrong = (found: Partial<Findings>, blow: Blow): string =>
  verdictOn({ ...NOTHING, ...found }, blow).join("; ");

const unseen = (excuse: Excuse, typedMs: number): Partial<Findings> => ({
  unseen: [{ n: 7, typedMs, excuse }],
});

test("[CH18] nothing found is no problem, and what the ledger found stays one", () => {
  for (const blow of [NO_BLOW, ENGINE_LOST, CUT]) {
    assert.equal(wrong({}, blow), "");
    assert.equal(
      wrong({ problems: ["line 1 was answered twice"] }, blow),
      "line 1 was answered twice",
    );
  }
});

test("[CH18] an interruption is told only when an engine was lost", () => {
  assert.equal(wrong({ interruptions: 1 }, ENGINE_LOST), "");
  for (const blow of [NO_BLOW, CUT]) {
    assert.match(
      wrong({ interruptions: 1 }, blow),
      /told of an interruption, and no engine was lost/,
    );
  }
});

test("[CH18] one block is undone, no older than W at the loss of an engine", () => {
  const loss = { from: 3, to: 5, answeredMs: 8000 };
  assert.equal(wrong({ losses: [loss] }, ENGINE_LOST), "");
  assert.equal(wrong({ losses: [{ ...loss, answeredMs: undefined }] }, ENGINE_LOST), "");
  assert.match(wrong({ losses: [{ ...loss, answeredMs: 7999 }] }, ENGINE_LOST), /2001 ms old/);
  assert.match(wrong({ losses: [loss, loss] }, ENGINE_LOST), /^undone/);
  for (const blow of [NO_BLOW, CUT]) assert.match(wrong({ losses: [loss] }, blow), /^undone/);
});

test("[CH18] applied and not shown: of an interruption only what was typed before the engine was gone", () => {
  assert.equal(wrong(unseen("interrupted", 10_100), ENGINE_LOST), "");
  assert.match(wrong(unseen("interrupted", 10_101), ENGINE_LOST), /interrupted, typed 1 ms after/);
  for (const blow of [NO_BLOW, CUT]) {
    assert.match(wrong(unseen("interrupted", 9000), blow), /line 7 was applied and not shown/);
  }
});

test("[CH18] applied and not shown, or gone, with a new login: only where the connection was lost", () => {
  assert.equal(wrong({ ...unseen("logged in anew", 9000), dropped: 1 }, CUT), "");
  for (const blow of [NO_BLOW, ENGINE_LOST]) {
    assert.match(wrong(unseen("logged in anew", 9000), blow), /applied and not shown: logged in/);
    assert.match(wrong({ dropped: 1 }, blow), /1 lines are lost without a lost connection/);
  }
});

test("[CH18] what the player read to be left out is taken", () => {
  for (const excuse of ["refreshed", "left out"] as const) {
    assert.equal(wrong(unseen(excuse, 9000), NO_BLOW), "");
  }
});
