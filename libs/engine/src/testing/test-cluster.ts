/** Several engines over one store, linked to each other, in one virtual time. */

import type { EngineFrame } from "@ambon/bus/frames";
import type { ZoneId } from "@ambon/kernel/ids";
import type { ClusterOptions } from "../cluster/cluster.ts";
import type { PeerFrame } from "../cluster/peer-frame.ts";
import type { EngineEffect } from "../engine-effect.ts";
import type { ZoneFactory } from "../running-zone.ts";
import { FakeStore } from "./fake-store.ts";
import { COMMONS, MOOR, TestEngine, type TestEngineOptions, TOWN } from "./test-engine.ts";

export const LEASE_MS = 10_000;

export interface TestClusterOptions {
  /** Zones that each engine may run; all of them when absent. */
  readonly hosted?: Readonly<Record<string, readonly ZoneId[]>>;
  readonly engines?: readonly string[];
  /** Of engines, and where zones should run; nowhere in particular when absent. */
  readonly regions?: Readonly<Record<string, string>>;
  readonly zoneRegions?: ClusterOptions["zoneRegions"];
  /** Engines find each other, and are told of none. */
  readonly findsOthers?: boolean;
  readonly limits?: TestEngineOptions["limits"];
  readonly zones?: ZoneFactory;
  /** Instead of Anna, Ben and Cora: rows that are there before anybody starts. */
  readonly store?: FakeStore;
}

interface Running {
  readonly engine: TestEngine;
  /** Effects that were looked at. */
  read: number;
  /** Takes no part: its process is paused. */
  paused: boolean;
}

export class TestCluster {
  readonly store: FakeStore;
  readonly #options: TestClusterOptions;
  readonly #names: readonly string[];
  readonly #running = new Map<string, Running>();
  #boots = 0;
  /** Frames between engines that are lost: from, to, frame. */
  loses: (from: string, to: string, frame: PeerFrame) => boolean = () => false;

  constructor(options: TestClusterOptions = {}) {
    this.#options = options;
    this.store = options.store ?? threePlayers();
    this.#names = options.engines ?? ["e1", "e2"];
    for (const name of this.#names) this.boot(name);
    this.ticks(60);
  }

  /** Engines that run, paused ones too. */
  get names(): readonly string[] {
    return [...this.#running.keys()];
  }

  engine(name: string): TestEngine {
    const running = this.#running.get(name);
    if (running === undefined) throw new Error(`${name} does not run`);
    return running.engine;
  }

  /** A run of an engine begins, and is linked to all others. */
  boot(name: string): void {
    this.#boots += 1;
    const others = [...this.#running.keys()];
    const { limits, zones } = this.#options;
    const { regions, zoneRegions, findsOthers = false } = this.#options;
    const hosted = this.#options.hosted?.[name];
    const region = regions?.[name];
    const engine = new TestEngine({
      store: this.store,
      engine: name,
      boot: `boot${this.#boots}`,
      cluster: {
        url: `http://${name}`,
        ...(region === undefined ? {} : { region }),
        ...(zoneRegions === undefined ? {} : { zoneRegions }),
        leaseMs: LEASE_MS,
        expected: findsOthers ? [] : this.#names.filter((one) => one !== name),
        findsOthers,
      },
      ...(hosted === undefined ? {} : { hosted }),
      ...(limits === undefined ? {} : { limits }),
      ...(zones === undefined ? {} : { zones }),
    });
    engine.nowMs = this.store.nowMs;
    engine.start();
    this.#running.set(name, { engine, read: 0, paused: false });
    for (const other of others) this.link(name, other, true);
  }

  /** SIGKILL: memory is gone, and the others notice. */
  kill(name: string): void {
    this.#running.delete(name);
    for (const other of this.#running.keys()) {
      this.engine(other).feed({ in: "peerLink", engine: name, up: false });
    }
  }

  link(a: string, b: string, up: boolean): void {
    this.engine(a).feed({ in: "peerLink", engine: b, up });
    this.engine(b).feed({ in: "peerLink", engine: a, up });
  }

  pause(name: string, paused: boolean): void {
    const running = this.#running.get(name);
    if (running !== undefined) running.paused = paused;
  }

  ticks(count: number, ms = 100): this {
    for (let done = 0; done < count; done += 1) {
      this.store.nowMs += ms;
      for (const [name, running] of this.#running) {
        if (running.paused) continue;
        const { engine } = running;
        engine.tick(this.store.nowMs - engine.nowMs);
        const effects = engine.effects.slice(running.read);
        running.read = engine.effects.length;
        for (const effect of effects) this.#carry(name, effect);
      }
    }
    return this;
  }

  /** The engine that runs this zone; undefined = none, or more than one. */
  ownerOf(zone: ZoneId): string | undefined {
    const owners = [...this.#running].filter(([, { engine }]) =>
      engine.engine.zoneHashes().has(zone),
    );
    return owners.length === 1 ? owners[0]?.[0] : undefined;
  }

  /** Every frame to a gateway, whoever sent it. */
  sent(name: string, gateway = "g1"): readonly EngineFrame[] {
    return this.engine(name).sent(gateway);
  }

  hasEnded(name: string): boolean {
    return this.engine(name).effects.some(({ x }) => x === "fatal");
  }

  #carry(from: string, effect: EngineEffect): void {
    if (effect.x !== "peers") return;
    const frames = effect.frames.filter((frame) => !this.loses(from, effect.engine, frame));
    const copied = JSON.parse(JSON.stringify(frames)) as PeerFrame[];
    this.#running.get(effect.engine)?.engine.feed({ in: "peers", engine: from, frames: copied });
  }
}

const threePlayers = (): FakeStore => {
  const store = new FakeStore();
  store.addPlayer("1", "Anna", "a:hall");
  store.addPlayer("2", "Ben", "a:hall");
  store.addPlayer("3", "Cora", "b:field");
  return store;
};

/** e1 runs the town and the documents, e2 the moor. */
export const twoEngines = (): TestCluster =>
  new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] } });
