/** What can be asked of a swarm on the command line. */

import { parseArgs } from "node:util";
import { type Mix, parseMix } from "./mix.ts";
import type { Walk } from "./traveller.ts";

export const USAGE = `Usage: ambon swarm [options]

Bots log in (creating their characters where needed), then walk, talk, look and fight. Each sends a
command, waits for its own answer, thinks, and goes on.

  --bots N            how many bots (50)
  --mix MIX           look=35,say=25,move=35,who=5 (default); fight=N attacks what is there
  --secs S            how long to measure, after everybody is in (10)
  --think MS          mean pause between commands (1000); 0 = as fast as answers come
  --transport T       telnet (default) or ws
  --host HOST         server (127.0.0.1)
  --telnet-port PORT  telnet port (4000)
  --url URL           WebSocket address (ws://HOST:8080/ws)
  --ramp N            bots that connect per second; 0 = no limit (100)
  --logins N          logins that run at the same time (8)
  --warmup S          seconds of play before the measurement (2)
  --walk W            wander (default) or pace: to and fro between two rooms
  --spread N          each bot first walks up to N-1 steps east (1 = stay)
  --speakers N        only the first N bots act, the others listen (0 = all act)
  --sleepers N        the last N bots stop reading when the measurement begins (telnet)
  --say-chars N       length of what is said (0 = only a token)
  --count-lines       count the lines that all bots are shown
  --seed N            seed of all choices (1)
  --prefix NAME       letters before each bot's name (Swarm)
  --password TEXT     password of all bots
  --max-latency MS    answers later than this are misses (2000)
  --pid LIST          measure CPU and memory of these server processes, like 12,34 (Linux)
  --admin-port PORT   measure them by the server's /metrics instead
  --report FILE       write all figures as JSON
  --help              print this text

A server that limits lines per second (AMBON_LIMITS_LINES_PER_SECOND) slows --think 0 down.
Exit code: 0 every command was answered in time, 1 something was missed or went wrong, 2 usage.`;

const MAX_BOTS = 20_000;
const MAX_SECS = 86_400;
/** The game refuses longer talk. */
const MAX_SAY_CHARS = 480;
/** Process ids and ports are below this. */
const MAX_ID = 4_194_304;

export interface SwarmOptions {
  readonly bots: number;
  readonly mix: Mix;
  readonly mixText: string;
  readonly secs: number;
  readonly warmupSecs: number;
  readonly thinkMs: number;
  readonly transport: "telnet" | "ws";
  readonly host: string;
  readonly telnetPort: number;
  readonly url: string;
  readonly rampPerSec: number;
  readonly logins: number;
  readonly walk: Walk;
  readonly spread: number;
  readonly speakers: number;
  readonly sleepers: number;
  readonly sayChars: number;
  readonly countLines: boolean;
  readonly seed: number;
  readonly prefix: string;
  readonly password: string;
  readonly maxLatencyMs: number;
  readonly pids: readonly number[];
  readonly adminPort: number | null;
  readonly report: string | null;
}

const DEFAULTS = {
  bots: "50",
  mix: "look=35,say=25,move=35,who=5",
  secs: "10",
  think: "1000",
  transport: "telnet",
  host: "127.0.0.1",
  "telnet-port": "4000",
  url: "",
  ramp: "100",
  logins: "8",
  warmup: "2",
  walk: "wander",
  spread: "1",
  speakers: "0",
  sleepers: "0",
  "say-chars": "0",
  seed: "1",
  prefix: "Swarm",
  password: "swarming since 2026",
  "max-latency": "2000",
  pid: "",
  "admin-port": "",
  report: "",
} as const;

type Name = keyof typeof DEFAULTS;

const SPEC = {
  ...(Object.fromEntries(
    Object.keys(DEFAULTS).map((name) => [name, { type: "string" as const }]),
  ) as Record<Name, { type: "string" }>),
  "count-lines": { type: "boolean" as const },
  help: { type: "boolean" as const, short: "h" as const },
};

class UsageError extends Error {}

/** Reads the arguments; a string says what is wrong with them, null = help is wanted. */
export const parseOptions = (args: readonly string[]): SwarmOptions | string | null => {
  try {
    const { values } = parseArgs({ args: [...args], options: SPEC, allowPositionals: false });
    return values.help === true ? null : optionsFrom(values);
  } catch (error) {
    if (error instanceof UsageError || error instanceof TypeError) return error.message;
    throw error;
  }
};

const optionsFrom = (
  values: Partial<Record<Name, string>> & { readonly "count-lines"?: boolean },
): SwarmOptions => {
  const textOf = (name: Name): string => values[name] ?? DEFAULTS[name];
  const numberOf = (name: Name, min: number, max: number): number =>
    readNumber(name, textOf(name), min, max);
  const optional = (name: Name): number | null =>
    textOf(name) === "" ? null : numberOf(name, 1, MAX_ID);
  const mix = parseMix(textOf("mix"));
  if (typeof mix === "string") throw new UsageError(mix);
  const host = textOf("host");
  const transport = choice("transport", textOf("transport"), ["telnet", "ws"]);
  const sleepers = numberOf("sleepers", 0, MAX_BOTS);
  if (sleepers > 0 && transport === "ws") throw new UsageError("--sleepers needs telnet.");
  const url = textOf("url");
  return {
    bots: numberOf("bots", 1, MAX_BOTS),
    mix,
    mixText: textOf("mix"),
    secs: numberOf("secs", 0, MAX_SECS),
    warmupSecs: numberOf("warmup", 0, MAX_SECS),
    thinkMs: numberOf("think", 0, 600_000),
    transport,
    host,
    telnetPort: numberOf("telnet-port", 1, 65_535),
    url: url === "" ? `ws://${host}:8080/ws` : url,
    rampPerSec: numberOf("ramp", 0, 100_000),
    logins: numberOf("logins", 1, 1000),
    walk: choice("walk", textOf("walk"), ["wander", "pace"]),
    spread: numberOf("spread", 1, 1000),
    speakers: numberOf("speakers", 0, MAX_BOTS),
    sleepers,
    sayChars: numberOf("say-chars", 0, MAX_SAY_CHARS),
    countLines: values["count-lines"] ?? false,
    seed: numberOf("seed", 0, 0xffffffff),
    prefix: lettersOf(textOf("prefix")),
    password: textOf("password"),
    maxLatencyMs: numberOf("max-latency", 1, 3_600_000),
    pids: readPids(textOf("pid")),
    adminPort: optional("admin-port"),
    report: textOf("report") === "" ? null : textOf("report"),
  };
};

const readNumber = (name: string, text: string, min: number, max: number): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} is "${text}"; it must be a whole number from ${min} to ${max}.`);
};

const readPids = (text: string): readonly number[] =>
  text === "" ? [] : text.split(",").map((pid) => readNumber("pid", pid, 1, MAX_ID));

const choice = <T extends string>(name: string, text: string, choices: readonly T[]): T => {
  const chosen = choices.find((one) => one === text);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`--${name} is "${text}"; it must be ${choices.join(" or ")}.`);
};

/** Names have at most 16 letters, four of which number the bots. */
const lettersOf = (prefix: string): string => {
  if (/^[A-Za-z]{1,12}$/.test(prefix)) return prefix;
  throw new UsageError(`--prefix is "${prefix}"; it must be 1 to 12 letters.`);
};
