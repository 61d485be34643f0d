import assert from "node:assert/strict";
import test from "node:test";
import { LINK_FRAMES } from "@ambon/bus/link/link";
import { OFFERS_KEPT } from "@ambon/engine/cluster/cluster";
import type { Effect } from "@ambon/game/effect";
import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId, zoneId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import { text } from "@ambon/markup/build";
import { RowTable } from "@ambon/persistence/row-table";
import type { AggregateRow } from "@ambon/persistence/store";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { Trace } from "../trace/trace.ts";
import { Bounds } from "./bounds.ts";
import { Checks, Sometimes } from "./checks.ts";
import { DurableActs } from "./durable-acts.ts";
import { LineLedger } from "./line-ledger.ts";
import { RowAudit } from "./row-audit.ts";
import { UnknownClaims } from "./unknown-claims.ts";
import { OWNERLESS_MS, ZoneKeeping } from "./zone-keeping.ts";

const checksAt = (ms = 0): Checks => new Checks(new Trace(() => ms), () => ms);
const found = (checks: Checks): string[] =>
  checks.wrongs.map(({ invariant, what }) => `${invariant} ${what}`);

/** A bot that has typed four tagged lines, handed to the zone as lines 11 … 14. */
const typedFour = (checks: Checks): LineLedger => {
  const lines = new LineLedger(checks);
  for (let k = 1; k <= 4; k += 1) {
    lines.typed({ bot: 0, k });
    lines.handedOver({ bot: 0, k }, 10 + k);
  }
  return lines;
};

test("[SM11] lines applied once and in order are well", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  for (let k = 1; k <= 4; k += 1) lines.applied({ bot: 0, k }, "e#1", 0);
  lines.checkNothingMissing();
  assert.deepEqual(found(checks), []);
});

test("[SM11] a line that is applied twice, late or never is reported", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  for (const k of [1, 1, 3, 2]) lines.applied({ bot: 0, k }, "e#1", 0);
  lines.checkNothingMissing();
  assert.deepEqual(found(checks), [
    "I8 line zq0x1 was applied twice",
    "I8 line zq0x2 was applied after 3",
    "I8 line zq0x4 was never applied, and nobody told its player",
  ]);
});

test("[SM11] a line that was refused may be missing, and must not be applied", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  for (const k of [1, 2, 3, 4]) lines.refused({ bot: 0, k });
  lines.checkNothingMissing();
  assert.deepEqual(found(checks), []);
  lines.applied({ bot: 0, k: 2 }, "e#1", 0);
  assert.deepEqual(found(checks), ["I8 line zq0x2 was refused and applied"]);
});

test("[SM29] a refusal that was not read tells of a line only when a resume has passed it", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  for (const k of [1, 2, 4]) lines.refusing({ bot: 0, k });
  for (const k of [1, 2, 3]) lines.passed({ bot: 0, k });
  lines.checkNothingMissing();
  const missing = "was never applied, and nobody told its player";
  assert.deepEqual(found(checks), [`I8 line zq0x3 ${missing}`, `I8 line zq0x4 ${missing}`]);
});

test("[SM11] what a crash took back may come again, or the player is told", () => {
  for (const told of [false, true]) {
    const checks = checksAt();
    const lines = typedFour(checks);
    for (let k = 1; k <= 4; k += 1) lines.applied({ bot: 0, k }, "e#1", 1000);
    lines.goesOnFrom(0, 12, 1500, true);
    lines.applied({ bot: 0, k: 3 }, "e#2", 0);
    if (told) lines.toldUndone(0, undefined);
    lines.checkNothingMissing();
    const missing = "I8 line zq0x4 was never applied, and nobody told its player";
    assert.deepEqual(found(checks), told ? [] : [missing]);
  }
});

test("[SM11] after the end of a session nothing of it is missing", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  lines.sessionOver(0);
  lines.checkNothingMissing();
  assert.deepEqual(found(checks), []);
});

