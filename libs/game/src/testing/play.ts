/**
 * Plays a small cluster of zones in virtual time: what the engine does with effects, in its
 * simplest form. Rules are tested through it as players use them: by lines, reading text.
 */

import { encodeCanonical } from "@ambon/kernel/canonical";
import {
  instanceOf,
  type PlayerId,
  playerId,
  templateOf,
  type ZoneId,
  zoneId,
} from "@ambon/kernel/ids";
import { renderPlain } from "@ambon/markup/render-plain";
import type { WorldDefinition } from "@ambon/world/definition";
import type { Effect, Mail } from "../effect.ts";
import { type Input, type InputBody, SOURCE } from "../input.ts";
import { COMMONS, type MessageBody } from "../message.ts";
import { newPlayerState, type PlayerState } from "../player-state.ts";
import { newSessionPart } from "../session-part.ts";
import type { PlayerEntity } from "../state.ts";
import type { StoredZone } from "../stored-zone.ts";
import type { WorldLibrary } from "../world-library.ts";
import { Zone } from "../zone.ts";

const WIDTH = 200;
const MAX_EVENTS = 10_000;
const MAX_ROUNDS = 50;

type Shown = Extract<Effect, { e: "output" }>;

/** One player at the keyboard. */
export class TestPlayer {
  readonly id: PlayerId;
  readonly name: string;
  readonly #play: TestPlay;
  readonly #shown: Shown[] = [];
  /** All data packages, newest last. */
  readonly data: { readonly package: string; readonly value: unknown }[] = [];
  left: Extract<Effect, { e: "left" }> | undefined;
  #seq = 0;

  constructor(play: TestPlay, id: PlayerId, name: string) {
    this.#play = play;
    this.id = id;
    this.name = name;
  }

  /** Types a line, lets everything settle, and answers what was read since the last call. */
  types(line: string): string {
    this.#seq += 1;
    this.#play.input(this.id, { i: "line", player: this.id, text: line, inputSeq: this.#seq });
    this.#play.settle();
    return this.reads();
  }

  /** What was read since the last call. */
  reads(): string {
    return this.takes()
      .map((shown) => renderPlain(shown.markup, WIDTH).trimEnd())
      .join("\n");
  }

  /** The same as effects. */
  takes(): Shown[] {
    return this.#shown.splice(0);
  }

  get entity(): PlayerEntity {
    const zone = this.#play.zoneOf(this.id);
    const entity = zone.state.players.get(this.id);
    if (entity === undefined) throw new Error(`${this.name} is not in the world`);
    return entity;
  }

  get state(): PlayerState {
    return this.entity.state;
  }

  shown(effect: Shown): void {
    this.#shown.push(effect);
  }
}

export class TestPlay {
  /** The newest content. */
  world: WorldDefinition;
  readonly #worlds: Map<string, WorldDefinition>;
  readonly #library: WorldLibrary;
  nowMs = 1_000_000;
  readonly zones = new Map<ZoneId, Zone>();
  /** Every effect of every zone, for assertions on what players do not read. */
  readonly effects: Effect[] = [];
  readonly #players = new Map<PlayerId, TestPlayer>();
  readonly #where = new Map<PlayerId, ZoneId>();
  readonly #inbox = new Map<ZoneId, Input[]>();
  #sourceSeq = 0;

  /** Handlers that threw; a test that expects none gets the first one as an exception. */
  readonly faults: Extract<Effect, { e: "fault" }>[] = [];
  readonly #expectFaults: boolean;

  /** `more`: instances beyond the first of each zone. */
  constructor(
    world: WorldDefinition,
    seed = 1,
    expectFaults = false,
    more: readonly ZoneId[] = [],
  ) {
    this.world = world;
    this.#expectFaults = expectFaults;
    const worlds = new Map([[world.contentHash, world]]);
    this.#worlds = worlds;
    const library: WorldLibrary = { current: world, get: (hash) => worlds.get(hash) };
    this.#library = library;
    const first = [...world.zones.keys()].map((id) => zoneId(id, 1));
    for (const zone of [...first, COMMONS, ...more]) {
      this.zones.set(zone, Zone.create(library, { zone, epoch: 1, seed, nowMs: this.nowMs }));
    }
  }

