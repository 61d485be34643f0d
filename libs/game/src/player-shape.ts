/** What a stored character must look like; `PlayerState` as data. */

import {
  fields,
  flag,
  later,
  listOf,
  type Shape,
  tableOf,
  text,
  textAs,
  whole,
} from "@ambon/kernel/shape";
import { ATTRIBUTES, SLOTS } from "@ambon/world/definition";
import type { ItemState, PlayerSettings, PlayerState } from "./player-state.ts";

export const ITEM_SHAPE: Shape<ItemState> = fields<ItemState>(
  { uid: text, def: text },
  {
    contents: listOf(later(() => ITEM_SHAPE)),
    closed: flag,
    locked: flag,
    charges: whole(0),
    label: text,
    gold: whole(0),
    ownedBy: text,
  },
);

const SETTINGS_SHAPE: Shape<PlayerSettings> = fields<PlayerSettings>(
  {
    colour: flag,
    screenReader: flag,
    brief: flag,
    prompt: text,
    autoLoot: flag,
    muted: listOf(text),
  },
  {},
);

const ATTRIBUTES_SHAPE = fields<PlayerState["attributes"]>(
  Object.fromEntries(ATTRIBUTES.map((one) => [one, whole()])) as Record<
    (typeof ATTRIBUTES)[number],
    Shape<number>
  >,
  {},
);

export const PLAYER_SHAPE: Shape<PlayerState> = fields<PlayerState>(
  {
    schema: whole(1),
    id: textAs<PlayerState["id"]>(),
    name: text,
    race: text,
    class: text,
    room: text,
    level: whole(1),
    xp: whole(0),
    hp: whole(),
    mana: whole(),
    gold: whole(0),
    bankGold: whole(0),
    bankItems: listOf(ITEM_SHAPE),
    inventory: listOf(ITEM_SHAPE),
    equipment: tableOf(ITEM_SHAPE, SLOTS),
    attributes: ATTRIBUTES_SHAPE,
    wimpyPermille: whole(0),
    settings: SETTINGS_SHAPE,
    aliases: tableOf(text) as Shape<PlayerState["aliases"]>,
    ignores: listOf(text),
    staff: flag,
    fresh: flag,
    kills: whole(0),
    deaths: whole(0),
    inputSeq: whole(0),
    description: text,
  },
  {},
);
