/**
 * The immutable world: what content files become once they are loaded and checked.
 *
 * All numbers are integers: milliseconds, gold pieces, permille (parts of 1000). Ids are global
 * and written `zone:name` (`town:square`). Nothing in here changes while a world is loaded; a
 * reload makes a new WorldDefinition.
 */

export const DIRECTIONS = ["north", "east", "south", "west", "up", "down"] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const ATTRIBUTES = [
  "strength",
  "dexterity",
  "constitution",
  "intelligence",
  "wisdom",
  "charisma",
] as const;
export type Attribute = (typeof ATTRIBUTES)[number];
export type Attributes = Readonly<Record<Attribute, number>>;

export const SLOTS = [
  "head",
  "neck",
  "body",
  "hands",
  "finger",
  "weapon",
  "offhand",
  "legs",
  "feet",
] as const;
export type Slot = (typeof SLOTS)[number];

export interface DoorDef {
  /** What the player calls it: "oak door". */
  readonly name: string;
  readonly keywords: readonly string[];
  readonly state: "open" | "closed" | "locked";
  /** Item id of the key; a door without a key cannot be locked by players. */
  readonly key?: string;
}

export interface ExitDef {
  readonly to: string;
  /** Both sides of one doorway share its state when their rooms lead to each other. */
  readonly door?: DoorDef;
  readonly description?: string;
}

export interface ExtraDef {
  readonly keywords: readonly string[];
  readonly description: string;
}

export interface RoomDef {
  readonly id: string;
  /** Stable integer for clients' mappers (GMCP Room.Info.num), unique in the world. */
  readonly num: number;
  readonly zone: string;
  readonly title: string;
  readonly description: string;
  readonly terrain: string;
  readonly exits: Readonly<Partial<Record<Direction, ExitDef>>>;
  readonly extras: readonly ExtraDef[];
  /** `safe`: no fighting. `bank`: deposit and withdraw work here. `noMobs`: mobs never enter. */
  readonly flags: readonly RoomFlag[];
  /** Grid position inside the zone, derived from the exits; z counts floors. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const ROOM_FLAGS = ["safe", "bank", "noMobs", "dark"] as const;
export type RoomFlag = (typeof ROOM_FLAGS)[number];

export const ITEM_KINDS = [
  "thing",
  "weapon",
  "armour",
  "container",
  "consumable",
  "key",
  "light",
] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];

export interface ItemDef {
  readonly id: string;
  /** With article, as in a sentence: "a rusty sword". */
  readonly name: string;
  readonly keywords: readonly string[];
  /** What one sees when looking at it. */
  readonly description: string;
  /** How it lies in a room: "A rusty sword lies here." */
  readonly ground: string;
  readonly kind: ItemKind;
  readonly slot?: Slot;
  /** Gold pieces. */
  readonly value: number;
  readonly weight: number;
  readonly damage?: { readonly min: number; readonly max: number };
  readonly armour: number;
  readonly bonus: Readonly<Partial<Record<Attribute | "hp" | "mana" | "dodge" | "crit", number>>>;
  readonly container?: {
    readonly capacity: number;
    readonly closed: boolean;
    readonly locked: boolean;
    readonly key?: string;
  };
  /** Consumables: what one use does; the item is gone after `charges` uses. */
  readonly use?: {
    readonly verb: "eat" | "drink" | "use";
    readonly healHp: number;
    readonly healMana: number;
    readonly charges: number;
    readonly message: string;
  };
  /** Cannot be taken (a statue, a chest that is fixed to the floor). */
  readonly fixed: boolean;
  readonly minLevel: number;
}

