/**
 * What a handler works with: the zone's state, its mutators, dice, timers, ledger and effects.
 *
 * Rules are functions `(z: ZoneContext, …)`. They read `z.state` freely and write only through
 * the methods here; when one throws, everything it did is undone.
 */

import { assert } from "@ambon/kernel/assert";
import { hash32 } from "@ambon/kernel/hash";
import type { PlayerId } from "@ambon/kernel/ids";
import { templateOf } from "@ambon/kernel/ids";
import { between, type PrngState, seedPrng } from "@ambon/kernel/prng";
import type { TimerQueue } from "@ambon/kernel/timer-queue";
import type { ItemDef, MobDef, RoomDef, WorldDefinition, ZoneDef } from "@ambon/world/definition";
import { StepStart } from "./before.ts";
import type { Effect } from "./effect.ts";
import { unknownItem } from "./item-defs.ts";
import type { Address, GroupView, MessageBody } from "./message.ts";
import { Mutations } from "./mutations.ts";
import type { ItemState, PlayerState } from "./player-state.ts";
import type { SessionPart } from "./session-part.ts";
import {
  EMPTY_ROOM,
  type Ledger,
  type MobState,
  type PlayerEntity,
  type PlayerLive,
  type RoomState,
  type TimerWhat,
  type ZoneState,
} from "./state.ts";

/** What must be told to a player at the end of the step; bits. */
export const TOUCH = {
  prompt: 1,
  vitals: 2,
  status: 4,
  room: 8,
  roomPlayers: 16,
  inventory: 32,
  roomItems: 64,
  name: 128,
  group: 256,
  /** Attributes and maxima. */
  stats: 512,
  worth: 1024,
  /** Somebody reads from the beginning: lists whole, and what never changes. */
  full: 2048,
} as const;

export const TOUCH_ALL = 4095;

/** Purposes of random streams: a new kind of roll gets a stream of its own. */
export type Purpose = "combat" | "loot" | "mobs" | "spawn" | "flee" | "words";

export class ZoneContext {
  world: WorldDefinition;
  readonly state: ZoneState;
  readonly mutations: Mutations<TimerWhat>;
  /** Effects of this step, in order; the running handler's are cut off when it throws. */
  effects: Effect[] = [];
  /** Player → TOUCH bits, room → TOUCH bits; of this step only. */
  readonly touched = new Map<PlayerId, number>();
  readonly touchedRooms = new Map<string, number>();
  readonly before = new StepStart();
  /** Groups of which a member has left the zone in this step, by their id. */
  readonly leftGroups = new Map<string, GroupView>();
  /** Aggregates to be stored again; a mark of an undone handler costs one needless write. */
  readonly dirtyPlayers = new Set<PlayerId>();
  zoneIsDirty = false;
  readonly #timers: TimerQueue<TimerWhat>;

  constructor(world: WorldDefinition, state: ZoneState, timers: TimerQueue<TimerWhat>) {
    this.world = world;
    this.state = state;
    this.#timers = timers;
    this.mutations = new Mutations(timers);
  }

  get nowMs(): number {
    return this.state.clockMs;
  }

  /** Undefined in a zone that content does not know (`@commons`). */
  get zoneDef(): ZoneDef | undefined {
    return this.world.zones.get(templateOf(this.state.zone));
  }

  // ---- looking things up -------------------------------------------------------------------

  player(id: PlayerId): PlayerEntity | undefined {
    return this.state.players.get(id);
  }

  playerNamed(name: string): PlayerEntity | undefined {
    const id = this.state.names.get(name.toLowerCase());
    return id === undefined ? undefined : this.state.players.get(id);
  }

  mob(id: number): MobState | undefined {
    return this.state.mobs.get(id);
  }

  room(id: string): RoomState {
    return this.state.rooms.get(id) ?? EMPTY_ROOM;
  }

  /** Throws for a room that is not in the world: a rule followed a wrong id. */
  roomDef(id: string): RoomDef {
    const def = this.world.rooms.get(id);
    assert(def !== undefined, `no room ${id}`);
    return def;
  }

  /** True for rooms that this zone runs. */
  isHere(room: string): boolean {
    return this.world.rooms.get(room)?.zone === templateOf(this.state.zone);
  }

  /** Never fails: things whose definition was removed from content are still things. */
  itemDef(item: ItemState | string): ItemDef {
    const id = typeof item === "string" ? item : item.def;
    return this.world.items.get(id) ?? unknownItem(id);
  }

  mobDef(mob: MobState): MobDef {
    const def = this.world.mobs.get(mob.def);
    assert(def !== undefined, `no mob ${mob.def}`);
    return def;
  }

  // ---- writing -----------------------------------------------------------------------------

  setPlayer<K extends keyof PlayerState>(who: PlayerEntity, key: K, value: PlayerState[K]): void {
    if (key === "inventory" || key === "equipment") this.before.keepThings(who);
    this.mutations.set(who.state, key, value);
    this.dirtyPlayers.add(who.state.id);
  }

  setLive<K extends keyof PlayerLive>(who: PlayerEntity, key: K, value: PlayerLive[K]): void {
    this.mutations.set(who.live, key, value);
  }

  setSession<K extends keyof SessionPart>(who: PlayerEntity, key: K, value: SessionPart[K]): void {
    this.mutations.set(who.session, key, value);
  }

  setMob<K extends keyof MobState>(mob: MobState, key: K, value: MobState[K]): void {
    this.mutations.set(mob, key, value);
  }

