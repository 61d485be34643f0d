/** A store in a Map that answers when the test says so. */

import { newPlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import { planTake } from "@ambon/persistence/lease-rules";
import { compareIds } from "@ambon/persistence/row-rules";
import type {
  AggregateKey,
  AggregateRow,
  ClaimResult,
  Cut,
  CutResult,
} from "@ambon/persistence/store";
import {
  type HeldLease,
  LEASED_KINDS,
  type TakeOrder,
  type TakeResult,
} from "@ambon/persistence/zone-leases";
import type { StoreCall, StoreReply } from "../inbox.ts";

type Row = { -readonly [K in keyof AggregateRow]: AggregateRow[K] };

const nameOf = ({ kind, id }: AggregateKey): string => `${kind}/${id}`;

type ClaimCall = Extract<StoreCall, { op: "claim" }>;

const UNOWNED = { name: null, version: 1, owner: null, epoch: 1 } as const;

export class FakeStore {
  readonly rows = new Map<string, Row>();
  readonly cuts: Cut[] = [];
  /** The store's own clock, for leases. */
  nowMs = 0;
  readonly #leaseEnds = new Map<string, number>();
  /** What the next cuts answer; "saved" when empty. */
  readonly answers: CutResult[] = [];
  /** With "unknown" the rows are written all the same when this is true. */
  writesUnknown = false;
  away = false;

  addPlayer(id: string, name: string, room: string): void {
    const state = newPlayerState({
      id: playerId(id),
      name,
      race: "human",
      class: "fighter",
      startRoom: room,
      screenReader: false,
    });
    this.rows.set(`player/${id}`, {
      kind: "player",
      id,
      name,
      state: encodeCanonical(state),
      version: 1,
      owner: null,
      epoch: 1,
    });
  }

  row(name: string): Row {
    const row = this.rows.get(name);
    if (row === undefined) throw new Error(`no row ${name}`);
    return row;
  }

  call(call: StoreCall): StoreReply {
    if (this.away) return { ok: false, reason: "away" };
    switch (call.op) {
      case "claim":
        return { ok: true, op: "claim", claim: this.#claim(call) };
      case "take":
        return { ok: true, op: "take", result: this.#take(call.order) };
      case "renew":
        return { ok: true, op: "renew", held: this.#renew(call.owner, call.ttlMs) };
      case "lapsed":
        return { ok: true, op: "lapsed", lapsed: !this.#hasLease(call.owner) };
      case "read": {
        const row = this.rows.get(nameOf(call.key));
        return { ok: true, op: "read", row: row === undefined ? undefined : { ...row } };
      }
      case "list": {
        const rows = [...this.rows.values()].filter(({ kind }) => kind === call.kind);
        const ids = rows.map(({ id }) => id).sort(compareIds);
        const from = call.after === null ? 0 : ids.indexOf(call.after) + 1;
        return { ok: true, op: "list", ids: ids.slice(from, from + call.limit) };
      }
      case "put":
        if (call.state === null) this.rows.delete(nameOf(call.key));
        else this.rows.set(nameOf(call.key), { ...call.key, ...UNOWNED, state: call.state });
        return { ok: true, op: "put" };
    }
  }

  /** Its owner has lost the store for too long. */
  lapse(name: string): void {
    this.#leaseEnds.set(name, this.nowMs);
  }

  #take(order: TakeOrder): TakeResult {
    const name = nameOf(order.key);
    const plan = planTake(order, this.rows.get(name), this.#leaseEnds.get(name), this.nowMs);
    for (const change of plan.changes) {
      if (change.c === "row") this.rows.set(name, { ...change.row });
    }
    if (plan.result.outcome === "taken") this.#leaseEnds.set(name, this.nowMs + order.ttlMs);
    return plan.result;
  }

  #renew(owner: string, ttlMs: number): readonly HeldLease[] {
    const held = [...this.rows.values()].filter(
      (row) => row.owner === owner && LEASED_KINDS.includes(row.kind),
    );
    for (const row of held) this.#leaseEnds.set(nameOf(row), this.nowMs + ttlMs);
    return held.map(({ kind, id, epoch }) => ({ kind, id, epoch }));
  }

  #hasLease(owner: string): boolean {
    return [...this.rows.values()].some(
      (row) => row.owner === owner && (this.#leaseEnds.get(nameOf(row)) ?? 0) > this.nowMs,
    );
  }

  #claim({ key, owner, expected, initialState }: ClaimCall): ClaimResult {
    const name = nameOf(key);
    let row = this.rows.get(name);
    if (row === undefined) {
      if (initialState === undefined) return { outcome: "missing" };
      row = { ...key, name: null, state: initialState, version: 1, owner: null, epoch: 1 };
      this.rows.set(name, row);
    }
    const free = row.owner === null;
    const asRead = expected?.owner === row.owner && expected?.epoch === row.epoch;
    if (expected === null ? !free : !asRead) return { outcome: "refused", row: { ...row } };
    row.owner = owner;
    row.epoch += 1;
    return { outcome: "claimed", row: { ...row } };
  }

  cut(cut: Cut): CutResult {
    this.cuts.push(cut);
    if (this.away) return { outcome: "unavailable", reason: "away" };
    const answer = this.answers.shift() ?? { outcome: "saved" };
    if (answer.outcome === "saved" || (answer.outcome === "unknown" && this.writesUnknown)) {
      this.#write(cut);
    }
    return answer;
  }

  #write(cut: Cut): void {
    for (const { kind, id, state, epoch, version, release } of cut.rows) {
      const row = this.row(`${kind}/${id}`);
      if (row.epoch !== epoch) throw new Error(`${kind}/${id}: epoch ${epoch}, row ${row.epoch}`);
      if (version <= row.version) throw new Error(`${kind}/${id}: version ${version}`);
      row.state = state;
      row.version = version;
      if (release === true) row.owner = null;
    }
  }
}
