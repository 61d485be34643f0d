/** The command palette as a dialog: a combobox whose list is always open. */

import { byId, el, setAttribute, setText } from "./dom.ts";
import { type PaletteAct, type PaletteEntry, searchPalette } from "./palette.ts";

const optionId = (index: number): string => `palette-option-${index}`;

const optionNode = ({ label, detail }: PaletteEntry, index: number): HTMLElement =>
  el(
    "div",
    { id: optionId(index), role: "option", "aria-selected": "false", "data-index": index },
    el("span", { class: "option-word" }, label),
    el("span", { class: "option-detail" }, detail),
  );

export class PaletteDialog {
  readonly #dialog = byId("palette", HTMLDialogElement);
  readonly #input = byId("palette-input", HTMLInputElement);
  readonly #list = byId("palette-list", HTMLElement);
  readonly #count = byId("palette-count", HTMLElement);
  readonly #entries: () => readonly PaletteEntry[];
  readonly #act: (act: PaletteAct) => void;
  #all: readonly PaletteEntry[] = [];
  #shown: readonly PaletteEntry[] = [];
  #marked = 0;

  constructor(entries: () => readonly PaletteEntry[], act: (act: PaletteAct) => void) {
    this.#entries = entries;
    this.#act = act;
    byId("open-palette", HTMLButtonElement).addEventListener("click", () => this.open());
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#input.addEventListener("input", () => this.#search());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => {
      const option =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (option !== null) this.#take(Number(option.dataset.index));
    });
  }

  open(): void {
    this.#all = this.#entries();
    this.#input.value = "";
    this.#search();
    this.#dialog.showModal();
    this.#input.focus();
  }

  #search(): void {
    this.#shown = searchPalette(this.#all, this.#input.value);
    this.#list.replaceChildren(...this.#shown.map(optionNode));
    setText(this.#count, this.#shown.length === 0 ? "Nothing like that is here." : "");
    this.#mark(0);
  }

  #mark(index: number): void {
    const { length } = this.#shown;
    this.#marked = length === 0 ? 0 : (index + length) % length;
    for (const [at, node] of [...this.#list.children].entries()) {
      setAttribute(node, "aria-selected", String(at === this.#marked));
      if (at === this.#marked) node.scrollIntoView({ block: "nearest" });
    }
    if (length === 0) this.#input.removeAttribute("aria-activedescendant");
    else setAttribute(this.#input, "aria-activedescendant", optionId(this.#marked));
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        return this.#mark(this.#marked + 1);
      case "ArrowUp":
        event.preventDefault();
        return this.#mark(this.#marked - 1);
      case "Enter":
        event.preventDefault();
        return this.#take(this.#marked);
    }
  }

  #take(index: number): void {
    const entry = this.#shown[index];
    if (entry === undefined) return;
    // Closed first: what the entry opens or focuses must not be under this dialog.
    this.#dialog.close();
    this.#act(entry.act);
  }
}
