/** A list of forms that are edited in place: macros and triggers. */

import { el } from "../dom.ts";

export interface RowEditor<T> {
  readonly list: HTMLElement;
  readonly add: HTMLButtonElement;
  readonly note: HTMLElement;
  readonly max: number;
  readonly word: string;
  readonly fresh: T;
  /** The controls of one entry; `changed` is called with the entry as it is now. */
  readonly controls: (entry: T, number: number, changed: (now: T) => void) => readonly Node[];
  readonly read: () => readonly T[];
  /** Null when it can be stored; otherwise why the entry cannot work, or not beside the others. */
  readonly fault: (entry: T, all: readonly T[]) => string | null;
  readonly store: (entries: readonly T[]) => void;
}

/**
 * Keeps entries that cannot work yet in the form only; what works is stored at once.
 * @returns what draws the stored entries, unless they are what the form shows already.
 */
export const wireRows = <T>(editor: RowEditor<T>): (() => void) => {
  let entries: readonly T[] = [];
  let stored: readonly T[] | undefined;
  let isSaving = false;

  const save = (): void => {
    // The form shows more than is stored: the store's change must not draw it anew.
    isSaving = true;
    editor.store(entries.filter((entry) => editor.fault(entry, entries) === null));
    stored = editor.read();
    isSaving = false;
  };
  const rowOf = (entry: T, index: number): HTMLElement => {
    const fault = el("p", { class: "fault", role: "status" });
    const tellFault = (now: T): void => {
      fault.textContent = editor.fault(now, entries) ?? "";
    };
    const changed = (now: T): void => {
      entries = entries.map((one, at) => (at === index ? now : one));
      tellFault(now);
      save();
    };
    const name = `${editor.word} ${index + 1}`;
    const remove = el(
      "button",
      { type: "button", class: "action", "aria-label": `Remove ${name}` },
      "Remove",
    );
    remove.addEventListener("click", () => {
      entries = entries.filter((_, at) => at !== index);
      save();
      draw();
      editor.add.focus();
    });
    const controls = editor.controls(entry, index + 1, changed);
    const group = { role: "group", "aria-label": name, class: "row" };
    return el("li", {}, el("div", group, ...controls, remove, fault));
  };
  const draw = (): void => {
    editor.list.replaceChildren(...entries.map(rowOf));
    editor.add.disabled = entries.length >= editor.max;
    editor.note.textContent = `${entries.length} of at most ${editor.max}.`;
  };
  editor.add.addEventListener("click", () => {
    entries = [...entries, editor.fresh];
    draw();
    editor.list.lastElementChild?.querySelector<HTMLElement>("input, select")?.focus();
  });
  return () => {
    if (isSaving || editor.read() === stored) return;
    stored = editor.read();
    entries = stored;
    draw();
  };
};

export const labelled = (text: string, control: HTMLElement): HTMLElement =>
  el("label", { class: "labelled" }, el("span", {}, text), control);

export const checkbox = (
  text: string,
  checked: boolean,
  changed: (now: boolean) => void,
): HTMLElement => {
  const box = el("input", { type: "checkbox", checked });
  box.addEventListener("change", () => changed(box.checked));
  return el("label", { class: "labelled-check" }, box, el("span", {}, text));
};

export const textField = (
  value: string,
  maxlength: number,
  changed: (now: string) => void,
): HTMLInputElement => {
  const input = el("input", {
    type: "text",
    maxlength,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  input.value = value;
  input.addEventListener("input", () => changed(input.value));
  return input;
};
