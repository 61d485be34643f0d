/**
 * The list of completions above the input line, as a combobox with a listbox: focus stays in the
 * input, the marked option is named by aria-activedescendant. The hint shows the usage of the
 * typed command.
 */

import { commandIn, completionsOf, type Option, type Vocabulary } from "./completion.ts";
import { el, setText } from "./dom.ts";

export interface PopupParts {
  readonly input: HTMLInputElement;
  readonly options: HTMLElement;
  readonly hint: HTMLElement;
}

export class CompletionPopup {
  readonly #parts: PopupParts;
  readonly #vocabulary: () => Vocabulary;
  readonly #choose: (line: string) => void;
  #options: readonly Option[] = [];
  /** Index of the marked option, -1 = none. */
  #marked = -1;

  constructor(parts: PopupParts, vocabulary: () => Vocabulary, choose: (line: string) => void) {
    this.#parts = parts;
    this.#vocabulary = vocabulary;
    this.#choose = choose;
    // Before the click takes the focus away from the input.
    parts.options.addEventListener("pointerdown", (event) => event.preventDefault());
    parts.options.addEventListener("click", (event) => {
      const option =
        event.target instanceof Element ? event.target.closest<HTMLElement>("[role=option]") : null;
      if (option !== null) this.#take(Number(option.dataset.index));
    });
  }

  /** Shows what fits the line; with `mark` the first option is marked, ready for the arrow keys. */
  open(mark = false): void {
    const options = completionsOf(this.#parts.input.value, this.#vocabulary());
    if (options.length === 0) {
      this.close();
      return;
    }
    this.#options = options;
    this.#marked = mark ? 0 : -1;
    this.#parts.options.replaceChildren(...options.map(optionNode));
    this.#parts.options.hidden = false;
    this.#parts.input.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  /** @returns whether there was something to close. */
  close(): boolean {
    const wasOpen = this.#options.length > 0;
    this.#options = [];
    this.#marked = -1;
    this.#parts.options.hidden = true;
    this.#parts.options.replaceChildren();
    this.#parts.input.setAttribute("aria-expanded", "false");
    this.#parts.input.removeAttribute("aria-activedescendant");
    return wasOpen;
  }

  /** @returns whether the key was for the popup. */
  key({ key, shiftKey }: KeyboardEvent): boolean {
    if (this.#options.length === 0) return false;
    const isMarked = this.#marked >= 0;
    if (key === "Tab" && !shiftKey) return this.#take(Math.max(0, this.#marked));
    if (key === "Enter" && isMarked) return this.#take(this.#marked);
    if (key === "ArrowDown" && isMarked) return this.#move(1);
    if (key === "ArrowUp" && isMarked) return this.#move(-1);
    return false;
  }

  /** The usage line of the command that stands in the input. */
  hint(): void {
    const { input, hint } = this.#parts;
    if (input.type === "password") return;
    const command = commandIn(input.value, this.#vocabulary().commands);
    setText(hint, command === undefined ? "" : `${command.usage} — ${command.summary}`);
  }

  #take(index: number): boolean {
    const option = this.#options[index];
    this.close();
    if (option !== undefined) this.#choose(option.line);
    return true;
  }

  #move(step: -1 | 1): boolean {
    const { length } = this.#options;
    this.#marked = (this.#marked + step + length) % length;
    this.#mark();
    return true;
  }

  #mark(): void {
    for (const [index, node] of [...this.#parts.options.children].entries()) {
      node.setAttribute("aria-selected", String(index === this.#marked));
    }
    if (this.#marked < 0) this.#parts.input.removeAttribute("aria-activedescendant");
    else this.#parts.input.setAttribute("aria-activedescendant", optionId(this.#marked));
  }
}

const optionId = (index: number): string => `option-${index}`;

const optionNode = ({ label, detail }: Option, index: number): HTMLElement =>
  el(
    "div",
    { id: optionId(index), role: "option", "aria-selected": "false", "data-index": index },
    el("span", { class: "option-word" }, label),
    detail === "" ? null : el("span", { class: "option-detail" }, detail),
  );
