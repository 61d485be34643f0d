/**
 * Blocks that are shown over and over: a room's description, the list of who is here. Whoever
 * builds such a block once and shows the same object again says so with `keep`; a renderer in the
 * same process then lays it out once per kind of terminal. Blocks that came over a wire are not
 * kept; what is long among them a gateway shares as a whole (libs/session/src/render-cache.ts).
 */

import type { LinkForm } from "./link-form.ts";
import type { Palette } from "./theme.ts";
import type { Block } from "./tree.ts";

/** Renderings kept of one block; beyond that the oldest makes way. */
const RENDERINGS_MAX = 8;

/** What a drawn rendering depends on. */
export interface Drawing {
  /** Terminal cells. */
  readonly width: number;
  readonly palette: Palette;
  /** How text without a paint of its own begins; "" = no colour. */
  readonly base: string;
  /** How links are written; undefined = just their text. */
  readonly links?: LinkForm | undefined;
}

interface Rendering extends Drawing {
  readonly text: string;
}

const kept = new WeakMap<Block, Rendering[]>();

/** The same block, of which renderings are kept. It must never be changed. */
export const keep = (block: Block): Block => {
  if (!kept.has(block)) kept.set(block, []);
  return block;
};

const isSame = (one: Drawing, other: Drawing): boolean =>
  one.width === other.width &&
  one.palette === other.palette &&
  one.base === other.base &&
  one.links === other.links;

/** What `render` makes of the block; for a kept block it is asked once per drawing. */
export const keptText = (
  block: Block,
  drawing: Drawing,
  render: (block: Block, drawing: Drawing) => string,
): string => {
  const renderings = kept.get(block);
  if (renderings === undefined) return render(block, drawing);
  for (const one of renderings) if (isSame(one, drawing)) return one.text;
  const text = render(block, drawing);
  if (renderings.length >= RENDERINGS_MAX) renderings.shift();
  renderings.push({ ...drawing, text });
  return text;
};
