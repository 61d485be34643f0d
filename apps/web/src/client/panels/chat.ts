/** Talk, collected by channel, as tabs. */

import { el, setAttribute, setText, syncList } from "../dom.ts";
import { type ChatLine, channelsOf, type GameState } from "../state.ts";
import type { PanelUpdate } from "./character.ts";

/** The tab of all channels; no channel has this name. */
const ALL = "";
const TAB_PREFIX = "chat-tab-";

const lineNode = ({ channel, text }: ChatLine): HTMLElement =>
  el("li", {}, el("span", { class: "chat-channel" }, channel), " ", text);

export class ChatPanel {
  readonly #tabs = el("div", { class: "tabs", role: "tablist", "aria-label": "Channels" });
  readonly #none = el("p", { class: "none" }, "Nobody has said anything yet.");
  readonly #list = el("ol", { class: "chat-lines" });
  readonly #box: HTMLElement;
  readonly #say: HTMLButtonElement;
  #chosen = ALL;
  /** Highest id that was on the screen, per tab: what came later is new there. */
  readonly #seen = new Map<string, number>();
  readonly #unread: (count: number) => void;
  #state: GameState | undefined;

  /**
   * `begin` puts the start of a command into the command line; `unread` is told how much talk has
   * not been on the screen.
   */
  constructor(body: HTMLElement, begin: (text: string) => void, unread: (count: number) => void) {
    this.#unread = unread;
    this.#box = el("div", { id: "chat-box", role: "tabpanel", tabindex: 0 }, this.#list);
    this.#say = el("button", { type: "button", class: "action" }, "Talk here");
    this.#say.addEventListener("click", () => begin(`${this.#chosen || "say"} `));
    body.replaceChildren(this.#tabs, this.#none, this.#box, this.#say);
    this.#tabs.addEventListener("click", (event) => {
      const tab = event.target instanceof Element ? event.target.closest("button") : null;
      if (tab !== null) this.#choose(tab.dataset.channel ?? ALL);
    });
    this.#tabs.addEventListener("keydown", (event) => this.#key(event));
  }

  readonly update: PanelUpdate = (state, before) => {
    const isFirst = this.#state === undefined;
    this.#state = state;
    if (state.chat !== before.chat || isFirst) this.#draw();
  };

  /** The panel has come into view, or has left it. */
  shown(): void {
    this.#draw();
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  #draw(): void {
    const chat = this.#state?.chat ?? [];
    for (const node of [this.#tabs, this.#box]) node.hidden = chat.length === 0;
    this.#none.hidden = chat.length > 0;
    const channels = [ALL, ...channelsOf(chat)];
    if (!channels.includes(this.#chosen)) this.#chosen = ALL;
    const shown = chat.filter(({ channel }) => this.#chosen === ALL || channel === this.#chosen);
    const atEnd = this.#box.scrollHeight - this.#box.scrollTop - this.#box.clientHeight < 30;
    syncList(this.#list, shown, ({ id }) => String(id), lineNode);
    if (atEnd) this.#box.scrollTop = this.#box.scrollHeight;
    const shownNow = this.#box.checkVisibility();
    const seen = !shownNow ? [] : this.#chosen === ALL ? channels : [this.#chosen];
    for (const channel of seen) this.#seen.set(channel, chat.at(-1)?.id ?? 0);
    this.#unread(chat.filter(({ channel, id }) => id > (this.#seen.get(channel) ?? 0)).length);
    syncList(this.#tabs, channels, (channel) => channel, tabNode);
    for (const tab of this.#tabs.children) this.#drawTab(tab, chat);
    setAttribute(this.#box, "aria-labelledby", `${TAB_PREFIX}${this.#chosen}`);
    setText(this.#say, this.#chosen === ALL ? "Say something" : `Talk on ${this.#chosen}`);
  }

  #drawTab(tab: Element, chat: readonly ChatLine[]): void {
    if (!(tab instanceof HTMLElement)) return;
    const channel = tab.dataset.channel ?? ALL;
    const selected = channel === this.#chosen;
    const since = this.#seen.get(channel) ?? 0;
    const fresh = chat.filter((line) => line.channel === channel && line.id > since).length;
    setAttribute(tab, "aria-selected", String(selected));
    tab.tabIndex = selected ? 0 : -1;
    const name = channel === ALL ? "all" : channel;
    setText(tab, selected || fresh === 0 ? name : `${name} (${fresh} new)`);
  }

  #choose(channel: string): void {
    this.#chosen = channel;
    this.#draw();
    this.#box.scrollTop = this.#box.scrollHeight;
  }

  #key(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const tabs = [...this.#tabs.children];
    const at = tabs.findIndex((tab) => tab.matches(":focus"));
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!(next instanceof HTMLElement)) return;
    this.#choose(next.dataset.channel ?? ALL);
    next.focus();
  }
}

const tabNode = (channel: string): HTMLElement =>
  el("button", {
    type: "button",
    role: "tab",
    id: `${TAB_PREFIX}${channel}`,
    "aria-controls": "chat-box",
    "data-channel": channel,
  });
