/** Schema of a zone file: its rooms, items, mobs, and what appears where. */
import { ITEM_KINDS } from "./definition.ts";
import { ITEM } from "./item-schema.ts";
import * as limits from "./limits.ts";
import { MOB } from "./mob-schema.ts";
import { ROOM } from "./room-schema.ts";
import {
  type Infer,
  list,
  located,
  mapOf,
  object,
  optional,
  required,
  standard,
} from "./schema.ts";
import {
  duration,
  idComplaint,
  int,
  line,
  oneOf,
  permille,
  prose,
  range,
  ref,
} from "./schema-scalars.ts";

const SECOND_MS = 1000;
const SPAWN_RESPAWN_MS = 120 * SECOND_MS;
const PLACEMENT_RESPAWN_MS = 600 * SECOND_MS;
const RESTOCK_MS = 300 * SECOND_MS;

const SPAWN = object("spawn", {
  mob: required(located(ref("mob")), "What appears."),
  room: required(located(ref("room")), "Where, a room of this zone."),
  count: standard(int(1, limits.SPAWN_COUNT_MAX), 1, "How many of it."),
  respawn: standard(duration(SECOND_MS), SPAWN_RESPAWN_MS, "When a dead one comes back.", "2m"),
});
export type RawSpawn = Infer<typeof SPAWN>;

const PLACEMENT = object("placement", {
  item: required(located(ref("item")), "What lies there."),
  room: optional(located(ref("room")), "Where, a room of this zone; or `inside`."),
  inside: optional(located(ref("item")), "A placed container of this zone; or `room`."),
  count: standard(int(1, limits.PLACEMENT_COUNT_MAX), 1, "How many of it."),
  respawn: standard(
    duration(0),
    PLACEMENT_RESPAWN_MS,
    "When it comes back after it was taken; 0 is never.",
    "10m",
  ),
});
export type RawPlacement = Infer<typeof PLACEMENT>;

const STOCK = object("stock", {
  item: required(located(ref("item")), "What is sold."),
  max: standard(int(1, limits.BONUS_MAX), 10, "Pieces on the shelf."),
  restock: standard(duration(0), RESTOCK_MS, "When one piece comes back; 0 is never.", "5m"),
});

const SHOP = object("shop", {
  name: required(line(limits.NAME_CHARS_MAX), "Name over the door."),
  room: required(located(ref("room")), "Where it is, a room of this zone; one shop a room."),
  keeper: required(located(ref("mob")), "A mob of this zone; without it the shop is closed."),
  buy: standard(permille(10_000), 1000, "What players pay, of an item's value.", "100%"),
  sell: standard(
    located(permille(10_000)),
    undefined,
    "What players get, of an item's value.",
    "50%",
  ),
  buys: standard(
    list(oneOf(ITEM_KINDS), ITEM_KINDS.length, "kinds of item"),
    [],
    "Kinds that the keeper buys from players.",
    "none",
  ),
  stock: standard(list(STOCK, limits.STOCK_MAX, "stock"), [], "What is for sale.", "none"),
});
export type RawShop = Infer<typeof SHOP>;

const room = (id: string): string | undefined => idComplaint("room", id);
const item = (id: string): string | undefined => idComplaint("item", id);
const mob = (id: string): string | undefined => idComplaint("mob", id);
const shop = (id: string): string | undefined => idComplaint("shop", id);

export const ZONE_FILE = object("zones/ZONE.yaml", {
  zone: required(located(line(limits.ID_CHARS_MAX)), "Id of the zone, the same as the file name."),
  name: required(line(limits.NAME_CHARS_MAX), "Name shown to players."),
  description: required(prose(limits.PROSE_CHARS_MAX), "What kind of place it is."),
  levels: required(range(1, limits.LEVEL_MAX), "Levels of characters it is meant for."),
  capacity: optional(
    int(1, limits.CAPACITY_MAX),
    "Players that one instance of it is meant for; without it the server's ZONE_PLAYERS.",
  ),
  rooms: required(mapOf("room", room, ROOM, limits.ROOMS_PER_ZONE_MAX), "Rooms."),
  items: standard(mapOf("item", item, ITEM, limits.ITEMS_PER_ZONE_MAX), [], "Items.", "none"),
  mobs: standard(mapOf("mob", mob, MOB, limits.MOBS_PER_ZONE_MAX), [], "Mobs.", "none"),
  spawns: standard(
    list(SPAWN, limits.SPAWNS_PER_ZONE_MAX, "spawns"),
    [],
    "Mobs that appear.",
    "none",
  ),
  placements: standard(
    list(PLACEMENT, limits.PLACEMENTS_PER_ZONE_MAX, "placements"),
    [],
    "Items that lie about.",
    "none",
  ),
  shops: standard(mapOf("shop", shop, SHOP, limits.SHOPS_PER_ZONE_MAX), [], "Shops.", "none"),
});
export type RawZone = Infer<typeof ZONE_FILE>;
