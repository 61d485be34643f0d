/**
 * What may happen to the ring of tests/fixtures/tally-ring while counting players walk around it:
 * engines, gateways and Redis are lost and come again, and an engine is drained by its operator.
 */

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { DIRTY_AGE_MS_MAX } from "@ambon/persistence/write-behind";
import { ambonBeside } from "./ambon-command.ts";
import { CLUSTER_SECRET, type Cluster } from "./cluster.ts";
import { type EngineStatus, statusOf, zonesOf } from "./engine-status.ts";
import { ScrapedHistogram, since } from "./scraped-histogram.ts";
import type { TestServer } from "./server.ts";
import type { Fault } from "./tally-faults.ts";

const RING_ZONES = ["@commons#1", "dawn#1", "midnight#1", "noon#1"];
/** The zones of a lost engine run elsewhere after so long: its lease, and some. */
export const TAKEN_OVER_MS_MAX = 15_000;
/** Longer than a lease and what it takes to see that it is over. */
const BEYOND_LEASE_MS = 14_000;
/** A link that was lost is there again after so long, and a zone that was ordered has moved. */
const MOVED_MS_MAX = 10_000;
/** An invariant broke: the engine found out that it was replaced. */
const REPLACED_CODE = 70;
const LOOK_MS = 50;

export class RingFaults {
  readonly #cluster: Cluster;
  readonly #tell: (line: string) => void;
  readonly #handOffs = new ScrapedHistogram("handoff_seconds");

  constructor(cluster: Cluster, tell: (line: string) => void) {
    this.#cluster = cluster;
    this.#tell = tell;
  }

  /** They only walk, for so long; the engines' own figures of it are told. */
  walk(ms: number): Fault {
    return {
      title: `walked for ${ms / 1000} s`,
      act: async () => {
        const before = await this.#handOffs.look(this.#engines());
        await pause(ms);
        const after = await this.#handOffs.look(this.#engines());
        this.#tell(`    ${this.#handOffs.tell(since(before, after))}`);
      },
    };
  }

  /** Of all hand-offs but those in the last moments of an engine that was lost. */
  async handOffs(): Promise<string> {
    return this.#handOffs.tell(await this.#handOffs.look(this.#engines()));
  }

  /** kill -9; the others take over, and it comes back afterwards. */
  kill(name: string): Fault {
    return {
      title: `${name} killed`,
      windowMs: DIRTY_AGE_MS_MAX,
      act: async (moment) => {
        await this.#handOffs.look(this.#engines());
        moment.begins();
        await this.#cluster.kill(name);
        moment.isDone();
        await this.#takenOverFrom(name);
        await this.#cluster.again(name);
      },
    };
  }

