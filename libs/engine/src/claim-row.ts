/**
 * Taking ownership of a row, always by compare-and-set on what was read. Unowned: at once. Left by
 * an operator's tool: at once too. Of another run of this engine, or of another engine: only when
 * that one is gone. How that is known:
 *
 *   one engine, starting      ─▶ earlier runs are gone: they are replaced by it
 *   one engine, running       ─▶ as long as a zone's row says that we are not replaced ourselves;
 *                                a run that was stopped and woke up after the next one began must
 *                                not take from its successor
 *   several, of the own name  ─▶ when the row of the name says that we came last
 *   several, of another name  ─▶ when no lease of that owner is left
 *
 * `reclaimRow` is for rows that we have: it believes nobody's word but the row's.
 */

import { assert } from "@ambon/kernel/assert";
import type { PlayerId } from "@ambon/kernel/ids";
import type { AggregateKey, AggregateRow } from "@ambon/persistence/store";
import { askToDisown } from "./cluster/disown.ts";
import { askWhoCameLast } from "./cluster/own-name.ts";
import type { EngineContext } from "./context.ts";
import { isOperatorOwner } from "./operator-owner.ts";
import { kindOf } from "./zone-table.ts";

export type Claimed =
  | { readonly ok: true; readonly row: AggregateRow }
  | { readonly ok: false; readonly code: "away" | "missing"; readonly what: string }
  | {
      readonly ok: false;
      readonly code: "owned";
      readonly what: string;
      readonly owner: string | null;
    };

type Then = (claimed: Claimed) => void;
type Expected = { readonly owner: string; readonly epoch: number } | null;

/** How often a claim is tried again with what the refusal showed. */
const CLAIM_TRIES_MAX = 3;

export const claimRow = (
  c: EngineContext,
  key: AggregateKey,
  initialState: string | undefined,
  then: Then,
): void => {
  const again = (): void => claimRow(c, key, initialState, then);
  if (c.savings.waitsForRelease(key, again)) return;
  let tries = 0;
  const ask = (expected: Expected): void => {
    tries += 1;
    claim(c, key, expected, initialState, then, (row) => {
      const { owner, epoch } = row;
      const refused = (): void => then(owned(row));
      if (tries >= CLAIM_TRIES_MAX) return refused();
      if (owner === null) return ask(null);
      const again = (): void => ask({ owner, epoch });
      if (owner === c.owner && isComeOrComing(c, key)) return refused();
      if (owner === c.owner || isOperatorOwner(owner)) return again();
      askWhetherGone(c, key, owner, again, refused);
    });
  };
  ask(null);
};

/** Whoever had a claim under way meanwhile must not take the player out of the own hands. */
export const isComeOrComing = (c: EngineContext, { kind, id }: AggregateKey): boolean => {
  const player = id as PlayerId;
  if (kind !== "player") return false;
  return c.sessions.get(player) !== undefined || c.cluster?.comingIn.has(player) === true;
};

/** After a write of unknown outcome: the row gets the next epoch, if it is still ours. */
export const reclaimRow = (c: EngineContext, key: AggregateKey, then: Then): void => {
  let tries = 0;
  const ask = (owner: string | null, epoch: number): void => {
    tries += 1;
    const isOurs: Then = (claimed) => {
      // Free again, but not since our own write: somebody else had it in between.
      if (claimed.ok && claimed.row.epoch !== epoch + 1) then(owned(claimed.row));
      else then(claimed);
    };
    claim(c, key, owner === null ? null : { owner, epoch }, undefined, isOurs, (row) => {
      // An earlier claim of ours was carried out and its answer lost, or our own release was.
      const isOwn = row.owner === c.owner || (row.owner === null && row.epoch === epoch);
      if (isOwn && tries < CLAIM_TRIES_MAX) ask(row.owner, row.epoch);
      else then(owned(row));
    });
  };
  ask(c.owner, c.savings.epochOf(key) ?? 0);
};

const owned = ({ kind, id, owner }: AggregateRow): Claimed => ({
  ok: false,
  code: "owned",
  what: `${kind} ${id} belongs to ${owner}`,
  owner,
});

const claim = (
  c: EngineContext,
  key: AggregateKey,
  expected: Expected,
  initialState: string | undefined,
  then: Then,
  refused: (row: AggregateRow) => void,
): void => {
  const initial = initialState === undefined ? {} : { initialState };
  c.call({ op: "claim", key, owner: c.owner, expected, ...initial }, (reply) => {
    if (!reply.ok) return then({ ok: false, code: "away", what: reply.reason });
    assert(reply.op === "claim", "the store answered another question");
    const { claim: result } = reply;
    if (result.outcome === "claimed") then({ ok: true, row: result.row });
    else if (result.outcome === "missing") then({ ok: false, code: "missing", what: key.id });
    else refused(result.row);
  });
};

const askWhetherGone = (
  c: EngineContext,
  key: AggregateKey,
  owner: string,
  gone: () => void,
  there: () => void,
): void => {
  const engine = owner.slice(0, owner.indexOf("#"));
  const isEarlierRun = engine === c.options.engine;
  if (c.cluster === null) {
    if (!isEarlierRun) there();
    else if (c.phase === "starting") gone();
    else askWhetherReplaced(c, gone, there);
    return;
  }
  if (isEarlierRun) return askWhoCameLast(c, gone, there);
  // The hint saves a question; being wrong about it costs the player another try.
  if (c.cluster.directory.peer(engine)?.owner === owner) {
    if (key.kind === "player") askToDisown(c, engine, key.id as PlayerId);
    return there();
  }
  c.call({ op: "lapsed", owner }, (reply) => {
    if (reply.ok && reply.op === "lapsed" && reply.lapsed) gone();
    else there();
  });
};

/** A run claims all zones before it claims any player: so one zone's row tells of a successor. */
const askWhetherReplaced = (c: EngineContext, notYet: () => void, unknown: () => void): void => {
  const [slot] = c.zones.all();
  if (slot === undefined) return unknown();
  c.call({ op: "read", key: { kind: kindOf(slot.id), id: slot.id } }, (reply) => {
    if (!reply.ok || reply.op !== "read") return unknown();
    const owner = reply.row?.owner;
    if (owner === c.owner) return notYet();
    c.emit({ x: "fatal", reason: `${slot.id} has another owner: ${owner}` });
  });
};