test("[SM12] progress older than W that a crash takes back is reported", () => {
  const lost = (ageMs: number, wasWell: boolean): string[] => {
    const checks = checksAt();
    const lines = typedFour(checks);
    lines.applied({ bot: 0, k: 1 }, "e#1", 1000);
    lines.goesOnFrom(0, 0, 1000 + ageMs, wasWell);
    return found(checks);
  };
  assert.deepEqual(lost(DIRTY_AGE_MS_MAX, true), []);
  assert.deepEqual(lost(DIRTY_AGE_MS_MAX + 1, true), ["I6 line zq0x1 was 2001 ms old and is lost"]);
  assert.deepEqual(lost(DIRTY_AGE_MS_MAX + 1, false), []);
});

const stateOf = (id: string, gold: number): string =>
  encodeCanonical({
    ...newPlayerState({
      id: playerId(id),
      name: "Anna",
      race: "human",
      class: "mage",
      startRoom: "a:hall",
      screenReader: false,
    }),
    gold,
  });

const zoneState = (gold: number): string =>
  encodeCanonical({ schema: 1, rooms: {}, shops: {}, ledger: { minted: { gold }, burned: {} } });

/** A table with a zone that has made 5 gold and a player who has it. */
const fiveGold = () => {
  const checks = checksAt();
  const audit = new RowAudit(checks);
  const table = new RowTable(
    () => 0,
    (change, before) => audit.changed(change, before),
  );
  const auth = { passwordHash: "", failures: 0, lockedUntilMs: 0 };
  table.createPlayer({ name: "Anna", auth, stateFor: (id) => stateOf(id, 0) });
  table.claim({ kind: "player", id: "1" }, "e#1", null);
  table.claim({ kind: "zone", id: "a#1" }, "e#1", null, "{}");
  const cut = (seq: number, held: number, made: number): void => {
    const player = { kind: "player", id: "1", epoch: 2, version: seq + 1 } as const;
    const zone = { kind: "zone", id: "a#1", epoch: 2, version: seq + 1 } as const;
    const rows = [
      { ...player, state: stateOf("1", held) },
      { ...zone, state: zoneState(made) },
    ];
    assert.deepEqual(table.cut({ seq, owner: "e#1", rows }), { outcome: "saved" });
    audit.mustBeEven(`cut ${seq}`);
  };
  return { checks, audit, cut };
};

test("[SM13] gold that is in a row and in no ledger is reported", () => {
  const { checks, cut } = fiveGold();
  cut(1, 5, 5);
  cut(2, 7, 7);
  assert.deepEqual(found(checks), []);
  cut(3, 8, 7);
  assert.deepEqual(found(checks), ["I3 after cut 3 the rows differ from the ledgers: gold +1"]);
});

test("[SM13] a row that goes back, or is written by another than its owner, is reported", () => {
  const { checks, audit } = fiveGold();
  const row: AggregateRow = {
    kind: "ban",
    id: "x",
    name: null,
    state: "{}",
    version: 5,
    owner: "e#1",
    epoch: 5,
  };
  const before = { ...row };
  audit.changed({ c: "row", row: { ...row, epoch: 4 } }, before);
  audit.changed({ c: "row", row: { ...row, version: 4 } }, before);
  audit.changed({ c: "row", row: { ...row, state: "[]" } }, before);
  audit.changed({ c: "row", row: { ...row, version: 6, owner: "e#2" } }, before);
  audit.changed({ c: "row", row: { ...row, version: 7, owner: null } }, before);
  audit.changed({ c: "row", row: { ...row, epoch: 6, owner: "e#2" } }, before);
  assert.deepEqual(found(checks), [
    "I4 ban:x: epoch 5 is followed by 4",
    "I4 ban:x: version 5 is followed by 4",
    "I4 ban:x: version 5 was written twice, differently",
    "I1 ban:x of e#1 was written by e#2",
  ]);
});

test("[SM14] what follows an act is shown to its party only when the store has it", () => {
  const shownAt = (savedBefore: boolean): string[] => {
    const checks = checksAt();
    const acts = new DurableActs(checks, () => "Anna");
    const said: Effect = { e: "output", to: [playerId("1")], class: "chat", markup: text("done") };
    acts.shown("e#1", "g1", [
      { f: "attached", channel: 4, playerName: "Anna", resumeToken: "", outputSeq: 0, inputSeq: 0 },
    ]);
    acts.beginTick("e#1");
    acts.said("e#1", { e: "classA", parties: [playerId("1")] });
    acts.said("e#1", said);
    if (savedBefore) acts.saved("e#1", acts.edge("e#1"));
    acts.beginTick("e#1");
    const { markup } = said;
    acts.shown("e#1", "g1", [{ f: "output", channels: [4], class: "chat", markup }]);
    return checks.wrongs.map(({ invariant }) => invariant);
  };
  assert.deepEqual(shownAt(true), []);
  assert.deepEqual(shownAt(false), ["I5"]);
});

