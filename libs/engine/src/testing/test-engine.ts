/** An engine with scripted zones, a fake store and virtual time, driven tick by tick. */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { PlayerState } from "@ambon/game/player-state";
import { smallWorld } from "@ambon/game/testing/small-world";
import { hashText } from "@ambon/kernel/hash";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import { type LimitName, limitsWith } from "@ambon/kernel/limits";
import type { Labels, Metrics } from "@ambon/kernel/ports";
import { ok, type Result } from "@ambon/kernel/result";
import type { Markup } from "@ambon/markup/tree";
import type { ZoneDef } from "@ambon/world/definition";
import type { ClusterOptions } from "../cluster/cluster.ts";
import { Engine } from "../engine.ts";
import type { EngineEffect } from "../engine-effect.ts";
import type { InboxRecord } from "../inbox.ts";
import type { RecordingOptions } from "../record-zone.ts";
import type { RunningZone, ZoneFactory } from "../running-zone.ts";
import { FakeDesk } from "./fake-desk.ts";
import { FakeStore } from "./fake-store.ts";
import { ScriptedZone } from "./scripted-zone.ts";

export interface TestEngineOptions {
  readonly limits?: Partial<Record<LimitName, number>>;
  readonly store?: FakeStore;
  readonly engine?: string;
  readonly boot?: string;
  readonly cluster?: ClusterOptions;
  /** Zones it may run; all of the small world when absent. */
  readonly hosted?: readonly ZoneId[];
  readonly recording?: RecordingOptions;
  readonly zones?: ZoneFactory;
  readonly readZone?: (state: string) => Result<string, string>;
  /** Wraps each scripted zone, to spoil it. */
  readonly wrap?: (zone: ScriptedZone) => RunningZone;
}

export const TOWN = zoneId("a", 1);
export const MOOR = zoneId("b", 1);
export const COMMONS = zoneId("@commons", 1);

/** The words of a markup, without its shape. */
export const wordsOf = (markup: unknown): string =>
  (markup as Markup)
    .flatMap((block) =>
      block.t === "line" ? block.kids.filter((kid) => typeof kid === "string") : [],
    )
    .join("");

export class TestEngine {
  world = smallWorld();
  readonly store: FakeStore;
  readonly desk = new FakeDesk();
  readonly zones = new Map<ZoneId, ScriptedZone>();
  readonly engine: Engine;
  /** Everything a gateway was sent, batch by batch. */
  readonly batches: { readonly gateway: string; readonly frames: readonly EngineFrame[] }[] = [];
  readonly effects: EngineEffect[] = [];
  readonly events: string[] = [];
  readonly metrics = new Map<string, number>();
  /** With true, cuts wait until `answerCuts`. */
  holdCuts = false;
  /** With true, the store carries out calls, and its answers wait until this is false again. */
  holdReplies = false;
  nowMs = 1_000_000;
  /** What this build can read of a character. */
  readPlayer = (state: string): Result<PlayerState, string> => ok(JSON.parse(state));
  /** Host milliseconds that each reading of the clock adds. */
  clockStepMs = 0;
  #inbox: InboxRecord[] = [];
  #heldReplies: InboxRecord[] = [];
  #heldCuts: Extract<EngineEffect, { x: "cut" }>[] = [];
  #tokens = 0;

  constructor(options: TestEngineOptions = {}) {
    this.store = options.store ?? new FakeStore();
    const count = (name: string, amount = 1, labels: Labels = {}): void => {
      const key = [name, ...Object.values(labels)].join(":");
      this.metrics.set(key, (this.metrics.get(key) ?? 0) + amount);
    };
    const metrics: Metrics = {
      count,
      gauge: (name, value, labels = {}) =>
        void this.metrics.set([name, ...Object.values(labels)].join(":"), value),
      observe: () => undefined,
    };
    const scripted: ZoneFactory = (start) => {
      const zone = new ScriptedZone(start);
      this.zones.set(start.zone, zone);
      return options.wrap?.(zone) ?? zone;
    };
    this.engine = new Engine({
      engine: options.engine ?? "engine-1",
      boot: options.boot ?? "boot1",
      limits: limitsWith(options.limits),
      world: () => this.world,
      zones: options.zones ?? scripted,
      hosted: options.hosted ?? [TOWN, MOOR, COMMONS],
      ...(options.cluster === undefined ? {} : { cluster: options.cluster }),
      seed: 42,
      accounts: this.desk,
      readPlayer: (state) => this.readPlayer(state),
      ...(options.readZone === undefined ? {} : { readZone: options.readZone }),
      randomToken: () => `token-${++this.#tokens}`,
      hashToken: (token) => hashText(token),
      metrics,
      log: { event: (_level, event) => void this.events.push(event) },
      recording: options.recording ?? null,
    });
  }

