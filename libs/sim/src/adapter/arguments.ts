/** What may be said on the simulator's command line. */

import { parseArgs } from "node:util";
import {
  FAULTS,
  type Fault,
  isFault,
  isTwist,
  type Overrides,
  TWISTS,
  type Twist,
} from "../options.ts";

export const HELP = `bun run sim [options]

Runs gateways, an engine, a store and players on virtual time, with faults, all from one seed.

  --seed N        run this seed alone and tell what went wrong; without it, seeds from --first on
  --first N       first seed of many (default: 1)
  --count N       how many seeds (default: as many as fit into --budget)
  --until-wrong   stop after the first seed that goes wrong
  --budget S      seconds of real time for many seeds (default: 60)
  --trace         print every event of the seed
  --from MS       print events from this virtual millisecond on
  --seconds S     length of the part with faults
  --players N     fewer players
  --engines N     fewer or more engines
  --gateways N    fewer gateways
  --off A,B       without these: kinds of fault and of twist, and refused,
                  unknown, repeated (calls of the store), mischief (of players)
  --on A,B        with these faults, at their most frequent, and twists
  --no-shrink     do not look for a smaller run that goes wrong as well
  --help          this text

A failing seed is printed with the command that repeats it. docs/simulator.md explains the trace.`;

export interface Arguments {
  readonly seed: number | undefined;
  readonly first: number;
  readonly count: number | undefined;
  readonly untilWrong: boolean;
  readonly budgetMs: number;
  /** Virtual milliseconds from which events are printed; undefined = none. */
  readonly traceFromMs: number | undefined;
  readonly overrides: Overrides;
  readonly shrinks: boolean;
}

const SECOND_MS = 1000;
const DEFAULT_BUDGET_S = 60;

const numberOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text))
    throw new RangeError(`--${name} must be a whole number, not ${text}`);
  return Number(text);
};

const wantedOf = (text: string): readonly (Fault | Twist)[] =>
  text.split(",").map((name) => {
    if (isFault(name) || isTwist(name)) return name;
    const all = Object.keys({ ...FAULTS, ...TWISTS }).join(", ");
    throw new RangeError(`there is no fault ${name}: choose of ${all}`);
  });

/** Undefined when help is asked for. Throws with a sentence for what is not known. */
export const readArguments = (args: readonly string[]): Arguments | undefined => {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: text,
      first: text,
      count: text,
      "until-wrong": flag,
      budget: text,
      trace: flag,
      from: text,
      seconds: text,
      players: text,
      engines: text,
      gateways: text,
      off: text,
      on: text,
      "no-shrink": flag,
      help: flag,
    },
  });
  if (values.help === true) return undefined;
  const read = (name: "seed" | "first" | "count" | "budget" | "from"): number | undefined =>
    numberOf(name, values[name]);
  const overrides: Record<string, unknown> = {};
  for (const name of ["seconds", "players", "engines", "gateways"] as const) {
    const value = numberOf(name, values[name]);
    if (value !== undefined) overrides[name] = value;
  }
  if (values.off !== undefined) overrides.off = values.off.split(",");
  if (values.on !== undefined) overrides.on = wantedOf(values.on);
  return {
    seed: read("seed"),
    first: read("first") ?? 1,
    count: read("count"),
    untilWrong: values["until-wrong"] === true,
    budgetMs: (read("budget") ?? DEFAULT_BUDGET_S) * SECOND_MS,
    traceFromMs: read("from") ?? (values.trace === true ? 0 : undefined),
    overrides: overrides as Overrides,
    shrinks: values["no-shrink"] !== true,
  };
};
