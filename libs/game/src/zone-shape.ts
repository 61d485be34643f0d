/** What a zone's own row must look like; `StoredZone` as data. */

import { fields, flag, listOf, type Shape, tableOf, text, whole } from "@ambon/kernel/shape";
import { DIRECTIONS } from "@ambon/world/definition";
import { ITEM_SHAPE } from "./player-shape.ts";
import type { DoorState, Ledger, ShopState } from "./state.ts";
import type { StoredRoom, StoredZone } from "./stored-zone.ts";

const COUNTS_SHAPE = tableOf(whole()) as Shape<Ledger["minted"]>;
const DOOR_SHAPE = fields<DoorState>({ open: flag, locked: flag }, {});
const ROOM_SHAPE = fields<StoredRoom>(
  {},
  { items: listOf(ITEM_SHAPE), doors: tableOf(DOOR_SHAPE, DIRECTIONS) },
);
const SHOP_SHAPE = fields<ShopState>({ stock: COUNTS_SHAPE, restocking: listOf(text) }, {});

export const STORED_ZONE_SHAPE: Shape<StoredZone> = fields<StoredZone>(
  {
    schema: whole(1),
    rooms: tableOf(ROOM_SHAPE) as Shape<StoredZone["rooms"]>,
    shops: tableOf(SHOP_SHAPE) as Shape<StoredZone["shops"]>,
    ledger: fields<Ledger>({ minted: COUNTS_SHAPE, burned: COUNTS_SHAPE }, {}),
  },
  {},
);