  /** Asks for what the last run left, then claims the zones. */
  start(): this {
    this.#carryOut(this.engine.start(this.nowMs));
    return this.ticks(2);
  }

  /** What the content says of a zone is changed. */
  zoneDef(id: string, change: Partial<ZoneDef>): this {
    const def = this.world.zones.get(id);
    if (def === undefined) throw new Error(`no zone ${id}`);
    const zones = new Map(this.world.zones).set(id, { ...def, ...change });
    this.world = { ...this.world, zones };
    return this;
  }

  feed(...records: readonly InboxRecord[]): this {
    this.#inbox.push(...records);
    return this;
  }

  frames(gateway: string, ...frames: readonly GatewayFrame[]): this {
    return this.feed({ in: "frames", gateway, frames });
  }

  tick(ms = 100): this {
    this.nowMs += ms;
    const inbox = this.#inbox;
    this.#inbox = [];
    let clockMs = 0;
    const clock = (): number => {
      clockMs += this.clockStepMs;
      return clockMs;
    };
    this.#carryOut(this.engine.step(this.nowMs, inbox, clock));
    return this;
  }

  ticks(count: number, ms = 100): this {
    for (let done = 0; done < count; done += 1) this.tick(ms);
    return this;
  }

  /** A player of the store comes in: claimed, arrived and looked around. */
  login(channel: number, id: string, gateway = "g1"): this {
    return this.attach(channel, id, `t-${id}-${channel}-${gateway}`, gateway).ticks(3);
  }

  attach(channel: number, id: string, ticket = `t-${id}`, gateway = "g1"): this {
    return this.frames(gateway, {
      f: "attach",
      channel,
      sessionId: `s${id}`,
      ticket,
      caps: { transport: "telnet", screenReader: false, address: "198.51.100.7" },
    });
  }

  type(channel: number, inputSeq: number, line: string, gateway = "g1"): this {
    return this.frames(gateway, { f: "input", channel, inputSeq, line });
  }

  answerCuts(): this {
    const held = this.#heldCuts;
    this.#heldCuts = [];
    for (const { cut } of held) {
      this.feed({ in: "cut", seq: cut.seq, result: this.store.cut(cut) });
    }
    return this;
  }

  /** All frames to a gateway so far, in order. */
  sent(gateway = "g1"): EngineFrame[] {
    return this.batches
      .filter((batch) => batch.gateway === gateway)
      .flatMap(({ frames }) => frames);
  }

  /** What one channel has read. */
  read(channel: number, gateway = "g1"): string[] {
    return this.sent(gateway).flatMap((frame) =>
      frame.f === "output" && frame.channels.includes(channel) ? [wordsOf(frame.markup)] : [],
    );
  }

  #carryOut(effects: readonly EngineEffect[]): void {
    this.effects.push(...effects);
    for (const effect of effects) {
      if (effect.x === "send") this.batches.push(effect);
      else if (effect.x === "store") {
        this.#heldReplies.push({
          in: "store",
          id: effect.id,
          reply: this.store.call(effect.call),
        });
      } else if (effect.x === "account") this.feed({ in: "account", result: effect.effect });
      else if (effect.x === "cut") {
        this.#heldCuts.push(effect);
        if (!this.holdCuts) this.answerCuts();
      }
    }
    if (this.holdReplies) return;
    this.feed(...this.#heldReplies);
    this.#heldReplies = [];
  }
}

/** A started engine with Anna (1, town), Ben (2, town) and Cora (3, moor) in the store. */
export const testEngine = (options: TestEngineOptions = {}): TestEngine => {
  const store = options.store ?? new FakeStore();
  if (!store.rows.has("player/1")) {
    store.addPlayer("1", "Anna", "a:hall");
    store.addPlayer("2", "Ben", "a:hall");
    store.addPlayer("3", "Cora", "b:field");
  }
  return new TestEngine({ ...options, store }).start().tick();
};