  setRoom<K extends keyof RoomState>(id: string, key: K, value: RoomState[K]): void {
    let room = this.state.rooms.get(id);
    if (room === undefined) {
      assert(this.world.rooms.has(id), `no room ${id}`);
      room = { ...EMPTY_ROOM };
      this.mutations.put(this.state.rooms, id, room);
    }
    if (key !== "doors" && room.players.length > 0) this.#keepRoom(id, room);
    this.mutations.set(room, key, value);
    if (key === "items" || key === "doors") this.dirtyZone();
  }

  #keepRoom(id: string, { players, mobs, items }: RoomState): void {
    this.before.keepRoom(id, () => ({
      players: players.flatMap((one) => this.player(one) ?? []),
      mobs: mobs.flatMap((one) => this.mob(one) ?? []),
      items,
    }));
  }

  /** The zone's own row (ground, doors, stock, ledger, groups) must be stored again. */
  dirtyZone(): void {
    this.zoneIsDirty = true;
  }

  // ---- time and chance ---------------------------------------------------------------------

  /** Arms a timer in `delayMs` of zone time; answers its number, never 0. */
  after(delayMs: number, what: TimerWhat): number {
    const seq = this.state.nextTimer;
    this.mutations.set(this.state, "nextTimer", seq + 1);
    this.mutations.addTimer({ due: this.state.clockMs + Math.max(1, delayMs), seq, what });
    return seq;
  }

  /** 0 and timers that have run are ignored. */
  cancel(timer: number): void {
    if (timer !== 0) this.mutations.cancelTimer(timer);
  }

  /** Milliseconds of zone time until this timer is due; 0 when there is none. */
  leftMs(timer: number): number {
    return this.#timers.leftMs(timer, this.state.clockMs);
  }

  /** Uniform in min … max, both included. */
  roll(purpose: Purpose, min: number, max: number): number {
    const stream = this.#stream(purpose);
    this.mutations.noteDraw(stream);
    return between(stream, min, max);
  }

  /** True in `permille` of 1000 cases. */
  chance(purpose: Purpose, permille: number): boolean {
    return permille > 0 && this.roll(purpose, 1, 1000) <= permille;
  }

  #stream(purpose: Purpose): PrngState {
    let stream = this.state.rng.get(purpose);
    if (stream === undefined) {
      stream = seedPrng(hash32(`${this.state.seed}/${this.state.zone}/${purpose}`));
      this.mutations.put(this.state.rng, purpose, stream);
    }
    return stream;
  }

  // ---- what comes into being and ceases ----------------------------------------------------

  /** A new thing, entered in the ledger. The caller must put it somewhere. */
  mint(def: string, more: Omit<ItemState, "uid" | "def"> = {}): ItemState {
    const number = this.state.nextUid;
    this.mutations.set(this.state, "nextUid", number + 1);
    this.#enter("minted", def, 1);
    return { uid: `${this.state.zone}/${this.state.epoch}/${number}`, def, ...more };
  }

  /** The thing and all in it cease to be. The caller must have taken it from where it was. */
  burn(item: ItemState): void {
    this.#enter("burned", item.def, 1);
    if (item.gold !== undefined) this.burnGold(item.gold);
    for (const inner of item.contents ?? []) this.burn(inner);
  }

  /** The caller must put it somewhere. */
  mintGold(amount: number): number {
    if (amount > 0) this.#enter("minted", "gold", amount);
    return amount;
  }

  burnGold(amount: number): void {
    if (amount > 0) this.#enter("burned", "gold", amount);
  }

  #enter(side: "minted" | "burned", key: string, amount: number): void {
    const book = this.state.ledger[side] as Record<string, number>;
    this.mutations.set(book, key, (book[key] ?? 0) + amount);
    this.dirtyZone();
  }

  /** The books of another instance, which ends, go on in this one's. */
  mergeLedger(ledger: Ledger): void {
    for (const side of ["minted", "burned"] as const) {
      for (const key of Object.keys(ledger[side]).sort()) {
        this.#enter(side, key, ledger[side][key] ?? 0);
      }
    }
  }

  // ---- telling -----------------------------------------------------------------------------

  emit(effect: Effect): void {
    this.effects.push(effect);
  }

  /** At the end of the step this player gets a prompt and fresh data. Bits of TOUCH. */
  touch(who: PlayerEntity, bits: number): void {
    this.touched.set(who.state.id, (this.touched.get(who.state.id) ?? 0) | bits);
  }

  /** The same for everyone in a room. */
  touchRoom(room: string, bits: number): void {
    this.touchedRooms.set(room, (this.touchedRooms.get(room) ?? 0) | bits);
  }

  /** Value has moved between parties: their output waits until it is durable. */
  classA(...parties: readonly PlayerId[]): void {
    this.emit({ e: "classA", parties });
  }

  send(address: Address, sender: PlayerId | null, body: MessageBody): void {
    const { zone, epoch, step } = this.state;
    const id = { zone, epoch, step, index: this.effects.length };
    this.emit({ e: "message", id, address, sender, body });
  }

  // ---- the frame of a handler --------------------------------------------------------------

  /** Runs a handler; on a throw undoes it and answers the error. */
  guard(run: () => void): unknown {
    const mark = this.effects.length;
    try {
      run();
      this.mutations.commit();
      return undefined;
    } catch (error) {
      this.mutations.rollback();
      this.effects.length = mark;
      return error ?? new Error("thrown without a value");
    }
  }

  /** Live timers in running order, for snapshots. */
  timers(): ReturnType<TimerQueue<TimerWhat>["toArray"]> {
    return this.#timers.toArray();
  }
}
