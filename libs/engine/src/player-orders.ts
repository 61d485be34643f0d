/**
 * What operators may order about characters, and what they are answered. The same orders are
 * carried out by a running engine, through its admin port, and beside a stopped one by the tool
 * itself.
 */

import { anything, fields, flag, type Shape, text, whole } from "@ambon/kernel/shape";
import type { PlayerExport } from "./player-export.ts";

/** `who` is a name, or an id in digits. `kick` puts a character that plays out first. */
export interface PlayerOrders {
  readonly list: { readonly after?: string; readonly limit: number };
  readonly show: { readonly who: string };
  readonly export: { readonly who: string; readonly password: boolean };
  readonly import: {
    readonly file: unknown;
    readonly as?: string;
    /** Overwrites a character of that name. */
    readonly force: boolean;
    readonly kick: boolean;
  };
  readonly rename: { readonly who: string; readonly to: string; readonly kick: boolean };
  readonly delete: { readonly who: string; readonly kick: boolean };
  readonly password: { readonly who: string; readonly hash: string };
  readonly staff: { readonly who: string; readonly on: boolean };
}

export type PlayerVerb = keyof PlayerOrders;

/** A line of a list: some rows have lost their names. */
export interface ListedPlayer {
  readonly id: string;
  readonly name: string | null;
}

export interface ShownPlayer extends ListedPlayer {
  /** The engine that has the row, null = nobody plays. */
  readonly owner: string | null;
  readonly epoch: number;
  readonly version: number;
  /** What is remarkable about the row: that it cannot be read, and why. */
  readonly problem: string | null;
  readonly race: string;
  readonly class: string;
  readonly level: number;
  readonly room: string;
  readonly gold: number;
  readonly bankGold: number;
  /** Things carried, worn and in the bank, with all that is in them. */
  readonly things: number;
  readonly staff: boolean;
  readonly lockedUntilMs: number;
}

/** A sentence that says what was done. */
export interface Done {
  readonly text: string;
}

export interface PlayerAnswers {
  readonly list: { readonly players: readonly ListedPlayer[] };
  readonly show: ShownPlayer;
  readonly export: PlayerExport;
  readonly import: Done;
  readonly rename: Done;
  readonly delete: Done;
  readonly password: Done;
  readonly staff: Done;
}

/** At most so many in one answer. */
export const LIST_MAX = 1000;

export const ORDER_SHAPES: { readonly [V in PlayerVerb]: Shape<PlayerOrders[V]> } = {
  list: fields<PlayerOrders["list"]>({ limit: whole(1) }, { after: text }),
  show: fields<PlayerOrders["show"]>({ who: text }, {}),
  export: fields<PlayerOrders["export"]>({ who: text, password: flag }, {}),
  import: fields<PlayerOrders["import"]>({ file: anything, force: flag, kick: flag }, { as: text }),
  rename: fields<PlayerOrders["rename"]>({ who: text, to: text, kick: flag }, {}),
  delete: fields<PlayerOrders["delete"]>({ who: text, kick: flag }, {}),
  password: fields<PlayerOrders["password"]>({ who: text, hash: text }, {}),
  staff: fields<PlayerOrders["staff"]>({ who: text, on: flag }, {}),
};
