/**
 * The state of one zone: plain data, integers, Maps and arrays; nothing else survives a snapshot.
 *
 * Everything is readonly here. Only the mutators of `Mutations` write, and they can undo. Lists
 * are copied on change, so that an effect may hold one without copying it. Tables (Maps) are
 * never iterated by rules except through `sortedKeys`, because a restored table has lost the
 * order of insertion.
 */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { PrngState } from "@ambon/kernel/prng";
import type { Attributes, Direction } from "@ambon/world/definition";
import type { Input } from "./input.ts";
import type { GroupView } from "./message.ts";
import type { ItemState, PlayerState } from "./player-state.ts";
import type { SessionPart } from "./session-part.ts";

export const ZONE_SCHEMA = 1;

export interface DoorState {
  readonly open: boolean;
  readonly locked: boolean;
}

export interface RoomState {
  readonly players: readonly PlayerId[];
  readonly mobs: readonly number[];
  readonly items: readonly ItemState[];
  /** Only doors that differ from their definition. */
  readonly doors: Readonly<Partial<Record<Direction, DoorState>>>;
}

/** Somebody who can fight. */
export type Combatant =
  | { readonly c: "player"; readonly id: PlayerId }
  | { readonly c: "mob"; readonly id: number };

/** What follows from level, race, class and equipment; recomputed when one of them changes. */
export interface Derived {
  readonly maxHp: number;
  readonly maxMana: number;
  readonly attributes: Attributes;
  readonly damageMin: number;
  readonly damageMax: number;
  readonly armour: number;
  readonly dodgePermille: number;
  readonly critPermille: number;
}

/** What befell a fighter since its last own blow; see systems/round-summary. */
export interface RoundTally {
  readonly taken: number;
  readonly blows: number;
  readonly dodged: number;
}

/** What a player is doing here; systems/cooldowns.ts says what becomes of it at a border. */
export interface PlayerLive {
  readonly derived: Derived;
  readonly target: Combatant | null;
  /** Timer numbers, 0 = not armed. */
  readonly roundTimer: number;
  readonly regenTimer: number;
  /** No new flee before this zone time. */
  readonly fleeAfterMs: number;
  /** Partner of an open trade; see systems/trade. */
  readonly tradeWith: PlayerId | null;
  /** No new gossip or shout before this zone time; absent = none yet. */
  readonly talkAfterMs?: number;
  /** Absent = nothing. */
  readonly round?: RoundTally;
}

export interface PlayerEntity {
  readonly state: PlayerState;
  readonly session: SessionPart;
  readonly live: PlayerLive;
}

export interface MobState {
  readonly id: number;
  /** MobDef id. */
  readonly def: string;
  readonly room: string;
  /** Where it appeared; wanderers and hunters come back. */
  readonly home: string;
  /** Index of its spawn in ZoneDef.spawns; −1 = made by staff, does not come back. */
  readonly spawn: number;
  readonly hp: number;
  readonly maxHp: number;
  readonly target: Combatant | null;
  /** Who hurt it how much (times class threat); empty out of combat. */
  readonly threat: ReadonlyMap<PlayerId, number>;
  /** Players it remembers from a fight that was left, with the zone time of forgetting. */
  readonly grudges: ReadonlyMap<PlayerId, number>;
  /** What a scavenger has picked up. */
  readonly items: readonly ItemState[];
  /** Position in MobDef.patrol, and walking direction (+1, −1). */
  readonly patrolAt: number;
  readonly patrolStep: number;
  readonly roundTimer: number;
  readonly actTimer: number;
  readonly regenTimer: number;
}

export interface ShopState {
  /** Item id → pieces on the shelf. */
  readonly stock: Readonly<Record<string, number>>;
  /** Item ids whose restock timer runs, in order; a stored shop's timers are armed anew. */
  readonly restocking: readonly string[];
}

