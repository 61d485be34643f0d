// Goal: whatever players and engines do while instances come and go, everybody and everything is
// there once, and nobody is taken out of a fight.

import assert from "node:assert/strict";
import process from "node:process";
import test from "node:test";
import type { ZoneId } from "@ambon/kernel/ids";
import fc from "fast-check";
import { Crowd } from "../testing/crowd.ts";
import { FakeStore } from "../testing/fake-store.ts";
import type { ScriptedZone } from "../testing/scripted-zone.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COOLDOWN_MS } from "./scale.ts";

const ENGINES = ["e1", "e2", "e3"] as const;
const PLAYERS = ["1", "2", "3", "4", "5", "6", "7", "8"] as const;
const SECOND_MS = 1000;

/** What happens, with the ticks that pass after it. */
type Event =
  | { readonly do: "join"; readonly who: string; readonly at: string }
  | { readonly do: "type"; readonly who: string; readonly line: string }
  | { readonly do: "die"; readonly at: string }
  | { readonly do: "drain"; readonly at: string }
  | { readonly do: "room"; readonly players: number }
  | { readonly do: "long" };

const who = fc.constantFrom(...PLAYERS);
const at = fc.constantFrom(...ENGINES);
const line = fc.constantFrom(
  ...["go b:field", "go a:hall", "go a:hall", "fight", "peace", "peace", "drop", "drop"],
  ...["instance 1", "instance 2", "instance 3", "group 1 2 3", "group 4 5 6", "quit", "hello"],
);
const players = fc.constantFrom(1, 2, 3, 50);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("join" as const), who, at }) },
  { weight: 24, arbitrary: fc.record({ do: fc.constant("type" as const), who, line }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("die" as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("drain" as const), at }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("room" as const), players }) },
  { weight: 4, arbitrary: fc.constant({ do: "long" as const }) },
);

class Life {
  readonly cluster: TestCluster;
  /** What happened how often, by metric. */
  readonly branches: Map<string, number>;
  readonly #crowd: Crowd;
  readonly #fighting = new Map<string, ZoneId>();
  readonly #steps = new Map<ScriptedZone, number>();
  /** All that was ever stored. */
  readonly #seen = new Set<string>();
  /** Those that run, at any engine, as of the last tick. */
  #zones: readonly ScriptedZone[] = [];
  #things = 0;
  #players = 2;

  constructor(branches: Map<string, number>) {
    this.branches = branches;
    const store = new FakeStore();
    for (const id of PLAYERS) store.addPlayer(id, `P${id}`, "a:hall");
    this.cluster = new TestCluster({ store, engines: ENGINES, limits: { ZONE_PLAYERS: 2 } });
    this.#crowd = new Crowd(this.cluster, PLAYERS);
    for (const id of PLAYERS) this.#crowd.join(id, ENGINES[Number(id) % 3] ?? "e1");
    this.#passes(30);
  }

  live(event: Event, ticks: number): void {
    switch (event.do) {
      case "join":
        this.#crowd.join(event.who, event.at);
        break;
      case "type":
        this.#type(event.who, event.line);
        break;
      case "die":
        this.#die(event.at);
        break;
      case "drain":
        this.cluster.engine(event.at).feed({ in: "admin", order: { a: "drain" } });
        this.#passes(30);
        this.#die(event.at);
        break;
      case "room":
        this.#players = event.players;
        this.#setRoom();
        break;
      case "long":
        this.#passes(COOLDOWN_MS / SECOND_MS, SECOND_MS);
    }
    this.#passes(ticks);
  }

