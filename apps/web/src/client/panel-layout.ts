/**
 * Which panels show. On a wide screen all stand in two columns and each may be folded; on a narrow
 * one a row of buttons opens one at a time as a drawer beside the log.
 */

import { fieldsOf, listOf, textEntry } from "./read.ts";

export const PANELS = ["character", "room", "things", "chat", "people", "commands"] as const;
export type PanelId = (typeof PANELS)[number];

export interface PanelLayout {
  readonly folded: readonly PanelId[];
  /** Narrow screens: the open drawer. */
  readonly drawer: PanelId | null;
}

export const DEFAULT_LAYOUT: PanelLayout = { folded: ["people", "commands"], drawer: null };

/** Whether the panel is on the screen at all, and whether its content is. */
export const panelView = (
  { folded, drawer }: PanelLayout,
  narrow: boolean,
  id: PanelId,
): { readonly shown: boolean; readonly expanded: boolean } =>
  narrow
    ? { shown: drawer === id, expanded: drawer === id }
    : { shown: true, expanded: !folded.includes(id) };

export const toggle = (layout: PanelLayout, narrow: boolean, id: PanelId): PanelLayout => {
  if (narrow) return { ...layout, drawer: layout.drawer === id ? null : id };
  const folded = layout.folded.includes(id)
    ? layout.folded.filter((other) => other !== id)
    : [...layout.folded, id];
  return { ...layout, folded };
};

/** Makes sure that a panel can be read: for the keys that jump to it. */
export const reveal = (layout: PanelLayout, narrow: boolean, id: PanelId): PanelLayout =>
  panelView(layout, narrow, id).expanded ? layout : toggle(layout, narrow, id);

/** Only the folding is remembered between visits. Never throws. */
export const readLayout = (json: string | null): PanelLayout => {
  if (json === null) return DEFAULT_LAYOUT;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Unreadable storage: as on the first visit.
    return DEFAULT_LAYOUT;
  }
  const names = listOf(fieldsOf(value)?.folded, PANELS.length, textEntry);
  return { folded: PANELS.filter((id) => names.includes(id)), drawer: null };
};