  /** SIGSTOP until others have its zones: when it wakes up it ends itself. */
  freezeTooLong(name: string): Fault {
    return {
      title: `${name} frozen beyond its lease`,
      windowMs: DIRTY_AGE_MS_MAX,
      act: async (moment) => {
        await this.#handOffs.look(this.#engines());
        const server = this.#cluster.get(name);
        moment.begins();
        this.#cluster.freeze(name);
        moment.isDone();
        await Promise.all([this.#takenOverFrom(name), pause(BEYOND_LEASE_MS)]);
        this.#cluster.thaw(name);
        assert.deepEqual(await server.ended, { code: REPLACED_CODE, signal: null }, server.log());
        await this.#cluster.again(name);
      },
    };
  }

  /** SIGTERM, and started again: its zones and sessions go on where they were. */
  restart(name: string): Fault {
    return {
      title: `${name} restarted as planned`,
      act: async () => {
        await this.#handOffs.look(this.#engines());
        await this.#cluster.restart(name);
      },
    };
  }

  /** Whichever has the most players gives its zones away, is started anew, and gets one back. */
  drain(): Fault {
    return {
      title: "the fullest engine drained, started anew, and a zone moved to it",
      act: async () => {
        const name = await this.#most(({ players }) => players);
        const { players, zoneIds } = await statusOf(this.#cluster.get(name));
        const startMs = performance.now();
        await this.#ambon(name, ["drain"], /No zone is left here/);
        await this.runsIn(this.#others(name), MOVED_MS_MAX);
        const drained = `${name} gave ${zoneIds.join(" ")} away with ${players} players`;
        this.#tell(`    ${drained} in ${secondsSince(startMs)} s`);
        await this.#handOffs.look(this.#engines());
        await this.#cluster.restart(name);
        await this.#moveOneTo(name);
      },
    };
  }

  /** SIGKILL; its players come back through the other one. */
  killGateway(at: number): Fault {
    const name = this.#cluster.names("gateway")[at] ?? "";
    return {
      title: `${name} killed`,
      closes: at,
      act: async () => {
        await this.#cluster.kill(name);
        await this.#cluster.again(name);
      },
    };
  }

  /** SIGKILL, away for so long, and empty when it comes again. */
  killRedis(awayMs: number): Fault {
    return {
      title: `Redis killed, away for ${awayMs / 1000} s, and emptied`,
      act: async () => {
        await this.#cluster.kill("redis");
        await pause(awayMs);
        await this.#cluster.again("redis");
      },
    };
  }

  /** Resolves when each zone is run by one of these engines, and by one alone. */
  async runsIn(names: readonly string[], withinMs: number): Promise<void> {
    let running: readonly string[] = [];
    const isSo = async (): Promise<boolean> => {
      const zones = await Promise.all(names.map((name) => zonesOf(this.#cluster.get(name))));
      running = zones.flat().sort();
      const isOnce = new Set(running).size === running.length;
      return isOnce && RING_ZONES.every((zone) => running.includes(zone));
    };
    await until(isSo, withinMs, () => `${running.join(" ")} run in ${names.join(" ")}`);
  }

  async #takenOverFrom(name: string): Promise<void> {
    const others = this.#others(name);
    const startMs = performance.now();
    await this.runsIn(others, TAKEN_OVER_MS_MAX);
    this.#tell(`    ${others.join(" and ")} run all zones after ${secondsSince(startMs)} s`);
  }

  async #moveOneTo(name: string): Promise<void> {
    const from = await this.#most(({ zoneIds }) => zoneIds.length);
    const server = this.#cluster.get(from);
    const isLinked = async (): Promise<boolean> =>
      (await statusOf(server)).cluster.engines.some(({ engine }) => engine === name);
    await until(isLinked, MOVED_MS_MAX, () => `${from} has no link to ${name}`);
    const zone = (await zonesOf(server)).find((id) => !id.startsWith("@")) ?? "";
    const startMs = performance.now();
    await this.#ambon(from, ["move", zone, name], /is on its way to/);
    const isThere = async (): Promise<boolean> =>
      (await zonesOf(this.#cluster.get(name))).includes(zone);
    await until(isThere, MOVED_MS_MAX, () => `${zone} does not run in ${name}`);
    this.#tell(`    ${zone} went from ${from} to ${name} in ${secondsSince(startMs)} s`);
  }

  /** `ambon admin …` beside one of them. */
  async #ambon(name: string, args: readonly string[], says: RegExp): Promise<void> {
    const env = { AMBON_SECRET: CLUSTER_SECRET };
    const said = await ambonBeside(this.#cluster.get(name), ["admin", ...args], { env });
    assert.equal(said.code, 0, `${said.out}${said.err}`);
    assert.match(said.out, says);
  }

  async #most(count: (status: EngineStatus) => number): Promise<string> {
    const names = this.#cluster.names("engine");
    const counts = await Promise.all(
      names.map(async (name) => count(await statusOf(this.#cluster.get(name)))),
    );
    return names[counts.indexOf(Math.max(...counts))] ?? "";
  }

  #others(name: string): readonly string[] {
    return this.#cluster.names("engine").filter((one) => one !== name);
  }

  #engines(): readonly TestServer[] {
    return this.#cluster.names("engine").map((name) => this.#cluster.get(name));
  }
}

const secondsSince = (startMs: number): string => ((performance.now() - startMs) / 1000).toFixed(1);

/** Looks again and again; fails with a sentence. */
export const until = async (
  isSo: () => Promise<boolean>,
  withinMs: number,
  what: () => string,
): Promise<void> => {
  const untilMs = performance.now() + withinMs;
  while (!(await isSo())) {
    assert.ok(performance.now() < untilMs, what());
    await pause(LOOK_MS);
  }
};
