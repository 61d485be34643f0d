/** One seed's life: players on the engine core, crash after crash, the store's rows counted. */

import type { EngineFrame } from "@ambon/bus/frames";
import { FakeStore } from "@ambon/engine/testing/fake-store";
import type { PlayerState } from "@ambon/game/player-state";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { textOf } from "@ambon/markup/plain-text";
import type { Markup } from "@ambon/markup/tree";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { audit, countPlaces, playersIn, type ThingPlace } from "./chaos-audit.ts";
import {
  CALM,
  ChaosEngine,
  type ChaosEngineOptions,
  TICK_MS,
  type Troubles,
} from "./chaos-engine.ts";
import { ChaosMind } from "./chaos-mind.ts";
import type { ChaosMap } from "./chaos-world.ts";

export const NAMES = ["Mira", "Tom", "Ann", "Ivo", "Lena"] as const;
/** Where they begin, in the order of NAMES. */
const STARTS = ["tutorial:shore", "town:square", "town:bank", "forest:edge", "town:square"];
const CLASSES = ["breakwater", "sparkwright", "lampkeeper", "gleaner"];
const CRASH_TICKS_MIN = 20;
const CRASH_TICKS_MAX = 300;
/** Longer than an instance must have been there before it may end. */
const CROWDED_TICKS_MAX = 1200;
/** How many a zone is meant for, run by run: several instances, then far too many of them. */
const CROWDED_PLAYERS = [1, 2, 100] as const;
const PERMILLE = 1000;

export interface LifeOptions {
  readonly troubles: Troubles;
  readonly loses?: NonNullable<ChaosEngineOptions["loses"]>;
  /** Zones are meant for a few players only, so that they run several times. */
  readonly isCrowded?: boolean;
}

interface Player {
  readonly id: string;
  readonly mind: ChaosMind;
  channel: number;
  state: "out" | "joining" | "in";
  inputSeq: number;
  /** Lines acknowledged, with the tick in which they were. */
  acked: { readonly seq: number; readonly tick: number }[];
}

export interface LifeReport {
  readonly problems: readonly string[];
  readonly cuts: number;
  readonly acts: number;
  readonly lines: number;
  /** How many things the rows held at the crashes, by place. */
  readonly places: ReadonlyMap<ThingPlace, number>;
  /** Of the engines' log, how often each. */
  readonly events: ReadonlyMap<string, number>;
}

export class ChaosLife {
  readonly #map: ChaosMap;
  readonly #seed: number;
  readonly #options: LifeOptions;
  readonly #store = new FakeStore();
  readonly #players: readonly Player[];
  readonly #problems: string[] = [];
  #engine: ChaosEngine;
  #boot = 0;
  #channel = 0;
  #cuts = 0;
  #acts = 0;
  #lines = 0;
  readonly #places = new Map<ThingPlace, number>();
  readonly #events = new Map<string, number>();