  /** A new character, or one with the given state, enters the world. */
  login(name: string, more: Partial<PlayerState> = {}): TestPlayer {
    const id = playerId(String(1000 + this.#players.size));
    const born = newPlayerState({
      id,
      name,
      race: [...this.world.races.keys()][0] ?? "",
      class: [...this.world.classes.keys()][0] ?? "",
      startRoom: this.world.startRoom,
      screenReader: false,
    });
    const player = new TestPlayer(this, id, name);
    this.#players.set(id, player);
    this.comesBack(player, { ...born, ...more });
    player.reads();
    return player;
  }

  /** A player of whom a crash has left the row. */
  comesBack({ id }: TestPlayer, state: PlayerState): void {
    const { room } = state;
    this.#where.set(id, this.zoneFor(room));
    this.input(id, { i: "arrive", state, session: newSessionPart(), room, from: null });
    this.settle();
  }

  /** A crash takes the zone with all who are in it; it starts from its row, when there is one. */
  crash(zone: ZoneId, stored?: StoredZone): void {
    for (const [id, where] of this.#where) if (where === zone) this.#where.delete(id);
    this.#inbox.delete(zone);
    const { epoch, seed } = (this.zones.get(zone) as Zone).state;
    const row = stored === undefined ? {} : { stored: encodeCanonical(stored) };
    const start = { zone, epoch: epoch + 1, seed, nowMs: this.nowMs, ...row };
    this.zones.set(zone, Zone.create(this.#library, start));
  }

  /** New content for all running zones; its hash must differ. */
  reload(world: WorldDefinition): void {
    this.world = world;
    this.#worlds.set(world.contentHash, world);
    for (const zone of this.zones.keys()) {
      this.post(zone, { i: "reload", contentHash: world.contentHash });
    }
    this.settle();
  }

  zoneFor(room: string): ZoneId {
    return zoneId(this.world.rooms.get(room)?.zone ?? "", 1);
  }

  zoneOf(id: PlayerId): Zone {
    const zone = this.zones.get(this.#where.get(id) as ZoneId);
    if (zone === undefined) throw new Error(`player ${id} is nowhere`);
    return zone;
  }

  /** The running instance of a template. */
  zone(template: string): Zone {
    const zone = this.zones.get(zoneId(template, 1));
    if (zone === undefined) throw new Error(`no zone ${template}`);
    return zone;
  }

  /** Queues an input for the zone in which this player is. */
  input(id: PlayerId, body: InputBody): void {
    this.post(this.#where.get(id) as ZoneId, body);
  }

  post(zone: ZoneId, body: InputBody): void {
    this.#sourceSeq += 1;
    const source = { class: SOURCE.session, id: "test", seq: this.#sourceSeq };
    this.#inbox.set(zone, [...(this.#inbox.get(zone) ?? []), { source, body }]);
  }

  /** Steps all zones at the present time until nothing is on its way. */
  settle(): void {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      let quiet = true;
      for (const [id, zone] of this.zones) {
        const inputs = this.#inbox.get(id) ?? [];
        this.#inbox.delete(id);
        if (inputs.length === 0 && !zone.hasWork(this.nowMs)) continue;
        quiet = false;
        for (const effect of zone.step(this.nowMs, inputs, MAX_EVENTS).effects) {
          this.#route(id, effect);
        }
      }
      if (quiet) return;
    }
    throw new Error("the zones do not come to rest");
  }

  /** Lets time pass in ticks of 100 ms. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    while (this.nowMs < end) {
      this.nowMs = Math.min(end, this.nowMs + 100);
      this.settle();
    }
  }

  #route(from: ZoneId, effect: Effect): void {
    this.effects.push(effect);
    switch (effect.e) {
      case "output":
        for (const id of effect.to) {
          if (effect.except?.includes(id) !== true) this.#players.get(id)?.shown(effect);
        }
        return;
      case "data":
        for (const id of effect.to) this.#players.get(id)?.data.push(effect);
        return;
      case "transfer":
        return this.#transfer(from, effect);
      case "left": {
        const player = this.#players.get(effect.state.id);
        if (player !== undefined) player.left = effect;
        this.#where.delete(effect.state.id);
        return;
      }
      case "message":
        return this.#message(effect);
      case "astray":
        return this.#astray(effect.input);
      case "query":
        return effect.query === "who" ? this.#who(effect) : this.#instances(from, effect);
      case "fault":
        this.faults.push(effect);
        if (this.#expectFaults) return;
        throw new Error(`${effect.at} ${effect.what}: ${effect.error}`);
    }
  }

  #transfer(from: ZoneId, effect: Extract<Effect, { e: "transfer" }>): void {
    const { state, session, room, direction, instance } = effect;
    const to = instance ?? this.zoneFor(room);
    this.#where.set(state.id, to);
    const origin = { zone: from, direction };
    this.post(to, { i: "arrive", state, session, room, from: origin });
  }

  #message(effect: Extract<Effect, { e: "message" }>): void {
    const { address, id, body } = effect;
    if (address.to === "zone") {
      if (!this.zones.has(address.zone)) {
        return this.#undeliverable(effect.sender, address.zone, body, id.zone);
      }
      return this.post(address.zone, { i: "message", id, player: null, body });
    }
    if (address.to === "world") {
      for (const zone of this.zones.keys()) {
        if (templateOf(zone) !== "@commons")
          this.post(zone, { i: "message", id, player: null, body });
      }
      return;
    }
    const player = [...this.#players.values()].find(
      (one) => one.name.toLowerCase() === address.name.toLowerCase() && this.#where.has(one.id),
    );
    if (player === undefined)
      return this.#undeliverable(effect.sender, address.name, body, id.zone);
    const { sender } = effect;
    const { name } = address;
    this.input(player.id, { i: "message", id, player: player.id, body, sender, name });
  }

  /** As the engine does it: after the player, or back to the sender. */
  #astray(mail: Mail): void {
    const zone = mail.player === null ? undefined : this.#where.get(mail.player);
    if (zone !== undefined) return this.post(zone, mail);
    if (mail.i === "undeliverable") return;
    const { sender = null, name = "", body, id } = mail;
    this.#undeliverable(sender, name, body, id.zone);
  }

  /** As the engine does it: to wherever the sender is now; nobody is told without a sender. */
  #undeliverable(player: PlayerId | null, name: string, body: MessageBody, zone: ZoneId): void {
    if (player === null) return;
    const where = this.#where.get(player) ?? zone;
    this.post(where, { i: "undeliverable", player, name, body });
  }

  /** As the engine does it, with room for everybody. */
  #instances(from: ZoneId, { player, to }: Extract<Effect, { query: "instances" }>): void {
    const template = templateOf(from);
    const instances = [...this.zones]
      .filter(([id]) => templateOf(id) === template)
      .map(([id, zone]) => {
        return { number: instanceOf(id), players: zone.players().length, isOpen: true };
      });
    if (to === undefined) return this.input(player, { i: "instances", player, instances });
    const isThere = instances.some(({ number }) => number === to);
    const problem = isThere ? (to === instanceOf(from) ? "here" : undefined) : "none";
    if (problem === undefined)
      this.input(player, { i: "switch", player, to: zoneId(template, to) });
    else this.input(player, { i: "instances", player, instances, problem });
  }

  #who({ player, as }: Extract<Effect, { query: "who" }>): void {
    const players = [...this.#where.keys()].flatMap((id) => {
      const entity = this.zoneOf(id).state.players.get(id);
      if (entity === undefined) return [];
      const { name, level, race, class: cls, staff } = entity.state;
      const zone = this.world.zones.get(templateOf(this.#where.get(id) as ZoneId))?.name ?? "";
      return [{ name, level, race, class: cls, zone, afk: entity.session.afk !== null, staff }];
    });
    this.input(player, { i: "roster", player, players, ...(as === undefined ? {} : { as }) });
  }
}
