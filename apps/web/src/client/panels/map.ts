/** The minimap: drawn for those who see it, and in words for everyone. */

import { type Atlas, EMPTY_ATLAS } from "../atlas.ts";
import { el } from "../dom.ts";
import { drawingOf, frameOf, type Path, type Spot } from "../map-drawing.ts";
import { mapWords } from "../map-words.ts";

/** Distance of two rooms and half the side of one, in units of the drawing. */
const STEP = 22;
const HALF = 7;

const svg = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
};

const pathNodes = ({ from, to, isShut, isSeen }: Path): readonly SVGElement[] => {
  const [x1, y1, x2, y2] = [...from, ...to].map((at) => at * STEP);
  const line = svg("line", {
    class: isSeen ? "map-way" : "map-way map-unseen",
    x1: x1 ?? 0,
    y1: y1 ?? 0,
    x2: x2 ?? 0,
    y2: y2 ?? 0,
  });
  if (!isShut) return [line];
  // In the middle of a whole way, at the end of one into the unknown.
  const x = isSeen ? ((x1 ?? 0) + (x2 ?? 0)) / 2 : (x2 ?? 0);
  const y = isSeen ? ((y1 ?? 0) + (y2 ?? 0)) / 2 : (y2 ?? 0);
  return [line, svg("rect", { class: "map-door", x: x - 2.5, y: y - 2.5, width: 5, height: 5 })];
};

const signOf = ({ hasUp, hasDown, isShop }: Spot): string =>
  isShop ? "$" : hasUp && hasDown ? "↕" : hasUp ? "↑" : hasDown ? "↓" : "";

const spotNodes = (spot: Spot): readonly SVGElement[] => {
  const [x, y] = [spot.x * STEP, spot.y * STEP];
  const box = svg("rect", {
    class: spot.isHere ? "map-room map-here" : "map-room",
    x: x - HALF,
    y: y - HALF,
    width: HALF * 2,
    height: HALF * 2,
    rx: 2,
  });
  const title = svg("title", {});
  title.textContent = spot.name;
  box.append(title);
  const sign = svg("text", { class: spot.isHere ? "map-sign map-sign-here" : "map-sign", x, y });
  sign.textContent = spot.isHere && signOf(spot) === "" ? "●" : signOf(spot);
  return [box, sign];
};

export class MapView {
  readonly #svg = svg("svg", { class: "minimap", "aria-hidden": "true", focusable: "false" });
  readonly #list = el("ul", { class: "map-list" });
  readonly drawing = el("div", { class: "map-part" }, this.#svg);
  readonly words = el(
    "details",
    { class: "map-told" },
    el("summary", {}, "Around here, in words"),
    this.#list,
  );
  #atlas: Atlas = EMPTY_ATLAS;

  constructor() {
    this.drawing.hidden = true;
    this.words.hidden = true;
  }

  update(atlas: Atlas): void {
    if (atlas === this.#atlas) return;
    this.#atlas = atlas;
    const words = mapWords(atlas);
    this.words.hidden = words.length === 0;
    this.#list.replaceChildren(...words.map((line) => el("li", {}, line)));
    const drawing = drawingOf(atlas);
    const { spots, paths } = drawing;
    const { left, top, width, height } = frameOf(drawing);
    const viewBox = [left, top, width, height].map((at) => at * STEP).join(" ");
    this.#svg.setAttribute("viewBox", viewBox);
    this.drawing.hidden = spots.length === 0;
    this.#svg.replaceChildren(...paths.flatMap(pathNodes), ...spots.flatMap(spotNodes));
  }

  /** Without the drawing, and with its words in the open. */
  inWords(only: boolean): void {
    this.words.open = only || this.words.open;
    this.drawing.classList.toggle("visually-hidden", only);
  }
}