export const BEHAVIOURS = [
  "sentinel",
  "wander",
  "patrol",
  "aggressive",
  "helper",
  "coward",
  "scavenger",
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export const MOB_TIERS = ["weak", "standard", "elite", "boss"] as const;
export type MobTier = (typeof MOB_TIERS)[number];

export interface MobDef {
  readonly id: string;
  readonly name: string;
  readonly keywords: readonly string[];
  readonly description: string;
  /** How it stands in a room: "A grey rat sniffs at the gutter." */
  readonly ground: string;
  readonly level: number;
  readonly tier: MobTier;
  /** All of these are computed from tier and level unless the file sets them. */
  readonly hp: number;
  readonly damage: { readonly min: number; readonly max: number };
  readonly armour: number;
  readonly dodge: number;
  readonly xp: number;
  readonly gold: { readonly min: number; readonly max: number };
  readonly behaviours: readonly Behaviour[];
  /** Rooms of a patrol, walked in order and back again. */
  readonly patrol: readonly string[];
  /** Wanderers stay within this many steps of where they appeared. */
  readonly wanderSteps: number;
  /** Cowards flee at this share of their hit points, in permille. */
  readonly fleePermille: number;
  readonly loot: readonly { readonly item: string; readonly chancePermille: number }[];
  /** Said now and then, also as the answer to `say` of a keyword. */
  readonly sayings: readonly string[];
}

export interface ShopDef {
  readonly id: string;
  readonly name: string;
  readonly room: string;
  /** The mob that keeps it; without it present the shop is closed. */
  readonly keeper: string;
  readonly stock: readonly {
    readonly item: string;
    readonly max: number;
    /** One piece comes back after this time; 0 = never. */
    readonly restockMs: number;
  }[];
  /** Permille of an item's value. */
  readonly buyPermille: number;
  readonly sellPermille: number;
  /** Kinds of items the keeper buys from players. */
  readonly buys: readonly ItemKind[];
}

export interface SpawnDef {
  readonly mob: string;
  readonly room: string;
  readonly count: number;
  readonly respawnMs: number;
}

export interface PlacementDef {
  readonly item: string;
  /** Exactly one of room and inside (a placed container's item id in the same zone). */
  readonly room?: string;
  readonly inside?: string;
  readonly count: number;
  readonly respawnMs: number;
}

export interface ZoneDef {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly levels: { readonly min: number; readonly max: number };
  /** Players that one instance is meant for; absent = the server's limit. */
  readonly capacity?: number;
  readonly rooms: readonly string[];
  readonly spawns: readonly SpawnDef[];
  readonly placements: readonly PlacementDef[];
  readonly shops: readonly string[];
}

export interface RaceDef {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: Readonly<Partial<Record<Attribute, number>>>;
}

export interface ClassDef {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: Readonly<Partial<Record<Attribute, number>>>;
  readonly hpPerLevel: number;
  readonly manaPerLevel: number;
  /** Attribute that adds to this class's blows. */
  readonly attack: Attribute;
  readonly threatPermille: number;
  readonly kit: readonly string[];
  readonly gold: number;
}

export interface HelpTopic {
  readonly keywords: readonly string[];
  readonly title: string;
  readonly body: readonly string[];
}

export interface WorldDefinition {
  readonly name: string;
  /** Changes whenever any content changes; recordings carry it. */
  readonly contentHash: string;
  /** Shown before login, one entry a line; `plain` is its twin for screen readers. */
  readonly splash: { readonly art: readonly string[]; readonly plain: readonly string[] };
  /** Where new characters begin, and where the dead wake up. */
  readonly startRoom: string;
  readonly respawnRoom: string;
  readonly zones: ReadonlyMap<string, ZoneDef>;
  readonly rooms: ReadonlyMap<string, RoomDef>;
  readonly items: ReadonlyMap<string, ItemDef>;
  readonly mobs: ReadonlyMap<string, MobDef>;
  readonly shops: ReadonlyMap<string, ShopDef>;
  readonly races: ReadonlyMap<string, RaceDef>;
  readonly classes: ReadonlyMap<string, ClassDef>;
  readonly help: readonly HelpTopic[];
}
