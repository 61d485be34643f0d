/**
 * The closed markup tree: everything a player reads leaves the zone as this.
 *
 * The engine speaks meaning; a gateway renders the tree per client (ANSI, plain, screen reader,
 * HTML). Strings inside the tree are data: they are never parsed as markup again.
 */

/** Where a line belongs. The edge routes, gags, colours, summarises and speaks by it. */
export const OUTPUT_CLASSES = [
  "room",
  "movement",
  "combat",
  "combat_other",
  "chat",
  "tell",
  "emote",
  "system",
  "error",
  "quest",
  "item",
  "help",
  "prompt",
  "staff",
] as const;

export type OutputClass = (typeof OUTPUT_CLASSES)[number];

/** What a styled span means; a theme maps it to a colour. Colour never carries meaning alone. */
export const STYLES = [
  "title",
  "exit",
  "dim",
  "good",
  "bad",
  "warn",
  "damage",
  "heal",
  "gold",
  "quote",
  "key",
  "value",
  "channel",
] as const;

export type Style = (typeof STYLES)[number];

/** The kinds of things that have names in the world. */
export type EntityKind = "player" | "mob" | "item" | "room" | "channel";

export type Inline =
  | string
  | { readonly t: "style"; readonly style: Style; readonly kids: readonly Inline[] }
  | { readonly t: "name"; readonly kind: EntityKind; readonly text: string }
  /** `command` is what the client sends when the link is chosen. */
  | { readonly t: "link"; readonly command: string; readonly kids: readonly Inline[] };

export interface Column {
  readonly label: string;
  readonly align?: "left" | "right";
}

export type Block =
  | { readonly t: "line"; readonly kids: readonly Inline[] }
  | { readonly t: "heading"; readonly text: string }
  | { readonly t: "list"; readonly title?: string; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly t: "table";
      readonly caption: string;
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly t: "meter"; readonly label: string; readonly value: number; readonly max: number }
  /** `grid`: rows of the drawn map, one character a cell; `words`: its complete text twin. */
  | { readonly t: "map"; readonly grid: readonly string[]; readonly words: readonly string[] };

/** One output: blocks from top to bottom. A block starts on a line of its own. */
export type Markup = readonly Block[];
