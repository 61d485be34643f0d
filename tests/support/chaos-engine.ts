/**
 * The real engine core and the real zones on a store in memory, tick by tick, with everything that
 * may go wrong between them drawn from a seed: cuts are answered late, refused, or of unknown
 * outcome; claims fail; sockets are lost and come back; the engine is thrown away at any tick, with
 * the cut under way written or not, and another starts from the rows.
 *
 * It knows at which tick each player last took part in an act of class A, and which tick's edge
 * the store has. `problems` collects what was shown to somebody before the store had it.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { Engine } from "@ambon/engine/engine";
import type { EngineEffect } from "@ambon/engine/engine-effect";
import type { InboxRecord, StoreCall, StoreReply } from "@ambon/engine/inbox";
import type { RunningZone, ZoneStart } from "@ambon/engine/running-zone";
import { FakeDesk } from "@ambon/engine/testing/fake-desk";
import type { FakeStore } from "@ambon/engine/testing/fake-store";
import type { Effect } from "@ambon/game/effect";
import type { PlayerState } from "@ambon/game/player-state";
import { worldLibrary } from "@ambon/game/world-library";
import { Zone } from "@ambon/game/zone";
import { zoneId } from "@ambon/kernel/ids";
import { limitsWith } from "@ambon/kernel/limits";
import { silentMetrics } from "@ambon/kernel/ports";
import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import { ok } from "@ambon/kernel/result";
import type { Cut, CutResult } from "@ambon/persistence/store";
import type { ChaosMap } from "./chaos-world.ts";

export const TICK_MS = 100;
const GATEWAY = "g1";
const CUT_DELAY_TICKS_MAX = 6;
const CALL_DELAY_TICKS_MAX = 3;
/** Long enough link-dead to be fetched back, short enough to be taken out now and then. */
const GRACE_MS = 3000;
const PERCENT = 100;
/** Characters of what was shown, in a problem. */
const SHOWN_MAX = 200;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

interface Later {
  readonly atTick: number;
  readonly run: () => void;
}

/** How often things fail, in percent. */
export interface Troubles {
  readonly cutRefused: number;
  readonly cutUnknown: number;
  readonly callFails: number;
}

export const CALM: Troubles = { cutRefused: 0, cutUnknown: 0, callFails: 0 };
export const STORMY: Troubles = { cutRefused: 6, cutUnknown: 4, callFails: 8 };

export interface ChaosEngineOptions {
  readonly map: ChaosMap;
  readonly seed: number;
  readonly troubles: Troubles;
  readonly store: FakeStore;
  readonly boot: string;
  readonly startMs: number;
  /** Frames to the gateway, after they were checked. */
  readonly receive: (frame: EngineFrame) => void;
  /** The store has taken a cut. */
  readonly saved: () => void;
  /** How many players a zone is meant for; the default of the limit if not given. */
  readonly zonePlayers?: number;
  /** Events of the engine's log. */
  readonly logged: (event: string) => void;
  /** Effects that get lost between zone and engine: a defect, to see that it is found. */
  readonly loses?: (effect: Effect) => boolean;
}

export class ChaosEngine {
  readonly problems: string[] = [];
  readonly zones = new Map<string, Zone>();
  tick = 0;
  nowMs: number;
  /** The tick at whose edge the state in the store was true. */
  savedTick = 0;
  acts = 0;
  readonly #options: ChaosEngineOptions;
  readonly #rng: PrngState;
  readonly #engine: Engine;
  /** Player → ticks of acts of class A. */
  readonly #actTicks = new Map<string, number[]>();
  /** What is shown → the tick in which a zone said it. */
  readonly #saidTick = new WeakMap<object, number>();
  /** Channel → player. */
  readonly #players = new Map<number, string>();
  #inbox: InboxRecord[] = [];
  #later: Later[] = [];
  /** The cut the store has not answered yet. */
  #underWay: (() => void) | undefined;

