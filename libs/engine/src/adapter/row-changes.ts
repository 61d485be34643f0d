/**
 * One stored character changed by an operator:
 *
 *   look ─▶ free, or its owner is gone ─▶ claim by compare-and-set ─▶ replace ─▶ free again
 *     └──▶ somebody plays it: put out first, if that was asked for and can be done here, and look
 *          again until it is free; else refused
 *
 * Nobody else can write between the claim and the replace; who took the row meanwhile keeps it, and
 * the change is refused. A change that fails on its way gives the row back as it was.
 */

import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { AggregateRow, AggregateStore, ReplaceResult } from "@ambon/persistence/store";
import { isOperatorOwner, operatorOwner } from "../operator-owner.ts";

/** A character that was put out is saved by then. */
const PUT_OUT_MS_MAX = 10_000;
const LOOK_AGAIN_MS = 50;
const NONCE_BYTES = 4;

/** Name and state that a row is to have; null = it is deleted. */
export type Replacement = { readonly name: string | null; readonly state: string } | null;

export interface RowChangesOptions {
  readonly store: AggregateStore;
  /** Whether whoever has a row so is known to be gone. */
  readonly isGone: (owner: string) => boolean;
  /** Puts a character out of the world; false = the engine that has it cannot be told here. */
  readonly putOut?: (owner: string, name: string) => boolean;
}

/** The order cannot be carried out; the message says why and what to do. */
export class PlayerOrderError extends OperatorError {
  override readonly name = "PlayerOrderError";
}

/**
 * Before a row is read again. By the clock, for nobody tells of it: the engine that saves it may be
 * another process, and the store says what a row holds only when it is asked.
 */
export const beforeNextLook = (): Promise<void> => pause(LOOK_AGAIN_MS);

export class RowChanges {
  readonly #options: RowChangesOptions;

  constructor(options: RowChangesOptions) {
    this.#options = options;
  }

  /** By name in any case, or by id in digits. Throws PlayerOrderError when there is none. */
  async find(who: string): Promise<AggregateRow> {
    const { store } = this.#options;
    const isId = /^\d+$/.test(who);
    const row = isId
      ? await store.read({ kind: "player", id: who })
      : await store.findByName("player", who);
    if (row !== undefined) return row;
    const what = isId ? `with the id ${who}` : `called ${who}`;
    throw new PlayerOrderError(`There is no character ${what}. \`ambon player list\` shows all.`);
  }

  /** Nobody plays it, whatever its row says. */
  isFree(owner: string): boolean {
    return this.#options.isGone(owner) || isOperatorOwner(owner);
  }

  /** Replaces a row by what `make` makes of it, while nobody else has it; the row as it was. */
  async replace(
    who: string,
    kick: boolean,
    make: (row: AggregateRow) => Replacement,
  ): Promise<AggregateRow> {
    const { store } = this.#options;
    const row = await this.#take(who, kick);
    const key = { kind: row.kind, id: row.id };
    const mine = { owner: row.owner ?? "", epoch: row.epoch };
    let next: Replacement;
    try {
      next = make(row);
    } catch (error) {
      await store.replace(key, mine, { name: row.name, state: row.state });
      throw error;
    }
    const result = await store.replace(key, mine, next);
    if (result === "replaced") return row;
    if (result === "nameTaken") {
      await store.replace(key, mine, { name: row.name, state: row.state });
    }
    throw new PlayerOrderError(refusal(result, nameOf(row), next?.name ?? ""));
  }

  async #take(who: string, kick: boolean): Promise<AggregateRow> {
    const { store } = this.#options;
    const me = operatorOwner(randomBytes(NONCE_BYTES).toString("hex"));
    const deadlineMs = Date.now() + PUT_OUT_MS_MAX;
    let isPutOut = false;
    for (;;) {
      const row = await this.find(who);
      const { id, owner, epoch } = row;
      if (owner === null || this.isFree(owner)) {
        const expected = owner === null ? null : { owner, epoch };
        const claim = await store.claim({ kind: "player", id }, me, expected);
        if (claim.outcome === "claimed") return claim.row;
      } else if (!isPutOut) {
        this.#putOut(row, owner, kick);
        isPutOut = true;
      }
      if (Date.now() > deadlineMs) {
        throw new PlayerOrderError(`${nameOf(row)} did not come free: try again in a moment.`);
      }
      await beforeNextLook();
    }
  }

  #putOut(row: AggregateRow, owner: string, kick: boolean): void {
    const name = nameOf(row);
    const { putOut } = this.#options;
    if (putOut === undefined) {
      throw new PlayerOrderError(
        `${name} belongs to the engine ${owner}. Ask that engine (AMBON_ADMIN_HOST and ` +
          "AMBON_ADMIN_PORT name it), or add --take-over if it is gone for good.",
      );
    }
    if (!kick) {
      throw new PlayerOrderError(`${name} is in the world. Add --kick to put them out first.`);
    }
    if (!putOut(owner, name)) throw playedElsewhere(name, owner);
  }
}

/** No order from here reaches that engine. */
export const playedElsewhere = (name: string, owner: string): PlayerOrderError =>
  new PlayerOrderError(
    `${name} is played on the engine ${owner}, which is not linked to this one: ask that one.`,
  );

/** For sentences; some rows have lost their names. */
export const nameOf = ({ id, name }: AggregateRow): string => name ?? `Character ${id}`;

const refusal = (result: ReplaceResult, name: string, other: string): string =>
  result === "nameTaken"
    ? `There is a character called ${other} already. Nothing was changed.`
    : `${name} was taken by an engine meanwhile; nothing was changed. Try again.`;
