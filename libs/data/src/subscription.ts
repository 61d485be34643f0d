/**
 * Which data packages a client wants: the semantics of GMCP's Core.Supports.
 *
 * `Set` replaces everything, `Add` and `Remove` change it. An entry is "Name Version"; a name
 * stands for itself and all below it, whatever its case; the nearest entry above a package
 * decides. A version of 1 or more means on, 0 means off, none means on. What the version numbers
 * mean is contested among servers, so no more is read into them; Char.Login alone has versions
 * that its clients mean as such.
 *
 * Bounds: 256 entries of at most 64 characters; what goes beyond is dropped and counted.
 */

import { BROWSER_PACKAGE_NAMES, PACKAGE_NAMES } from "./schema.ts";

export const MAX_SUPPORTS_ENTRIES = 256;
export const MAX_SUPPORTS_NAME = 64;

export interface Supports {
  /** Lower-case module name → version; 0 = off. */
  readonly entries: ReadonlyMap<string, number>;
  /** Entries dropped because they were malformed or too many; only grows. */
  readonly dropped: number;
}

export type SupportsVerb = "set" | "add" | "remove";

export const NO_SUPPORTS: Supports = { entries: new Map(), dropped: 0 };

const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

interface Entry {
  readonly name: string;
  readonly version: number;
}

const readEntry = (raw: unknown): Entry | undefined => {
  if (typeof raw !== "string" || raw.length > MAX_SUPPORTS_NAME * 2) return undefined;
  const [name = "", version = "1"] = raw.trim().toLowerCase().split(/\s+/);
  if (name.length > MAX_SUPPORTS_NAME || !NAME.test(name)) return undefined;
  const number = Number.parseInt(version, 10);
  return { name, version: Number.isNaN(number) ? 1 : Math.max(0, number) };
};

const removeSubtree = (entries: Map<string, number>, name: string): void => {
  for (const known of [...entries.keys()]) {
    if (known === name || known.startsWith(`${name}.`)) entries.delete(known);
  }
};

/** What the nearest entry at or above `name` says; undefined when there is none. */
const decisionOn = (entries: ReadonlyMap<string, number>, name: string): boolean | undefined => {
  let at = name;
  for (;;) {
    const version = entries.get(at);
    if (version !== undefined) return version > 0;
    const dot = at.lastIndexOf(".");
    if (dot < 0) return undefined;
    at = at.slice(0, dot);
  }
};

/** A removal needs remembering only against a wider entry, or against talk that comes unasked. */
const apply = (entries: Map<string, number>, verb: SupportsVerb, entry: Entry): boolean => {
  const { name } = entry;
  const version = verb === "remove" ? 0 : entry.version;
  if (version === 0) {
    removeSubtree(entries, name);
    if (decisionOn(entries, name) !== true && name.split(".")[0] !== "comm") return true;
  }
  if (entries.size >= MAX_SUPPORTS_ENTRIES && !entries.has(name)) return false;
  entries.set(name, version);
  return true;
};

/** The state after one Core.Supports message; any payload is accepted, nonsense is dropped. */
export const changeSupports = (
  before: Supports,
  verb: SupportsVerb,
  payload: unknown,
): Supports => {
  const list: readonly unknown[] = Array.isArray(payload) ? payload : [payload];
  const entries = new Map(verb === "set" ? [] : before.entries);
  let dropped = before.dropped;
  for (const raw of list.slice(0, MAX_SUPPORTS_ENTRIES)) {
    const entry = readEntry(raw);
    if (entry === undefined || !apply(entries, verb, entry)) dropped += 1;
  }
  dropped += Math.max(0, list.length - MAX_SUPPORTS_ENTRIES);
  return { entries, dropped };
};

const saysChar = (entries: ReadonlyMap<string, number>): boolean => {
  for (const [name, version] of entries) {
    if (version > 0 && (name === "char" || name.startsWith("char."))) return true;
  }
  return false;
};

/** What the nearest entry says of a module or package; undefined: there is none. */
export const wantsModule = (supports: Supports, module: string): boolean | undefined =>
  decisionOn(supports.entries, module.toLowerCase());

/** The version in which the client named this very module, 0 = not; wider entries do not count. */
export const versionNamed = (supports: Supports, module: string): number =>
  supports.entries.get(module.toLowerCase()) ?? 0;

/**
 * The packages a GMCP client gets, lower case, in the order of the schema. Mudlet never asks for
 * Comm.Channel, so a client that said Core.Hello and anything of Char gets it unless it has
 * refused it.
 */
export const wantedByGmcp = (supports: Supports, saidHello: boolean): readonly string[] => {
  const pushTalk = saidHello && saysChar(supports.entries);
  return PACKAGE_NAMES.map((name) => name.toLowerCase()).filter((name) => {
    const decision = decisionOn(supports.entries, name);
    return decision ?? (pushTalk && name.startsWith("comm.channel."));
  });
};

/** Our own browser client shows everything, and lists whole rather than by their changes. */
export const wantedByBrowser = (): readonly string[] =>
  BROWSER_PACKAGE_NAMES.map((name) => name.toLowerCase());
