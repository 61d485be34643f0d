/** Macros: a key and its command. */

import { byId, el } from "../dom.ts";
import { MACRO_KEYS, MACROS_MAX, type Macro, readMacro } from "../macros.ts";
import { COMMAND_MAX } from "../read.ts";
import { checkbox, labelled, textField, wireRows } from "./rows.ts";
import type { SettingsStore } from "./store.ts";

const keySelect = (chosen: string, changed: (key: string) => void): HTMLSelectElement => {
  const select = el(
    "select",
    {},
    el("option", { value: "" }, "no key"),
    ...MACRO_KEYS.map((key) => el("option", { value: key }, key.replace("Numpad", "Number pad "))),
  );
  select.value = chosen;
  select.addEventListener("change", () => changed(select.value));
  return select;
};

const controls = (entry: Macro, _number: number, changed: (now: Macro) => void) => {
  let macro = entry;
  const change = (more: Partial<Macro>): void => {
    macro = { ...macro, ...more };
    changed(macro);
  };
  return [
    labelled(
      "Key",
      keySelect(macro.key, (key) => change({ key })),
    ),
    labelled(
      "Command",
      textField(macro.command, COMMAND_MAX, (command) => change({ command })),
    ),
    checkbox("Only put it into the line", macro.begin, (begin) => change({ begin })),
  ];
};

/** @returns what draws the stored macros. */
export const macroEditor = (store: SettingsStore): (() => void) =>
  wireRows<Macro>({
    list: byId("macros", HTMLElement),
    add: byId("add-macro", HTMLButtonElement),
    note: byId("macros-note", HTMLElement),
    max: MACROS_MAX,
    word: "macro",
    fresh: { key: "", command: "", begin: false },
    controls,
    read: () => store.profile.macros,
    fault: (macro, all) => {
      if (readMacro({ ...macro }) === undefined) return "A macro needs a command.";
      const first = all.find(({ key }) => key === macro.key);
      return macro.key === "" || first === macro ? null : "Another macro has this key.";
    },
    store: (macros) => store.change({ macros }),
  });
