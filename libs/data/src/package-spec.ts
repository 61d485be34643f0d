/** What is written down about one data package. */

import type { FieldsOf, Shape } from "./shape.ts";

/**
 * What may be done with it when a socket is slow. `latest`: only the newest matters, so an older
 * one that waits is dropped. `change`: each matters. `chatter`: too many may be left out.
 */
export type Flow = "latest" | "change" | "chatter";

/** Where GMCP sends another form than the browser's JSON. */
export interface GmcpForm<Field extends string> {
  /** MUD clients expect the value of this field instead of an object. */
  readonly alone?: Field;
  /** Left out of the entries of lists: several client libraries cut messages at 8 KiB. */
  readonly without?: string;
  /** Entries of a list; the rest is left out for the same reason. */
  readonly most?: number;
}

export interface PackageSpec<T> {
  /** The module and version to name in Core.Supports: "Char 1". */
  readonly supports: string;
  readonly doc: string;
  /** When it is sent, after the full state that answers a subscription. */
  readonly sent: string;
  /** Absent = latest. */
  readonly flow?: Flow;
  /** Of `latest`: the field that tells apart states that live side by side. */
  readonly per?: keyof T & string;
  readonly gmcp?: GmcpForm<keyof T & string>;
  readonly fields: FieldsOf<T>;
}

/** A package's spec as the walkers see it. */
export interface AnyPackageSpec {
  readonly supports: string;
  readonly doc: string;
  readonly sent: string;
  readonly flow?: Flow;
  readonly per?: string;
  readonly gmcp?: GmcpForm<string>;
  readonly fields: Readonly<Record<string, Shape>>;
}
