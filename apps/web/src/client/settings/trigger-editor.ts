/** Triggers: a pattern and what it sets off. */

import { OUTPUT_CLASSES } from "@ambon/markup/tree";
import { byId, el } from "../dom.ts";
import { PATTERN_MAX, patternFault } from "../patterns.ts";
import { COMMAND_MAX } from "../read.ts";
import { NEW_TRIGGER, readTrigger, TRIGGERS_MAX, type Trigger } from "../triggers.ts";
import { TUNABLE } from "../verbosity.ts";
import { checkbox, labelled, textField, wireRows } from "./rows.ts";
import type { SettingsStore } from "./store.ts";

const WORDS: Readonly<Record<string, string>> = {
  ...TUNABLE,
  any: "Any text",
  system: "The game itself",
  error: "Errors",
  staff: "The staff",
};

const classSelect = (trigger: Trigger, changed: (on: Trigger["on"]) => void): HTMLSelectElement => {
  const kinds = (["any", ...OUTPUT_CLASSES] as const).filter((kind) => kind !== "prompt");
  const options = kinds.map((kind) => el("option", { value: kind }, WORDS[kind] ?? kind));
  const select = el("select", {}, ...options);
  select.value = trigger.on;
  select.addEventListener("change", () => {
    changed(kinds.find((kind) => kind === select.value) ?? "any");
  });
  return select;
};

const controls = (entry: Trigger, _number: number, changed: (now: Trigger) => void) => {
  let trigger = entry;
  const change = (more: Partial<Trigger>): void => {
    trigger = { ...trigger, ...more };
    changed(trigger);
  };
  const pattern = textField(trigger.pattern, PATTERN_MAX, (text) => change({ pattern: text }));
  return [
    labelled("When a line has", pattern),
    labelled(
      "In",
      classSelect(trigger, (on) => change({ on })),
    ),
    checkbox("Highlight it", trigger.highlight, (highlight) => change({ highlight })),
    checkbox("Notify me", trigger.notify, (notify) => change({ notify })),
    labelled(
      "Send",
      textField(trigger.send, COMMAND_MAX, (send) => change({ send })),
    ),
  ];
};

/** @returns what draws the stored triggers. */
export const triggerEditor = (store: SettingsStore): (() => void) =>
  wireRows<Trigger>({
    list: byId("triggers", HTMLElement),
    add: byId("add-trigger", HTMLButtonElement),
    note: byId("triggers-note", HTMLElement),
    max: TRIGGERS_MAX,
    word: "trigger",
    fresh: NEW_TRIGGER,
    controls,
    read: () => store.profile.triggers,
    fault: (trigger) =>
      patternFault(trigger.pattern) ??
      (readTrigger({ ...trigger }) === undefined ? "This command cannot be sent." : null),
    store: (triggers) => store.change({ triggers }),
  });
