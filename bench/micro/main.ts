/**
 * What single parts cost: CPU microseconds per call (of batches: per frame), without engine and
 * sockets.
 *
 *   bun bench/micro/main.ts [--people 20] [--rounds 9] [--only look,say]
 */

import { parseArgs } from "node:util";
import type { Effect } from "@ambon/game/effect";
import { AssertionError } from "@ambon/kernel/assert";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { renderFor } from "@ambon/markup/audience";
import { encodeRecord } from "@ambon/persistence/journal-record";
import type { AggregateKey } from "@ambon/persistence/store";
import { WriteBehind } from "@ambon/persistence/write-behind";
import { PrometheusMetrics } from "@ambon/telemetry/adapter/prometheus";
import { figure, tableLines } from "../table.ts";
import { batchCases, framesPerCall } from "./batches.ts";
import { Crowd, rosterOf } from "./crowd.ts";
import { cpuPerCall } from "./measure.ts";

const AUDIENCE = { mode: "ansi256", width: 80 } as const;
const ROSTER = 200;
const CUT_ROWS = 1000;
const CUT_MS = 1000;

const render = (effects: readonly Effect[]): void => {
  for (const effect of effects) {
    if (effect.e === "output") renderFor(effect.markup, effect.class, AUDIENCE);
  }
};

/** A room full of people of its own for each act, so that no act sees what another left. */
const gameCases = (people: number): Record<string, () => void> => {
  const players = rosterOf(ROSTER);
  const acts: Record<string, (crowd: Crowd) => readonly Effect[]> = {
    look: (crowd) => crowd.types("look"),
    say: (crowd) => crowd.types("say the same words as ever"),
    "move away and back": (crowd) => [...crowd.types("east"), ...crowd.types("west")],
    who: (crowd) => crowd.step({ i: "roster", player: crowd.first, players }),
  };
  const cases: Record<string, () => void> = {};
  for (const [name, act] of Object.entries(acts)) {
    const crowd = new Crowd(people);
    const kept = act(crowd);
    cases[`${name}: step`] = () => void act(crowd);
    cases[`${name}: render again`] = () => render(kept);
    cases[`${name}: step and render`] = () => render(act(crowd));
  }
  return cases;
};

const storeCases = (): Record<string, () => void> => {
  const crowd = new Crowd(1);
  const state = crowd.zone.playerState(crowd.first);
  const keys = Array.from({ length: CUT_ROWS }, (_, number): AggregateKey => {
    return { kind: "player", id: String(number) };
  });
  const behind = new WriteBehind("bench#1");
  const take = (): { state: string; epoch: number } => ({
    state: encodeCanonical(state),
    epoch: 1,
  });
  behind.step(
    0,
    keys.map((key) => ({ t: "adopt", key, version: 1 })),
    take,
  );
  let nowMs = 0;
  const cut = (): void => {
    nowMs += CUT_MS;
    const dirty = keys.map((key) => ({ t: "dirty", key }) as const);
    for (const effect of behind.step(nowMs, dirty, take)) {
      if (effect.e !== "cut") continue;
      const changes = effect.cut.rows.map(({ kind, id, version, epoch, state: text }) => {
        const row = { kind, id, name: "Bot", version, epoch, state: text, owner: "bench#1" };
        return { c: "row", row } as const;
      });
      encodeRecord(changes);
      const done = { t: "cutDone", seq: effect.cut.seq, result: { outcome: "saved" } } as const;
      behind.step(nowMs, [done], take);
    }
  };
  return {
    "canonical text of a player": () => void encodeCanonical(state),
    [`cut of ${CUT_ROWS} players`]: cut,
  };
};

const fail = (what: string): never => {
  throw new AssertionError(what);
};

const smallCases = (): Record<string, () => void> => {
  const metrics = new PrometheusMetrics(fail);
  return {
    "metric: count": () => metrics.count("gateway_lines_total", 1, { transport: "telnet" }),
    "metric: gauge": () => metrics.gauge("engine_sessions", 5, { state: "playing" }),
    "metric: observe": () => metrics.observe("gateway_input_to_output_seconds", 0.003),
    "stripUnsafe of a line": () => void stripUnsafe("say the same words as ever"),
  };
};

const main = (): void => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { people: text, rounds: text, only: text } });
  const only = values.only?.split(",");
  const cases = {
    ...gameCases(Number(values.people ?? 20)),
    ...storeCases(),
    ...batchCases(),
    ...smallCases(),
  };
  const rounds = Number(values.rounds ?? 9);
  const perCall = (name: string): number => (name.startsWith("batch: ") ? framesPerCall : 1);
  const rows = Object.entries(cases)
    .filter(([name]) => only === undefined || only.some((word) => name.includes(word)))
    .map(([name, act]) => [name, figure(cpuPerCall(act, rounds) / perCall(name), 2)]);
  for (const line of tableLines([["", "µs CPU"], ...rows])) console.log(line);
};

main();
