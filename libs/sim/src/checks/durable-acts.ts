/**
 * I5: nobody reads of an irrevocable act (class A) before the store has it. Zones say at which
 * tick they said something and who took part in an act; cuts say which tick's edge is durable;
 * what leaves an engine for a party of an act must be older than the act, or durable.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import type { Effect } from "@ambon/game/effect";
import type { Checks } from "./checks.ts";

/** Characters of what was shown, in a report. */
const SHOWN_MAX = 200;

interface Run {
  tick: number;
  savedTick: number;
  /** Player name → ticks of acts. */
  readonly acts: Map<string, number[]>;
  /** Gateway and channel → player name. */
  readonly channels: Map<string, string>;
}

const NO_TICK = -1;

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

export class DurableActs {
  readonly #checks: Checks;
  readonly #nameOf: (player: string) => string;
  readonly #runs = new Map<string, Run>();
  readonly #saidTick = new WeakMap<object, number>();
  acts = 0;

  constructor(checks: Checks, nameOf: (player: string) => string) {
    this.#checks = checks;
    this.#nameOf = nameOf;
  }

  beginTick(owner: string): void {
    this.#of(owner).tick += 1;
  }

  /** A zone of this run says something. */
  said(owner: string, effect: Effect): void {
    const run = this.#of(owner);
    if (effect.e === "output") this.#noteSaid(effect.markup, run.tick);
    else if (effect.e === "data") {
      if (isObject(effect.value)) this.#noteSaid(effect.value, run.tick);
    } else if (effect.e === "classA") {
      this.acts += 1;
      for (const party of effect.parties) {
        const name = this.#nameOf(party);
        run.acts.set(name, [...(run.acts.get(name) ?? []), run.tick]);
      }
    }
  }

  /** The tick whose edge a cut that is made now holds. */
  edge(owner: string): number {
    return this.#of(owner).tick;
  }

  saved(owner: string, edge: number): void {
    const run = this.#of(owner);
    run.savedTick = Math.max(run.savedTick, edge);
    for (const [name, ticks] of run.acts) {
      const open = ticks.filter((tick) => tick > run.savedTick);
      if (open.length === 0) run.acts.delete(name);
      else run.acts.set(name, open);
    }
  }

  /** Frames leave the engine. */
  shown(owner: string, gateway: string, frames: readonly EngineFrame[]): void {
    const run = this.#of(owner);
    for (const frame of frames) {
      if (frame.f === "attached") run.channels.set(`${gateway}/${frame.channel}`, frame.playerName);
      if (frame.f !== "output" && frame.f !== "data") continue;
      const said = frame.f === "output" ? frame.markup : frame.value;
      for (const channel of frame.channels) this.#check(run, `${gateway}/${channel}`, said);
    }
  }

  /** A constant is said again and again: when this one was cannot be known. */
  #noteSaid(what: object, tick: number): void {
    const before = this.#saidTick.get(what);
    this.#saidTick.set(what, before === undefined || before === tick ? tick : NO_TICK);
  }

  #check(run: Run, channel: string, shown: unknown): void {
    const name = run.channels.get(channel);
    const said = isObject(shown) ? this.#saidTick.get(shown) : undefined;
    if (name === undefined || said === undefined) return;
    const act = run.acts.get(name)?.find((tick) => tick <= said && tick > run.savedTick);
    if (act === undefined) return;
    const { tick, savedTick } = run;
    const what = JSON.stringify(shown).slice(0, SHOWN_MAX);
    this.#checks.wrong(
      "I5",
      `${name} (${channel}) is shown in tick ${tick} what was said in tick ${said}, after an act ` +
        `of tick ${act}, and the store has tick ${savedTick}: ${what}`,
    );
  }

  #of(owner: string): Run {
    let run = this.#runs.get(owner);
    if (run === undefined) {
      run = { tick: 0, savedTick: -1, acts: new Map(), channels: new Map() };
      this.#runs.set(owner, run);
    }
    return run;
  }
}
