/** A labelled bar with its numbers, for eyes and for screen readers. */

import { el, setAttribute, setText } from "../dom.ts";

export interface MeterView {
  readonly node: HTMLElement;
  /** `words` stand for the numbers, also when read aloud. */
  readonly update: (value: number, max: number, words?: string) => void;
  readonly rename: (label: string) => void;
}

/** `kind` chooses the colour; `label` is read before the value. */
export const meterView = (label: string, kind: string): MeterView => {
  const numbers = el("span", { class: "vital-numbers" });
  const fill = el("span", { class: "bar-fill" });
  const bar = el(
    "div",
    { class: `bar bar-${kind}`, role: "meter", "aria-label": label, "aria-valuemin": 0 },
    fill,
  );
  const name = el("span", {}, label);
  const head = el("div", { class: "vital-head", "aria-hidden": "true" }, name, numbers);
  return {
    node: el("div", { class: "vital" }, head, bar),
    update(value, max, words = `${value} of ${max}`) {
      const share = max > 0 ? Math.min(1, Math.max(0, value / max)) : 0;
      setText(numbers, words === `${value} of ${max}` ? `${value} / ${max}` : words);
      setAttribute(bar, "aria-valuenow", String(value));
      setAttribute(bar, "aria-valuemax", String(Math.max(max, value)));
      setAttribute(bar, "aria-valuetext", words);
      fill.style.inlineSize = `${(share * 100).toFixed(1)}%`;
    },
    rename(next) {
      setText(name, next);
      setAttribute(bar, "aria-label", next);
    },
  };
};
