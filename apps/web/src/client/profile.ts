/**
 * Everything that a player sets on this page, as one value: stored in the browser, and written to
 * and read from a file. What is stored is read tolerantly; a file is refused as a whole when it is
 * not one of ours, and tells how much of it could not be used.
 */

import { MACROS_MAX, type Macro, readMacro, withoutDoubles } from "./macros.ts";
import { DEFAULT_PREFERENCES, type Preferences, preferencesOf } from "./preferences.ts";
import { type Fields, fieldsOf } from "./read.ts";
import { readTrigger, TRIGGERS_MAX, type Trigger } from "./triggers.ts";

export const PROFILE_FORMAT = "ambon-web-settings";
/** 1 was the preferences alone. */
export const PROFILE_VERSION = 2;
/** Characters of a settings file. */
export const PROFILE_CHARACTERS_MAX = 65_536;

export interface Profile {
  readonly preferences: Preferences;
  readonly macros: readonly Macro[];
  readonly triggers: readonly Trigger[];
}

export const DEFAULT_PROFILE: Profile = {
  preferences: DEFAULT_PREFERENCES,
  macros: [],
  triggers: [],
};

interface Read {
  readonly profile: Profile;
  /** Macros and triggers that could not be used. */
  readonly dropped: number;
}

const entries = <T>(value: unknown, read: (fields: Fields) => T | undefined): readonly T[] =>
  (Array.isArray(value) ? value : []).flatMap((entry) => read(fieldsOf(entry) ?? {}) ?? []);

const countOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

const readFields = (f: Fields): Read => {
  const macros = withoutDoubles(entries(f.macros, readMacro)).slice(0, MACROS_MAX);
  const triggers = entries(f.triggers, readTrigger).slice(0, TRIGGERS_MAX);
  const given = countOf(f.macros) + countOf(f.triggers);
  return {
    profile: { preferences: preferencesOf(f.preferences), macros, triggers },
    dropped: given - macros.length - triggers.length,
  };
};

const parsed = (json: string): Fields | undefined => {
  if (json.length > PROFILE_CHARACTERS_MAX) return undefined;
  try {
    return fieldsOf(JSON.parse(json));
  } catch {
    // Somebody else wrote there, or half of it.
    return undefined;
  }
};

/** What the browser has stored; `old` is what version 1 stored. Never throws. */
export const storedProfile = (json: string | null, old: string | null): Profile => {
  const fields = parsed(json ?? "");
  if (fields !== undefined) return readFields(fields).profile;
  return { ...DEFAULT_PROFILE, preferences: preferencesOf(parsed(old ?? "")) };
};

/** For the storage and for a file. */
export const profileText = (profile: Profile): string =>
  JSON.stringify({ format: PROFILE_FORMAT, version: PROFILE_VERSION, ...profile }, null, 2);

export type Import = ({ readonly ok: true } & Read) | { readonly ok: false; readonly why: string };

/** A settings file; `why` is a sentence for the player. */
export const importProfile = (json: string): Import => {
  const fields = parsed(json);
  if (fields === undefined || fields.format !== PROFILE_FORMAT) {
    return { ok: false, why: "This is not a settings file of this game." };
  }
  if (fields.version !== PROFILE_VERSION) {
    return { ok: false, why: `This file has version ${fields.version}, not ${PROFILE_VERSION}.` };
  }
  return { ok: true, ...readFields(fields) };
};

/** "Settings taken over: 3 macros, 1 trigger. 2 entries could not be used." */
export const importText = ({ profile, dropped }: Read): string => {
  const many = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
  const kept = [many(profile.macros.length, "macro"), many(profile.triggers.length, "trigger")];
  const lost = dropped === 0 ? "" : ` ${dropped} of the entries could not be used.`;
  return `Settings taken over: ${kept.join(", ")}.${lost}`;
};
