/**
 * I3, I4 and I9 over the store's rows, change by change: what a row held is taken off the sums,
 * what it holds now is added, so that a cut of two rows costs two rows.
 */

import type { PlayerState } from "@ambon/game/player-state";
import type { StoredZone } from "@ambon/game/stored-zone";
import { type Census, type Count, storedLedger, storedSurvey } from "@ambon/game/testing/census";
import { type Change, keyText } from "@ambon/persistence/row-rules";
import type { AggregateRow } from "@ambon/persistence/store";
import type { Checks } from "./checks.ts";

interface Holding {
  readonly found: Census;
  readonly booked: Count;
}

const NOTHING: Holding = { found: { count: new Map(), uids: [] }, booked: new Map() };
/** Differences told in one sentence. */
const SHOWN = 5;

export class RowAudit {
  readonly #checks: Checks;
  readonly #holdings = new Map<string, Holding>();
  /** What rows hold, less what ledgers say: all 0 when all is well. */
  readonly #excess = new Map<string, number>();
  readonly #uids = new Map<string, number>();
  #doubled = 0;

  constructor(checks: Checks) {
    this.#checks = checks;
  }

  changed(change: Change, before: AggregateRow | undefined): void {
    if (change.c === "auth") return;
    if (change.c === "row") {
      if (before !== undefined) this.#mustGrow(before, change.row);
      if (before?.state === change.row.state) return;
    }
    const key = change.c === "row" ? keyText(change.row) : `${change.kind}:${change.id}`;
    this.#add(this.#holdings.get(key) ?? NOTHING, -1);
    const holding = change.c === "row" ? holdingOf(change.row) : NOTHING;
    this.#holdings.set(key, holding);
    this.#add(holding, 1);
  }

  /** Called between transactions: the sums must be even. */
  mustBeEven(after: string): void {
    if (this.#excess.size > 0) {
      const lines = [...this.#excess].map(([what, by]) => `${what} ${by > 0 ? "+" : ""}${by}`);
      const shown = lines.sort().slice(0, SHOWN).join(", ");
      this.#checks.wrong("I3", `after ${after} the rows differ from the ledgers: ${shown}`);
    }
    if (this.#doubled > 0) {
      const twice = [...this.#uids].filter(([, count]) => count > 1).map(([uid]) => uid);
      this.#checks.wrong("I3", `after ${after} there twice: ${twice.slice(0, SHOWN).join(", ")}`);
    }
  }

  #mustGrow(before: AggregateRow, after: AggregateRow): void {
    const key = keyText(after);
    if (after.epoch < before.epoch) {
      this.#checks.wrong("I4", `${key}: epoch ${before.epoch} is followed by ${after.epoch}`);
    }
    const isTaken = after.owner !== before.owner && after.owner !== null;
    if (isTaken && after.epoch === before.epoch) {
      this.#checks.wrong("I1", `${key} of ${before.owner} was written by ${after.owner}`);
    }
    if (after.version < before.version) {
      this.#checks.wrong("I4", `${key}: version ${before.version} is followed by ${after.version}`);
    }
    if (after.version === before.version && after.state !== before.state) {
      this.#checks.wrong("I4", `${key}: version ${after.version} was written twice, differently`);
    }
  }

  #add({ found, booked }: Holding, sign: 1 | -1): void {
    for (const [what, amount] of found.count) this.#sum(what, sign * amount);
    for (const [what, amount] of booked) this.#sum(what, -sign * amount);
    for (const uid of found.uids) {
      const count = (this.#uids.get(uid) ?? 0) + sign;
      if (sign === 1 && count === 2) this.#doubled += 1;
      if (sign === -1 && count === 1) this.#doubled -= 1;
      if (count === 0) this.#uids.delete(uid);
      else this.#uids.set(uid, count);
    }
  }

  #sum(what: string, amount: number): void {
    const sum = (this.#excess.get(what) ?? 0) + amount;
    if (sum === 0) this.#excess.delete(what);
    else this.#excess.set(what, sum);
  }
}

const holdingOf = ({ kind, state }: AggregateRow): Holding => {
  if (kind === "player") {
    return { found: storedSurvey([JSON.parse(state) as PlayerState], []), booked: new Map() };
  }
  if (kind !== "zone" && kind !== "document") return NOTHING;
  const zone = JSON.parse(state) as Partial<StoredZone>;
  // A zone that was claimed and never saved holds nothing yet.
  if (zone.ledger === undefined) return NOTHING;
  const zones = [zone as StoredZone];
  return { found: storedSurvey([], zones), booked: storedLedger(zones) };
};