  constructor(options: ChaosEngineOptions) {
    const { map, seed, zonePlayers } = options;
    const crowd = zonePlayers === undefined ? {} : { ZONE_PLAYERS: zonePlayers };
    this.#options = options;
    this.#rng = seedPrng(seed);
    this.nowMs = options.startMs;
    const library = worldLibrary(map.world);
    this.#engine = new Engine({
      engine: "engine-1",
      boot: options.boot,
      limits: limitsWith({ SESSION_GRACE_MS: GRACE_MS, ...crowd }),
      world: () => map.world,
      zones: (start) => this.#watched(Zone.create(library, start), start),
      hosted: [...map.world.zones.keys(), "@commons"].map((id) => zoneId(id, 1)),
      seed,
      accounts: new FakeDesk(),
      readPlayer: (state) => ok(JSON.parse(state) as PlayerState),
      randomToken: () => "token",
      metrics: silentMetrics,
      log: { event: (_level, event, fields) => this.#logged(event, fields) },
      recording: null,
    });
    this.#carryOut(this.#engine.start(this.nowMs));
  }

  get running(): boolean {
    return this.#engine.status().phase === "running";
  }

  below(bound: number): number {
    return below(this.#rng, bound);
  }

  attach(channel: number, player: string): void {
    this.#players.set(channel, player);
    this.send({
      f: "attach",
      channel,
      sessionId: `s${channel}`,
      ticket: `t-${player}-${channel}`,
      caps: { transport: "telnet", screenReader: false, address: "198.51.100.7" },
    });
  }

  send(frame: GatewayFrame): void {
    this.#inbox.push({ in: "frames", gateway: GATEWAY, frames: [frame] });
  }

  step(): void {
    this.tick += 1;
    this.nowMs += TICK_MS;
    const due = this.#later.filter(({ atTick }) => atTick <= this.tick);
    this.#later = this.#later.filter(({ atTick }) => atTick > this.tick);
    for (const { run } of due) run();
    const inbox = this.#inbox;
    this.#inbox = [];
    this.#carryOut(this.#engine.step(this.nowMs, inbox, () => 0));
  }

  /** The process is gone; a write that was under way may have been done. */
  crash(): void {
    if (this.#percent(PERCENT / 2)) this.#underWay?.();
    this.#later = [];
  }

  #percent(chance: number): boolean {
    return this.below(PERCENT) < chance;
  }

  #logged(event: string, fields: unknown): void {
    this.#options.logged(event);
    if (event !== "handler_fault" && event !== "player_unreadable") return;
    this.problems.push(`${event} ${JSON.stringify(fields)}`);
  }

  #watched(zone: Zone, { zone: id }: ZoneStart): RunningZone {
    this.zones.set(id, zone);
    return {
      step: (now, inputs, max) => {
        const result = zone.step(now, inputs, max);
        for (const effect of result.effects) this.#note(effect);
        const { loses } = this.#options;
        if (loses === undefined) return result;
        return { ...result, effects: result.effects.filter((effect) => !loses(effect)) };
      },
      hasWork: (now) => zone.hasWork(now),
      nextDueMs: () => zone.nextDueMs(),
      snapshot: () => zone.snapshot(),
      hash: () => zone.hash(),
      playerState: (id) => zone.playerState(id),
      storedState: () => zone.storedState(),
      players: () => zone.players(),
    };
  }

  #note(effect: Effect): void {
    if (effect.e === "output") this.#saidTick.set(effect.markup, this.tick);
    if (effect.e === "data" && isObject(effect.value)) this.#saidTick.set(effect.value, this.tick);
    if (effect.e !== "classA") return;
    this.acts += 1;
    for (const party of effect.parties) {
      const ticks = this.#actTicks.get(party) ?? [];
      ticks.push(this.tick);
      this.#actTicks.set(party, ticks);
    }
  }

  #carryOut(effects: readonly EngineEffect[]): void {
    for (const effect of effects) {
      if (effect.x === "cut") this.#takeCut(effect.cut);
      else if (effect.x === "store") this.#takeCall(effect.id, effect.call);
      else if (effect.x === "send") for (const frame of effect.frames) this.#takeFrame(frame);
      else if (effect.x === "fatal") this.problems.push(`fatal: ${effect.reason}`);
    }
  }

  #takeCall(id: number, call: StoreCall): void {
    const { troubles, store } = this.#options;
    const fails = this.#percent(troubles.callFails);
    this.#after(this.below(CALL_DELAY_TICKS_MAX), () => {
      const reply: StoreReply = fails ? { ok: false, reason: "away" } : store.call(call);
      this.#inbox.push({ in: "store", id, reply });
    });
  }

  #takeCut(cut: Cut): void {
    const { troubles } = this.#options;
    const edge = this.tick;
    const dice = this.below(PERCENT);
    const delay = this.below(CUT_DELAY_TICKS_MAX);
    const answer = (result: CutResult): void => {
      this.#underWay = undefined;
      this.#inbox.push({ in: "cut", seq: cut.seq, result });
    };
    const write = (): void => this.#write(cut, edge);
    this.#underWay = write;
    if (dice < troubles.cutRefused) {
      this.#underWay = undefined;
      this.#after(delay, () => answer({ outcome: "unavailable", reason: "full" }));
    } else if (dice < troubles.cutRefused + troubles.cutUnknown) {
      this.#after(delay, () => answer({ outcome: "unknown", reason: "lost" }));
      // Written before, after or never; a late one may find its rows claimed again.
      const isLate = this.#percent(PERCENT / 2);
      if (this.#percent(PERCENT / 2)) {
        if (isLate) this.#after(delay + this.below(CUT_DELAY_TICKS_MAX), write);
        else write();
      }
    } else {
      this.#after(delay, () => {
        write();
        answer({ outcome: "saved" });
      });
    }
  }

  /** As a store does it: whole, or not at all when a row was claimed or written meanwhile. */
  #write(cut: Cut, edge: number): void {
    const { store, saved } = this.#options;
    const fits = cut.rows.every(({ kind, id, epoch, version }) => {
      const row = store.row(`${kind}/${id}`);
      return row.epoch === epoch && row.version < version;
    });
    if (!fits) return;
    store.cut(cut);
    this.savedTick = edge;
    saved();
  }

  #after(ticks: number, run: () => void): void {
    this.#later.push({ atTick: this.tick + 1 + ticks, run });
  }

  #takeFrame(frame: EngineFrame): void {
    if (frame.f === "output" || frame.f === "data") {
      const shown = frame.f === "output" ? frame.markup : frame.value;
      for (const channel of frame.channels) this.#mustBeSaved(channel, shown);
    } else if (frame.f === "close") this.#mustBeFree(frame.channel, frame.reason);
    this.#options.receive(frame);
  }

  /** What was said to a party of an act in its tick or later waits until the store has the act. */
  #mustBeSaved(channel: number, shown: unknown): void {
    const player = this.#players.get(channel);
    const said = isObject(shown) ? this.#saidTick.get(shown) : undefined;
    if (player === undefined || said === undefined) return;
    const act = this.#actTicks.get(player)?.find((one) => one <= said && one > this.savedTick);
    if (act === undefined) return;
    const { tick, savedTick } = this;
    const what = JSON.stringify(shown).slice(0, SHOWN_MAX);
    this.problems.push(
      `player ${player}, act in tick ${act}, stored is ${savedTick}, shown in ${tick}: ${what}`,
    );
  }

  /** Goodbye means that the store has everything and the row is free. */
  #mustBeFree(channel: number, reason: string): void {
    const player = this.#players.get(channel);
    if (reason === "takeover" || player === undefined) return;
    const { owner } = this.#options.store.row(`player/${player}`);
    if (owner !== null) this.problems.push(`goodbye to ${player} while ${owner} owns the row`);
  }
}