/** A two-sided trade, kept under the inviter's id; `systems/trade.ts` has its protocol. */
export interface TradeState {
  /** The one who invited comes first. */
  readonly parties: readonly [PlayerId, PlayerId];
  /** uids of offered items, and gold, per party. */
  readonly items: readonly [readonly string[], readonly string[]];
  readonly gold: readonly [number, number];
  readonly accepted: readonly [boolean, boolean];
  /** Zone time at which each party last changed what it offers. */
  readonly changedMs: readonly [number, number];
  /** False while it is only an invitation. */
  readonly open: boolean;
}

/** What came into being and what ceased to be, by item id or "gold". */
export interface Ledger {
  readonly minted: Readonly<Record<string, number>>;
  readonly burned: Readonly<Record<string, number>>;
}

/** The documents of `@commons`. */
export interface CommonsState {
  readonly groups: ReadonlyMap<string, GroupView>;
  /** Member → group id. */
  readonly memberOf: ReadonlyMap<PlayerId, string>;
  /** Lower-case name of the invited → who invited, and the timer that ends it. */
  readonly invites: ReadonlyMap<
    string,
    { readonly inviter: PlayerId; readonly name: string; readonly timer: number }
  >;
  /** Timer of the next roll; absent or 0 = none. */
  readonly roll?: number;
  /** Members of whom nothing was heard since the roll of this zone time; absent = none. */
  readonly unheard?: ReadonlyMap<PlayerId, number>;
}

/** What happens later. The timer table in timers.ts has one handler per `k`. */
export type TimerWhat =
  | { readonly k: "regen"; readonly player: PlayerId }
  | { readonly k: "playerRound"; readonly player: PlayerId }
  | { readonly k: "mobRound"; readonly mob: number }
  | { readonly k: "mobAct"; readonly mob: number }
  | { readonly k: "mobRegen"; readonly mob: number }
  | { readonly k: "respawn"; readonly spawn: number }
  | { readonly k: "placement"; readonly placement: number }
  | { readonly k: "decay"; readonly room: string; readonly uid: string }
  | { readonly k: "doorReset"; readonly room: string; readonly direction: Direction }
  | { readonly k: "restock"; readonly shop: string; readonly item: string }
  | { readonly k: "inviteOver"; readonly inviter: PlayerId; readonly invited: string }
  | { readonly k: "groupRoll"; readonly delayMs: number }
  | { readonly k: "groupAsk"; readonly player: PlayerId };

export interface ZoneState {
  readonly schema: number;
  readonly zone: ZoneId;
  readonly epoch: number;
  readonly seed: number;
  readonly contentHash: string;
  readonly step: number;
  /** The zone's own clock. */
  readonly clockMs: number;
  /** Where the clock would be if every due timer had run: ahead of it in a dilated zone. */
  readonly dueMs: number;
  /** Host time of the last step; only differences to it are used. */
  readonly hostMs: number;
  readonly nextUid: number;
  readonly nextTimer: number;
  readonly nextMob: number;
  readonly storeAvailable: boolean;
  /** Rooms that somebody or something has touched; the others are as defined. */
  readonly rooms: ReadonlyMap<string, RoomState>;
  readonly players: ReadonlyMap<PlayerId, PlayerEntity>;
  readonly mobs: ReadonlyMap<number, MobState>;
  readonly shops: ReadonlyMap<string, ShopState>;
  readonly trades: ReadonlyMap<PlayerId, TradeState>;
  /** Lower-case names of players here → id. */
  readonly names: ReadonlyMap<string, PlayerId>;
  readonly rng: ReadonlyMap<string, PrngState>;
  readonly ledger: Ledger;
  /** Placement index → armed timer; spawn indices are armed one timer per missing mob. */
  readonly placementTimers: ReadonlyMap<number, number>;
  /** Inputs that did not fit into a step. */
  readonly backlog: readonly Input[];
  /** Players with a socket; mobs act by themselves only while there is one. */
  readonly audience: number;
  /** Cluster-wide documents; empty in every zone but `@commons`. */
  readonly commons: CommonsState;
}

export const EMPTY_ROOM: RoomState = { players: [], mobs: [], items: [], doors: {} };