test("[SM22] what waits beyond the limit of its name is reported", () => {
  const checks = checksAt();
  const bounds = new Bounds(checks, limitsWith({ LINES_IN_FLIGHT: 3 }));
  const send = (inputSeq: number): void =>
    bounds.leaves("g1.1", { f: "input", channel: 4, inputSeq, line: "look" });
  bounds.look("e#1", { LINES_IN_FLIGHT: 3, OFFERS_KEPT });
  bounds.look("g1.1", { LINK_FRAMES });
  for (const inputSeq of [1, 2, 3]) send(inputSeq);
  bounds.arrived("g1.1", [{ f: "inputAck", channel: 4, inputSeq: 1 }]);
  send(4);
  assert.deepEqual(found(checks), []);
  send(5);
  bounds.look("e#1", { LINES_IN_FLIGHT: 4 });
  bounds.look("e#1", { OFFERS_KEPT: OFFERS_KEPT + 1 });
  bounds.look("g1.1", { LINK_FRAMES: LINK_FRAMES + 1 });
  assert.deepEqual(found(checks), [
    "I10 g1.1/4: 4 of LINES_IN_FLIGHT, which is 3",
    "I10 e#1: 4 of LINES_IN_FLIGHT, which is 3",
    `I10 e#1: ${OFFERS_KEPT + 1} of OFFERS_KEPT, which is ${OFFERS_KEPT}`,
    `I10 g1.1: ${LINK_FRAMES + 1} of LINK_FRAMES, which is ${LINK_FRAMES}`,
  ]);
});

test("[SM23] a zone that nobody runs for longer than a lease and a restart is reported", () => {
  const checks = checksAt();
  const keeping = new ZoneKeeping(checks, 3000);
  const zone = zoneId("a", 1);
  const most = 3000 + OWNERLESS_MS;
  keeping.look(0, [zone], new Set());
  keeping.look(most, [zone], new Set([zone]));
  keeping.look(2 * most, [zone], new Set());
  assert.deepEqual(found(checks), []);
  keeping.look(2 * most + 1, [zone], new Set());
  assert.deepEqual(found(checks), [`I12 a#1 is run by nobody for ${most + 1} ms`]);
});

test("[SM25] what was said under an earlier epoch is not shown after a later one", () => {
  const checks = checksAt();
  const lines = typedFour(checks);
  lines.saidUnder({ bot: 0, k: 1 }, 5);
  lines.saidUnder({ bot: 0, k: 2 }, 6);
  lines.saidUnder({ bot: 0, k: 3 }, 5);
  // By the run that was replaced, later.
  lines.saidUnder({ bot: 0, k: 2 }, 5);
  for (const k of [1, 2]) lines.shown({ bot: 0, k });
  assert.deepEqual(found(checks), []);
  lines.shown({ bot: 0, k: 3 });
  assert.deepEqual(found(checks), ["I7 line zq0x3 of epoch 5 is shown after epoch 6"]);
});

test("[SM26] of a claim without an answer the next one about its row shows what became of it", () => {
  const sometimes = new Sometimes();
  const claims = new UnknownClaims("e#1", sometimes);
  const key = { kind: "player", id: "1" } as const;
  const call = { op: "claim", key, owner: "e#1", expected: null } as const;
  const row = { ...key, name: "Anna", state: "{}", version: 1, owner: "e#1", epoch: 2 };
  const refused = { ok: true, op: "claim", claim: { outcome: "refused", row } } as const;
  const claimed = { ok: true, op: "claim", claim: { outcome: "claimed", row } } as const;
  claims.answered(call, refused);
  for (const reply of [refused, claimed]) {
    claims.unanswered(call);
    claims.answered(call, reply);
  }
  assert.deepEqual(
    [...sometimes.counts],
    [
      ["an unknown claim had been carried out", 1],
      ["an unknown claim had not been carried out", 1],
    ],
  );
});
