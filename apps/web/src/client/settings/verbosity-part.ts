/** The table of what is shown and what is spoken, one row for each kind of text. */

import { byId, el } from "../dom.ts";
import {
  TUNABLE,
  TUNABLES,
  type Tunable,
  VERBOSITIES,
  type VerbosityTable,
  verbosityOf,
} from "../verbosity.ts";
import type { SettingsStore } from "./store.ts";

type Column = "shown" | "spoken";
const STANDARD = { shown: "full", spoken: "brief" } as const;
const WORDS = {
  shown: { full: "Show all", brief: "Show short", off: "Hide" },
  spoken: { full: "Speak all", brief: "Speak short", off: "Silent" },
} as const;

const selectOf = (store: SettingsStore, kind: Tunable, column: Column): HTMLSelectElement => {
  const options = VERBOSITIES.map((level) => el("option", { value: level }, WORDS[column][level]));
  const select = el(
    "select",
    { id: `${column}-${kind}`, "aria-label": `${TUNABLE[kind]}: ${column}` },
    ...options,
  );
  select.addEventListener("change", () => {
    const level = VERBOSITIES.find((known) => known === select.value) ?? STANDARD[column];
    const table: VerbosityTable = { ...store.preferences[column], [kind]: level };
    store.prefer({ [column]: table });
  });
  return select;
};

/** @returns what draws the present settings. */
export const verbosityPart = (store: SettingsStore): (() => void) => {
  const rows = TUNABLES.map((kind) => ({
    kind,
    shown: selectOf(store, kind, "shown"),
    spoken: selectOf(store, kind, "spoken"),
  }));
  byId("verbosity", HTMLElement).replaceChildren(
    ...rows.map(({ kind, shown, spoken }) =>
      el("li", {}, el("span", {}, TUNABLE[kind]), shown, spoken),
    ),
  );
  return () => {
    for (const { kind, shown, spoken } of rows) {
      shown.value = verbosityOf(store.preferences.shown, kind, STANDARD.shown);
      spoken.value = verbosityOf(store.preferences.spoken, kind, STANDARD.spoken);
    }
  };
};
