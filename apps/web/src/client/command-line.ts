/**
 * The input line: sends, remembers, completes, and hides what is secret. A line leaves the input
 * only when it was really handed to a socket.
 *
 * Keys: Enter sends; Up and Down walk through the history; Page Up and Page Down scroll the log;
 * Ctrl+Space or Alt+Down opens the completions, Tab takes the marked or first one while they are
 * open, Escape closes them.
 */

import { perTab } from "./browser-storage.ts";
import type { Vocabulary } from "./completion.ts";
import { CompletionPopup } from "./completion-popup.ts";
import { setAttribute, setText } from "./dom.ts";
import { HISTORY_MAX, type History, historyOf, remember, walk } from "./history.ts";
import { asked, draftOf, emptyLine, type LineModel, lost } from "./line-model.ts";
import { answered, askedAtLogin, type LoginField, NO_LOGIN } from "./login-field.ts";
import { fieldsOf, listOf, text, textEntry } from "./read.ts";

export interface CommandLineParts {
  readonly form: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly label: HTMLElement;
  readonly prompt: HTMLElement;
  readonly options: HTMLElement;
  readonly hint: HTMLElement;
  /** Unseen: the name beside the password, for password managers. */
  readonly username: HTMLInputElement;
}

export interface CommandLineEvents {
  /** False: it could not be sent, so the line keeps it. */
  readonly send: (line: string, secret: boolean) => boolean;
  readonly page: (direction: -1 | 1) => void;
  readonly vocabulary: () => Vocabulary;
  /** Completions open by themselves while typing. */
  readonly suggests: () => boolean;
}

const STORE_KEY = "line";

export class CommandLine {
  readonly #parts: CommandLineParts;
  readonly #events: CommandLineEvents;
  readonly #popup: CompletionPopup;
  #model: LineModel;
  #history: History;
  #login: LoginField = NO_LOGIN;

  constructor(parts: CommandLineParts, events: CommandLineEvents) {
    this.#parts = parts;
    this.#events = events;
    const { lines, draft } = readStored(perTab.read(STORE_KEY));
    this.#history = historyOf(lines);
    this.#model = emptyLine(draft);
    this.#popup = new CompletionPopup(parts, events.vocabulary, (line) => this.#replace(line));
    parts.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    parts.input.addEventListener("keydown", (event) => this.#key(event));
    parts.input.addEventListener("input", () => this.#typed());
    parts.input.addEventListener("blur", () => this.#popup.close());
    window.addEventListener("pagehide", () => this.#store());
  }

  /** The server asks for something else: label, password field, and the text that may stay. */
  ask(ask: { readonly secret: boolean; readonly label: string }, inWorld: boolean): void {
    this.#read();
    this.#login = inWorld ? NO_LOGIN : askedAtLogin(this.#login, ask);
    this.#show(asked(this.#model, { secret: ask.secret, inWorld }));
    setText(this.#parts.label, ask.label);
    this.#parts.label.classList.toggle("visually-hidden", inWorld && ask.label === "Command");
    if (!inWorld) this.prompt("");
  }

  lost(): void {
    this.#read();
    this.#login = { ...NO_LOGIN, username: this.#login.username };
    this.#show(lost(this.#model));
  }

  prompt(text: string): void {
    setText(this.#parts.prompt, text.trim());
  }

  /** Nothing is being typed. */
  get isEmpty(): boolean {
    return this.#parts.input.value === "";
  }

  focus(): void {
    this.#parts.input.focus();
  }

  /** Puts the start of a command into the line, for the player to finish. */
  begin(text: string): void {
    this.#replace(text);
    this.focus();
  }

  /** Whether Escape was used up by closing the completions. */
  escape(): boolean {
    return this.#popup.close();
  }

  #read(): void {
    this.#model = { ...this.#model, text: this.#parts.input.value };
  }

  #show(model: LineModel): void {
    const { input, username } = this.#parts;
    this.#model = model;
    // The value goes first, so that a secret is never in a readable field, not for one frame.
    if (input.value !== model.text) input.value = model.text;
    input.type = model.secret ? "password" : "text";
    const { use, username: name } = this.#login;
    const secretUse = use === "new-password" ? use : "current-password";
    setAttribute(input, "autocomplete", model.secret ? secretUse : use);
    setAttribute(input, "name", model.secret ? "password" : use === "username" ? use : "line");
    username.value = model.secret ? name : "";
    this.#popup.close();
  }

  #replace(text: string): void {
    const { input } = this.#parts;
    input.value = text;
    input.setSelectionRange(text.length, text.length);
    this.#popup.hint();
  }

  #submit(): void {
    this.#read();
    const { text, secret, inWorld } = this.#model;
    this.#popup.close();
    if (inWorld && text.trim() === "") return;
    if (!this.#events.send(text, secret)) return;
    if (!inWorld) this.#login = answered(this.#login, text);
    if (inWorld && !secret) this.#history = remember(this.#history, text);
    this.#replace("");
    this.#read();
    this.#store();
  }

  #typed(): void {
    this.#popup.hint();
    if (this.#model.inWorld && !this.#model.secret && this.#events.suggests()) this.#popup.open();
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const { key } = event;
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    const asksForOptions = (event.ctrlKey && key === " ") || (event.altKey && key === "ArrowDown");
    if (this.#popup.key(event)) event.preventDefault();
    else if (asksForOptions && this.#model.inWorld) {
      event.preventDefault();
      this.#popup.open(true);
    } else if (plain && (key === "ArrowUp" || key === "ArrowDown")) {
      event.preventDefault();
      if (!this.#model.secret) this.#walk(key === "ArrowUp" ? -1 : 1);
    } else if (plain && (key === "PageUp" || key === "PageDown")) {
      event.preventDefault();
      this.#events.page(key === "PageUp" ? -1 : 1);
    }
  }

  #walk(step: -1 | 1): void {
    if (!this.#model.inWorld) return;
    const { history, text } = walk(this.#history, step, this.#parts.input.value);
    this.#history = history;
    this.#replace(text);
  }

  #store(): void {
    this.#read();
    const { lines } = this.#history;
    perTab.write(STORE_KEY, JSON.stringify({ lines, draft: draftOf(this.#model) }));
  }
}

const readStored = (json: string | null): { lines: readonly string[]; draft: string } => {
  try {
    const fields = fieldsOf(JSON.parse(json ?? "{}"));
    return {
      lines: listOf(fields?.lines, HISTORY_MAX, textEntry),
      draft: text(fields?.draft),
    };
  } catch {
    // Unreadable storage is an empty one.
    return { lines: [], draft: "" };
  }
};
