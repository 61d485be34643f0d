/** Small helpers over the DOM. Text only ever enters as text, never as markup. */

export type Kid = Node | string | null;

export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A new element; a `false` attribute is left out, `true` is written as empty. */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...kids: readonly Kid[]
): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...kids.filter((kid) => kid !== null));
  return node;
};

/** A button that sends `command` when pressed (send-buttons.ts listens). */
export const commandButton = (
  label: string,
  command: string,
  attributes: Attributes = {},
): HTMLButtonElement =>
  el("button", { type: "button", "data-command": command, ...attributes }, label);

/** The element of the page with this id; throws when the page does not fit the script. */
export const byId = <T extends HTMLElement>(id: string, kind: abstract new () => T): T => {
  const node = document.getElementById(id);
  if (!(node instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return node;
};

/** Writes text only when it differs: a live region or a selection is not disturbed for nothing. */
export const setText = (node: Element, text: string): void => {
  if (node.textContent !== text) node.textContent = text;
};

export const setAttribute = (node: Element, name: string, value: string): void => {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
};

/**
 * Makes the children of `list` fit `entries` and keeps the nodes of those that stay, so that
 * focus and selection survive. When the focused node leaves, focus goes to the list itself, not
 * to the page.
 */
export const syncList = <T>(
  list: HTMLElement,
  entries: readonly T[],
  keyOf: (entry: T) => string,
  create: (entry: T) => HTMLElement,
): void => {
  const known = new Map<string, HTMLElement>();
  for (const child of list.children) {
    if (child instanceof HTMLElement) known.set(child.dataset.key ?? "", child);
  }
  const held = list.contains(document.activeElement) && list !== document.activeElement;
  let place: Element | null = list.firstElementChild;
  for (const entry of entries) {
    const key = keyOf(entry);
    const node = known.get(key) ?? create(entry);
    known.delete(key);
    node.dataset.key = key;
    if (node === place) place = place.nextElementSibling;
    else list.insertBefore(node, place);
  }
  for (const gone of known.values()) gone.remove();
  if (held && !list.contains(document.activeElement)) {
    list.tabIndex = -1;
    list.focus({ preventScroll: true });
  }
};
