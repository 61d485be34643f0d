/** What a zone's own row must look like; `StoredZone` as data. */

import type { PlayerId } from "@ambon/kernel/ids";
import {
  fields,
  flag,
  listOf,
  type Shape,
  tableOf,
  text,
  textAs,
  whole,
} from "@ambon/kernel/shape";
import { DIRECTIONS } from "@ambon/world/definition";
import type { GroupMember, GroupView } from "./message.ts";
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

const ID_SHAPE = textAs<PlayerId>();
const MEMBER_SHAPE = fields<GroupMember>({ id: ID_SHAPE, name: text }, {});
const GROUP_SHAPE = fields<GroupView>(
  { id: text, leader: ID_SHAPE, members: listOf(MEMBER_SHAPE) },
  {},
);

export const STORED_ZONE_SHAPE: Shape<StoredZone> = fields<StoredZone>(
  {
    schema: whole(1),
    rooms: tableOf(ROOM_SHAPE) as Shape<StoredZone["rooms"]>,
    shops: tableOf(SHOP_SHAPE) as Shape<StoredZone["shops"]>,
    ledger: fields<Ledger>({ minted: COUNTS_SHAPE, burned: COUNTS_SHAPE }, {}),
    groups: listOf(GROUP_SHAPE),
  },
  {},
);
