/** Definitions of things that no content file describes. */

import type { ItemDef } from "@ambon/world/definition";
import { CORPSE_DEF } from "./player-state.ts";

const plain = (id: string, name: string, keywords: readonly string[]): ItemDef => ({
  id,
  name,
  keywords,
  description: "There is nothing special about it.",
  ground: `${name.charAt(0).toUpperCase()}${name.slice(1)} lies here.`,
  kind: "thing",
  value: 0,
  weight: 1,
  armour: 0,
  bonus: {},
  fixed: false,
  minLevel: 1,
});

const CORPSE: ItemDef = {
  ...plain(CORPSE_DEF, "a corpse", ["corpse", "body"]),
  description: "It will not get up again.",
  kind: "container",
  container: { capacity: 100, closed: false, locked: false },
  fixed: true,
};

/** The definition id of gold that lies somewhere: `gold` pieces, and a label that says so. */
export const GOLD_DEF = "@gold";

const PILE: ItemDef = {
  ...plain(GOLD_DEF, "a pile of gold", ["gold", "pile", "money"]),
  description: "Gold pieces. Nobody's, for the moment.",
};

const faded = new Map<string, ItemDef>();
const MAX_FADED = 1000;

/** The corpse, a pile of gold, or a stand-in for a thing whose definition has left the content. */
export const unknownItem = (id: string): ItemDef => {
  if (id === CORPSE_DEF) return CORPSE;
  if (id === GOLD_DEF) return PILE;
  let def = faded.get(id);
  if (def === undefined) {
    def = plain(id, "a faded thing", ["faded", "thing"]);
    if (faded.size < MAX_FADED) faded.set(id, def);
  }
  return def;
};
