/** Shows, folds and opens the panels; which ones is decided in panel-layout.ts. */

import { lasting } from "./browser-storage.ts";
import { byId, setAttribute, setText } from "./dom.ts";
import {
  PANELS,
  type PanelId,
  type PanelLayout,
  panelView,
  readLayout,
  reveal,
  toggle,
} from "./panel-layout.ts";

/** Fits the media query of style/layout.css. */
const NARROW = "(max-width: 62rem)";
const STORE_KEY = "panels";

interface Panel {
  readonly id: PanelId;
  readonly section: HTMLElement;
  readonly body: HTMLElement;
  readonly head: HTMLButtonElement;
  readonly dock: HTMLButtonElement;
}

const find = (id: PanelId): Panel => ({
  id,
  section: byId(`panel-${id}`, HTMLElement),
  body: byId(`body-${id}`, HTMLElement),
  head: byId(`head-${id}`, HTMLButtonElement),
  dock: byId(`dock-${id}`, HTMLButtonElement),
});

export class PanelColumns {
  readonly #panels = PANELS.map(find);
  readonly #columns = [byId("left", HTMLElement), byId("right", HTMLElement)];
  readonly #narrow = window.matchMedia(NARROW);
  #layout: PanelLayout = readLayout(lasting.read(STORE_KEY));
  #changed: () => void = () => undefined;
  readonly #badges = new Map<PanelId, number>();

  constructor() {
    for (const { id, head, dock } of this.#panels) {
      head.addEventListener("click", () => this.#toggle(id, head));
      dock.addEventListener("click", () => this.#toggle(id, dock));
    }
    this.#narrow.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  /** Called whenever a panel has come into view or left it. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** A count at the panel's button and heading; 0 takes it away. */
  badge(id: PanelId, count: number): void {
    if (this.#badges.get(id) === count) return;
    this.#badges.set(id, count);
    const panel = this.#panels.find((one) => one.id === id);
    if (panel === undefined) return;
    const { head, dock } = panel;
    const label = head.dataset.label ?? head.textContent ?? "";
    head.dataset.label = label;
    setText(head, count === 0 ? label : `${label} (${count} new)`);
    // Little room there: the word is only for those who hear the button.
    const short = dock.dataset.label ?? dock.textContent ?? "";
    dock.dataset.label = short;
    setText(dock, count === 0 ? short : `${short} ${count}`);
    if (count === 0) dock.removeAttribute("aria-label");
    else setAttribute(dock, "aria-label", `${short} ${count} new`);
  }

  body(id: PanelId): HTMLElement {
    return byId(`body-${id}`, HTMLElement);
  }

  /** Opens the panel if it is not, and puts the focus on its heading. */
  goTo(id: PanelId): void {
    this.#set(reveal(this.#layout, this.#narrow.matches, id));
    this.#panels.find((panel) => panel.id === id)?.head.focus();
  }

  /** Closes the drawer of a narrow screen; whether there was one. */
  closeDrawer(): boolean {
    if (!this.#narrow.matches || this.#layout.drawer === null) return false;
    this.#set({ ...this.#layout, drawer: null });
    return true;
  }

  /** First focusable places of the columns that show, for F6. */
  stops(): readonly HTMLElement[] {
    const shown = this.#panels.filter(({ section }) => !section.hidden);
    const heads = this.#columns.flatMap(
      (column) => shown.find(({ section }) => column.contains(section))?.head ?? [],
    );
    return this.#narrow.matches
      ? [...heads, ...this.#panels.slice(0, 1).map((p) => p.dock)]
      : heads;
  }

  #toggle(id: PanelId, pressed: HTMLButtonElement): void {
    this.#set(toggle(this.#layout, this.#narrow.matches, id));
    const panel = this.#panels.find((one) => one.id === id);
    // The drawer's own heading closes it; the focus goes back to the button that opens it.
    if (panel?.section.hidden === true && pressed === panel.head) panel.dock.focus();
  }

  #set(layout: PanelLayout): void {
    this.#layout = layout;
    lasting.write(STORE_KEY, JSON.stringify({ folded: layout.folded }));
    this.#draw();
  }

  #draw(): void {
    for (const { id, section, body, head, dock } of this.#panels) {
      const { shown, expanded } = panelView(this.#layout, this.#narrow.matches, id);
      section.hidden = !shown;
      body.hidden = !expanded;
      setAttribute(head, "aria-expanded", String(expanded));
      setAttribute(dock, "aria-expanded", String(expanded));
    }
    for (const column of this.#columns) {
      column.hidden = this.#panels.every(
        ({ section }) => section.hidden || !column.contains(section),
      );
    }
    this.#changed();
  }
}
