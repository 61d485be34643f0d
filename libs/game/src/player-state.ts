/**
 * The player aggregate: everything about a character that is stored, moved and inspected.
 *
 * It is plain data, integers only, and travels whole. Times are remaining milliseconds, never
 * points in time. Only the zone's mutators change it: all fields are readonly for everyone else.
 */

import type { PlayerId } from "@ambon/kernel/ids";
import type { Attribute, Slot } from "@ambon/world/definition";

export const PLAYER_SCHEMA = 1;

/** One thing that exists. Nested: what lies in a bag travels in the bag. */
export interface ItemState {
  /** Unique for ever: `zone/epoch/number` of the zone that minted it. */
  readonly uid: string;
  /** ItemDef id, or CORPSE_DEF. */
  readonly def: string;
  readonly contents?: readonly ItemState[];
  readonly closed?: boolean;
  readonly locked?: boolean;
  readonly charges?: number;
  /** Corpses: "the corpse of a grey rat", and the gold in it. */
  readonly label?: string;
  readonly gold?: number;
  /** Corpses of players: only the owner (by name, lower case) may loot. */
  readonly ownedBy?: string;
}

/** The definition id of corpses, which no content file describes. */
export const CORPSE_DEF = "@corpse";

export interface PlayerSettings {
  readonly colour: boolean;
  readonly screenReader: boolean;
  /** Room descriptions are left out when walking. */
  readonly brief: boolean;
  /** Empty = no prompt. Placeholders: %h %H %m %M %g %x %l %r %e (see `help prompt`). */
  readonly prompt: string;
  readonly autoLoot: boolean;
  /** Output classes that are not shown at all. */
  readonly muted: readonly string[];
}

export interface PlayerState {
  readonly schema: number;
  readonly id: PlayerId;
  readonly name: string;
  readonly race: string;
  readonly class: string;
  /** Room id; its zone is the player's zone. */
  readonly room: string;
  readonly level: number;
  readonly xp: number;
  readonly hp: number;
  readonly mana: number;
  readonly gold: number;
  readonly bankGold: number;
  readonly bankItems: readonly ItemState[];
  readonly inventory: readonly ItemState[];
  readonly equipment: Readonly<Partial<Record<Slot, ItemState>>>;
  /** Base values, before race, class and equipment. */
  readonly attributes: Readonly<Record<Attribute, number>>;
  /** Flee by itself below this share of hit points; 0 = never. */
  readonly wimpyPermille: number;
  readonly settings: PlayerSettings;
  readonly aliases: Readonly<Record<string, string>>;
  /** Lower-case names whose talk is not shown. */
  readonly ignores: readonly string[];
  readonly staff: boolean;
  /** True until the first zone has minted the starting kit. */
  readonly fresh: boolean;
  readonly kills: number;
  readonly deaths: number;
  /** The last line applied to this character, so that a cut says what it contains. */
  readonly inputSeq: number;
  readonly description: string;
}

/** What a creation dialogue decides. */
export interface NewPlayer {
  readonly id: PlayerId;
  readonly name: string;
  readonly race: string;
  readonly class: string;
  readonly startRoom: string;
  readonly screenReader: boolean;
}

export const DEFAULT_PROMPT = "%h/%Hhp %m/%Mmp> ";

/** A character as it is first stored; hp, mana, gold and kit are set by its first zone. */
export const newPlayerState = (player: NewPlayer): PlayerState => ({
  schema: PLAYER_SCHEMA,
  id: player.id,
  name: player.name,
  race: player.race,
  class: player.class,
  room: player.startRoom,
  level: 1,
  xp: 0,
  hp: 1,
  mana: 0,
  gold: 0,
  bankGold: 0,
  bankItems: [],
  inventory: [],
  equipment: {},
  attributes: {
    strength: 10,
    dexterity: 10,
    constitution: 10,
    intelligence: 10,
    wisdom: 10,
    charisma: 10,
  },
  wimpyPermille: 0,
  settings: {
    colour: true,
    screenReader: player.screenReader,
    brief: false,
    prompt: DEFAULT_PROMPT,
    autoLoot: false,
    muted: [],
  },
  aliases: {},
  ignores: [],
  staff: false,
  fresh: true,
  kills: 0,
  deaths: 0,
  inputSeq: 0,
  description: "",
});