  /** Everybody comes to rest; the crowd is gone, and with it all instances but the first. */
  end(): void {
    this.#players = 50;
    this.#setRoom();
    this.#passes(300);
    this.#fighting.clear();
    for (const id of PLAYERS) if (this.#crowd.isOut(id)) this.#crowd.join(id, "e1");
    // One a minute at the most closes, and none from which somebody fights on: who was between two
    // sockets when peace was made hears of it at the next round.
    for (let more = 12; more > 0 && this.#running().length > 3; more -= 1) {
      for (const id of PLAYERS) this.#crowd.type(id, "peace");
      this.#passes(70, SECOND_MS);
    }
    // Who was on the way comes to rest first; a login is taken where the zone is.
    this.#passes(30);
    for (const engine of ENGINES) {
      for (const id of PLAYERS) this.#crowd.join(id, engine);
      this.#passes(20);
    }
    for (const id of PLAYERS) {
      const { size } = this.#zonesOf(id);
      assert.ok(this.#crowd.isIn(id) && size === 1, `player ${id} is in ${size} zones`);
    }
    assert.deepEqual(this.#running(), ["@commons#1", "a#1", "b#1"]);
    for (const name of ENGINES) this.#noteBranches(name);
    this.#passes(20);
    const stored = this.#storedThings();
    assert.equal(new Set(stored).size, stored.length, `twice: ${stored.sort().join(" ")}`);
    for (const thing of this.#seen) assert.ok(stored.includes(thing), `${thing} is lost`);
  }

  #type(id: string, typed: string): void {
    this.#things += 1;
    const [zone] = this.#zonesOf(id);
    if (!this.#crowd.type(id, typed === "drop" ? `drop thing-${this.#things}` : typed)) return;
    // Who walks, quits or makes peace is free to go; so is whoever was on the way meanwhile.
    if (!["hello", "drop", "fight"].includes(typed)) this.#fighting.delete(id);
    this.#passes(4);
    const fights = typed === "fight" && zone !== undefined && this.#zonesOf(id).has(zone);
    if (fights) this.#fighting.set(id, zone);
  }

  #die(name: string): void {
    this.#noteBranches(name);
    this.cluster.kill(name);
    // A fight that was not stored is over.
    this.#fighting.clear();
    this.#passes(5);
    this.cluster.boot(name);
    this.#setRoom();
    this.#passes(10);
  }

  #noteBranches(name: string): void {
    for (const [metric, count] of this.cluster.engine(name).metrics) {
      this.branches.set(metric, (this.branches.get(metric) ?? 0) + count);
    }
  }

  #setRoom(): void {
    const capacity = this.#players;
    for (const name of this.cluster.names) {
      this.cluster.engine(name).zoneDef("a", { capacity }).zoneDef("b", { capacity });
    }
  }

  #passes(ticks: number, ms = 100): void {
    for (let done = 0; done < ticks; done += 1) {
      this.#crowd.ticks(1, ms);
      this.#look();
      this.#check();
    }
  }

  #check(): void {
    this.#checkZones();
    for (const id of PLAYERS) {
      const zones = this.#zonesOf(id);
      assert.ok(zones.size <= 1, `player ${id} is in ${[...zones].join(" and ")}`);
    }
    for (const [id, zone] of this.#fighting) {
      assert.ok(this.#zonesOf(id).has(zone), `player ${id} was moved out of a fight in ${zone}`);
    }
    for (const name of ENGINES) assert.equal(this.#hasEnded(name), false, `${name} ended itself`);
    for (const thing of this.#storedThings()) this.#seen.add(thing);
  }

  /** A zone that moves stands still at one engine before it is stepped at the other. */
  #checkZones(): void {
    const stepped = this.#zones.flatMap((zone) => {
      const before = this.#steps.get(zone) ?? zone.steps;
      this.#steps.set(zone, zone.steps);
      return zone.steps > before ? [zone.start.zone] : [];
    });
    assert.equal(new Set(stepped).size, stepped.length, `run twice: ${stepped.join(" ")}`);
  }

  #hasEnded(name: string): boolean {
    return this.cluster.names.includes(name) && this.cluster.hasEnded(name);
  }

  #look(): void {
    this.#zones = this.cluster.names.flatMap((name) => {
      const { engine, zones } = this.cluster.engine(name);
      return [...engine.zoneHashes().keys()].flatMap((id) => zones.get(id as ZoneId) ?? []);
    });
  }

  #running(): readonly string[] {
    return this.#zones.map(({ start }) => start.zone).sort();
  }

  #zonesOf(id: string): ReadonlySet<ZoneId> {
    const there = this.#zones.filter((zone) => zone.playerState(id as never) !== undefined);
    return new Set(there.map(({ start }) => start.zone));
  }

  #storedThings(): string[] {
    return [...this.cluster.store.rows.values()]
      .filter(({ kind }) => kind === "zone")
      .flatMap(({ state }) => (JSON.parse(state) as { ground?: string[] }).ground ?? []);
  }
}

const LIVES = process.env.AMBON_SOAK === "1" ? 500 : 8;

test("[IN20] everybody and everything is there once, and nobody is moved out of a fight", () => {
  const branches = new Map<string, number>();
  const events = fc.array(fc.tuple(event, fc.nat(15)), { minLength: 30, maxLength: 60 });
  fc.assert(
    fc.property(events, (all) => {
      const life = new Life(branches);
      for (const [one, ticks] of all) life.live(one, ticks);
      life.end();
    }),
    { numRuns: LIVES, endOnFailure: true },
  );
  const rare = ["changes_total:started", "changes_total:merged", "choices_total:sticky"];
  for (const name of [...rare.map((one) => `zone_instance_${one}`), "handoff_total:committed"]) {
    assert.ok((branches.get(name) ?? 0) > 0, `${name} never happened`);
  }
});
