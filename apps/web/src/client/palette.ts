/**
 * The command palette: everything that can be done from here, found by a few letters of it. The
 * letters must come in order; they may be spread.
 */

import { type Action, inventoryActions, personActions, roomActions, stacksOf } from "./actions.ts";
import type { Macro } from "./macros.ts";
import { WAY_WORDS } from "./map-words.ts";
import { type GameState, othersHere } from "./state.ts";

/** Entries shown at once. */
export const PALETTE_MAX = 12;
/** Characters of a search; more are not looked at. */
export const QUERY_MAX = 60;

/** What the page itself can do. */
export type PageDeed =
  | "settings"
  | "help"
  | "theme"
  | "screenReader"
  | "sound"
  | "log"
  | "panel-character"
  | "panel-room"
  | "panel-things"
  | "panel-chat"
  | "panel-people"
  | "panel-commands";

export type PaletteAct =
  | { readonly do: "send"; readonly text: string }
  | { readonly do: "begin"; readonly text: string }
  | { readonly do: "page"; readonly deed: PageDeed };

export interface PaletteEntry {
  readonly label: string;
  readonly detail: string;
  readonly act: PaletteAct;
}

const PAGE_ENTRIES: readonly (readonly [PageDeed, string])[] = [
  ["settings", "Open the settings"],
  ["help", "How to play here"],
  ["theme", "Change between dark and light"],
  ["screenReader", "Switch screen reader mode"],
  ["sound", "Switch sound"],
  ["log", "Save the session as text"],
  ["panel-character", "Go to: Character"],
  ["panel-room", "Go to: Place"],
  ["panel-things", "Go to: Things"],
  ["panel-chat", "Go to: Talk"],
  ["panel-people", "Go to: People"],
  ["panel-commands", "Go to: Commands"],
];

const send = (label: string, text: string, detail: string): PaletteEntry => ({
  label,
  detail,
  act: { do: "send", text },
});

const ofActions = (name: string, actions: readonly Action[], detail: string): PaletteEntry[] =>
  actions.map(({ label, command, begins }) => ({
    label: `${label}: ${name}`,
    detail,
    act: { do: begins === true ? "begin" : "send", text: command },
  }));

const wayEntries = (state: GameState): PaletteEntry[] =>
  Object.keys(state.room?.exits ?? {}).map((way) => {
    const word = WAY_WORDS[way] ?? way;
    const door = state.room?.doors[way];
    if (door === "closed") return send(`Open: ${word}`, `open ${word}`, "way");
    return send(`Go: ${word}`, word, "way");
  });

const thingEntries = (state: GameState): PaletteEntry[] => [
  ...stacksOf(state.roomItems).flatMap(({ item }) =>
    ofActions(item.name, roomActions(item), "here"),
  ),
  ...stacksOf(state.inventory).flatMap(({ item }) =>
    ofActions(item.name, inventoryActions(item), item.slot === undefined ? "carried" : "worn"),
  ),
];

/** A command that needs more words is begun, one that stands alone is sent. */
const commandEntries = (state: GameState): PaletteEntry[] =>
  state.commands.map(({ name, usage, summary }) => ({
    label: name,
    detail: summary,
    act: usage.includes("<") ? { do: "begin", text: `${name} ` } : { do: "send", text: name },
  }));

/** Everything, what is nearest first. */
export const paletteEntries = (
  state: GameState,
  macros: readonly Macro[],
): readonly PaletteEntry[] => {
  const page = PAGE_ENTRIES.map(
    ([deed, label]): PaletteEntry => ({ label, detail: "page", act: { do: "page", deed } }),
  );
  if (state.stage === "login") return page;
  return [
    ...macros.map(
      ({ command, key, begin }): PaletteEntry => ({
        label: command,
        detail: key === "" ? "macro" : `macro, ${key}`,
        act: { do: begin ? "begin" : "send", text: command },
      }),
    ),
    ...wayEntries(state),
    ...thingEntries(state),
    ...othersHere(state).flatMap((name) => ofActions(name, personActions(name), "here")),
    ...commandEntries(state),
    ...page,
  ];
};

/** Points of one letter: more at the start of a word and right after the one before. */
const points = (text: string, at: number, last: number): number => {
  if (at === last + 1) return 8;
  return at === 0 || !/[\p{L}\d]/u.test(text[at - 1] ?? "") ? 6 : 1;
};

/** How well `query` fits, higher is better; null = its letters are not there in order. */
export const fuzzyScore = (query: string, label: string): number | null => {
  const text = label.toLowerCase();
  const letters = query.toLowerCase().replaceAll(" ", "");
  const whole = text.indexOf(query.toLowerCase().trim());
  let score = whole < 0 ? 0 : 40 - Math.min(30, whole);
  let last = -2;
  for (const letter of letters) {
    const at = text.indexOf(letter, Math.max(0, last + 1));
    if (at < 0) return null;
    score += points(text, at, last);
    last = at;
  }
  return score - Math.min(20, text.length - letters.length) / 4;
};

/** The best entries for `query`, at most PALETTE_MAX; the first ones when it is empty. */
export const searchPalette = (
  entries: readonly PaletteEntry[],
  query: string,
): readonly PaletteEntry[] => {
  const wanted = query.slice(0, QUERY_MAX).trim();
  if (wanted === "") return entries.slice(0, PALETTE_MAX);
  return entries
    .map((entry, index) => ({ entry, index, score: fuzzyScore(wanted, entry.label) }))
    .filter((one): one is typeof one & { score: number } => one.score !== null)
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, PALETTE_MAX)
    .map(({ entry }) => entry);
};