  constructor(map: ChaosMap, seed: number, options: LifeOptions) {
    this.#map = map;
    this.#seed = seed;
    this.#options = options;
    this.#players = NAMES.map((name, index) => {
      const id = String(index + 1);
      this.#store.addPlayer(id, name, STARTS[index] ?? "town:square");
      const row = this.#store.row(`player/${id}`);
      const state = JSON.parse(row.state) as PlayerState;
      const kind = { race: "torrin", class: CLASSES[index % CLASSES.length] ?? "gleaner" };
      row.state = encodeCanonical({ ...state, ...kind });
      const others = NAMES.filter((other) => other !== name);
      const mind = new ChaosMind(seed * NAMES.length + index, map, others);
      return { id, mind, channel: 0, state: "out", inputSeq: 0, acked: [] };
    });
    this.#engine = this.#start(1_000_000);
  }

  /** Plays `crashes` times until a crash; stops at the first thing that is wrong. */
  play(crashes: number): LifeReport {
    const max = this.#options.isCrowded === true ? CROWDED_TICKS_MAX : CRASH_TICKS_MAX;
    for (let round = 0; round < crashes && this.#problems.length === 0; round += 1) {
      const ticks = CRASH_TICKS_MIN + this.#engine.below(max);
      for (let done = 0; done < ticks && this.#problems.length === 0; done += 1) this.#tick();
      this.#engine.crash();
      this.#audit("after a crash");
      countPlaces(this.#store.rows.values(), this.#places);
      this.#checkLoss();
      this.#acts += this.#engine.acts;
      this.#engine = this.#start(this.#engine.nowMs + TICK_MS);
    }
    return {
      problems: this.#problems,
      cuts: this.#cuts,
      acts: this.#acts,
      lines: this.#lines,
      places: this.#places,
      events: this.#events,
    };
  }

  #start(startMs: number): ChaosEngine {
    this.#boot += 1;
    for (const player of this.#players) {
      player.state = "out";
      player.acked = [];
      player.mind.forget();
    }
    const { troubles, loses, isCrowded = false } = this.#options;
    const zonePlayers = CROWDED_PLAYERS[this.#boot % CROWDED_PLAYERS.length] ?? 1;
    return new ChaosEngine({
      map: this.#map,
      seed: this.#seed * 1000 + this.#boot,
      troubles,
      store: this.#store,
      boot: `boot${this.#boot}`,
      startMs,
      ...(loses === undefined ? {} : { loses }),
      ...(isCrowded ? { zonePlayers } : {}),
      logged: (event) => void this.#events.set(event, (this.#events.get(event) ?? 0) + 1),
      receive: (frame) => this.#receive(frame),
      saved: () => {
        this.#cuts += 1;
        this.#audit("after a cut");
      },
    });
  }

  #tick(): void {
    const engine = this.#engine;
    if (engine.running) for (const player of this.#players) this.#act(player);
    engine.step();
    this.#problems.push(...engine.problems);
    engine.problems.length = 0;
  }

  #act(player: Player): void {
    const engine = this.#engine;
    const dice = engine.below(PERMILLE);
    if (player.state === "out" && dice < 200) this.#join(player);
    else if (player.state === "in" && dice < 450) this.#type(player, this.#line(player));
    else if (player.state === "in" && dice < 454) this.#type(player, "quit");
    else if (player.state === "in" && dice < 458) {
      engine.send({ f: "detach", channel: player.channel, reason: "lost" });
      player.state = "out";
    } else if (player.state === "in" && dice < 462) this.#join(player);
  }

  #join(player: Player): void {
    this.#channel += 1;
    player.channel = this.#channel;
    player.state = "joining";
    this.#engine.attach(player.channel, player.id);
  }

  #line(player: Player): string {
    return player.mind.next(this.#roomOf(player));
  }

  #roomOf({ id }: Player): string | undefined {
    for (const zone of this.#engine.zones.values()) {
      for (const [player, entity] of zone.state.players) {
        if (player === id) return entity.state.room;
      }
    }
    return undefined;
  }

  #type(player: Player, line: string): void {
    player.inputSeq += 1;
    this.#lines += 1;
    const { channel, inputSeq } = player;
    this.#engine.send({ f: "input", channel, inputSeq, line });
  }

  #receive(frame: EngineFrame): void {
    if (frame.f === "output") {
      for (const channel of frame.channels) {
        this.#onChannel(channel)?.mind.hear(textOf(frame.markup as Markup));
      }
    }
    if (frame.f === "accountReply" || frame.f === "output" || frame.f === "data") return;
    const player = this.#onChannel(frame.channel);
    if (player === undefined) return;
    if (frame.f === "attached") {
      player.state = "in";
      player.inputSeq = frame.inputSeq;
      player.acked = [];
      player.mind.forget();
    } else if (frame.f === "inputAck") {
      player.acked.push({ seq: frame.inputSeq, tick: this.#engine.tick });
    } else if (frame.f === "close" || frame.f === "attachRefused") player.state = "out";
  }

  #onChannel(channel: number): Player | undefined {
    return this.#players.find((player) => player.channel === channel);
  }

  #audit(when: string): void {
    const { problems } = audit(this.#store.rows.values());
    this.#problems.push(...problems.map((problem) => `${when}: ${problem}`));
  }

  /** With a store that answers, no line that was applied more than W before the crash is lost. */
  #checkLoss(): void {
    if (this.#options.troubles !== CALM) return;
    const oldTick = this.#engine.tick - DIRTY_AGE_MS_MAX / TICK_MS;
    for (const { id, inputSeq } of playersIn(this.#store.rows.values())) {
      const acked = this.#players.find((player) => player.id === id)?.acked ?? [];
      const old = acked.findLast(({ tick }) => tick < oldTick)?.seq ?? 0;
      if (old > inputSeq) this.#problems.push(`player ${id}: line ${old} of ${inputSeq} lost`);
    }
  }
}
