/** Definitions with defaults, for worlds made in code (tests and benchmarks). */

import type {
  ClassDef,
  ItemDef,
  MobDef,
  PlacementDef,
  RaceDef,
  RoomDef,
  ShopDef,
  SpawnDef,
  WorldDefinition,
} from "@ambon/world/definition";

export const ROOM = (id: string, num: number, more: Partial<RoomDef> = {}): RoomDef => ({
  id,
  num,
  zone: id.slice(0, id.indexOf(":")),
  title: id,
  description: "A place.",
  terrain: "field",
  exits: {},
  extras: [],
  flags: [],
  x: 0,
  y: 0,
  z: 0,
  ...more,
});

export const ITEM = (
  id: string,
  name: string,
  keywords: readonly string[],
  more: Partial<ItemDef> = {},
): ItemDef => ({
  id,
  name,
  keywords,
  description: `It is ${name}.`,
  ground: `${name} lies here.`,
  kind: "thing",
  value: 0,
  weight: 1,
  armour: 0,
  bonus: {},
  fixed: false,
  minLevel: 1,
  ...more,
});

export const MOB = (
  id: string,
  name: string,
  keywords: readonly string[],
  more: Partial<MobDef> = {},
): MobDef => ({
  id,
  name,
  keywords,
  description: `It is ${name}.`,
  ground: `${name} is here.`,
  level: 1,
  tier: "weak",
  hp: 10,
  damage: { min: 1, max: 2 },
  armour: 0,
  dodge: 0,
  xp: 10,
  gold: { min: 0, max: 0 },
  behaviours: [],
  patrol: [],
  wanderSteps: 3,
  fleePermille: 0,
  loot: [],
  sayings: [],
  ...more,
});

export const RACE = (id: string, attributes: RaceDef["attributes"] = {}): RaceDef => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  description: `A ${id}.`,
  attributes,
});

export const CLASS = (id: string, more: Partial<ClassDef> = {}): ClassDef => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  description: `A ${id}.`,
  attributes: {},
  hpPerLevel: 8,
  manaPerLevel: 4,
  attack: "strength",
  threatPermille: 1000,
  kit: [],
  gold: 0,
  ...more,
});

interface WorldParts {
  readonly startRoom: string;
  readonly respawnRoom: string;
  readonly rooms: readonly RoomDef[];
  readonly items: readonly ItemDef[];
  readonly mobs: readonly MobDef[];
  readonly zones: readonly {
    readonly id: string;
    readonly spawns: readonly SpawnDef[];
    readonly placements: readonly PlacementDef[];
  }[];
  readonly shops: readonly ShopDef[];
  readonly races: readonly RaceDef[];
  readonly classes: readonly ClassDef[];
  readonly contentHash?: string;
}

const byId = <T extends { readonly id: string }>(things: readonly T[]): ReadonlyMap<string, T> =>
  new Map(things.map((thing) => [thing.id, thing]));

export const worldOf = (parts: WorldParts): WorldDefinition => ({
  name: "Test",
  contentHash: parts.contentHash ?? "0123456789abcdef",
  splash: { art: ["TEST"], plain: ["Test."] },
  startRoom: parts.startRoom,
  respawnRoom: parts.respawnRoom,
  zones: byId(
    parts.zones.map((zone) => ({
      id: zone.id,
      name: zone.id.toUpperCase(),
      description: "A zone.",
      levels: { min: 1, max: 5 },
      rooms: parts.rooms.filter((room) => room.zone === zone.id).map((room) => room.id),
      spawns: zone.spawns,
      placements: zone.placements,
      shops: parts.shops.filter((shop) => shop.id.startsWith(`${zone.id}:`)).map((shop) => shop.id),
    })),
  ),
  rooms: byId(parts.rooms),
  items: byId(parts.items),
  mobs: byId(parts.mobs),
  shops: byId(parts.shops),
  races: byId(parts.races),
  classes: byId(parts.classes),
  help: [{ keywords: ["start", "beginning"], title: "Getting started", body: ["Look around."] }],
});
