/**
 * What a seed decides: how many of everything, which faults there are at all, and how often. Many
 * kinds are off in any one seed, so that each is met alone, in pairs and in crowds. Everything is
 * told in the first line of a run; parts may be overridden, which is how a failure is made smaller.
 */

import { LIMIT_SPECS, type Limits, limitsWith } from "@ambon/kernel/limits";
import type { BotHabits } from "./clients/bot.ts";
import type { Delays } from "./network/network.ts";
import type { StoreTroubles } from "./store/store-model.ts";
import { Dice } from "./time/dice.ts";

/** Faults that come by themselves, with the mean time between two of each in seconds. */
export const FAULTS = {
  engineCrash: [15, 60],
  enginePause: [15, 60],
  engineZombie: [20, 60],
  engineStop: [20, 60],
  engineDrain: [15, 60],
  engineEmpty: [20, 60],
  zoneMove: [5, 30],
  engineSlow: [10, 40],
  gatewayCrash: [15, 60],
  gatewayPause: [15, 60],
  peerReset: [4, 30],
  peerDark: [8, 40],
  peerCut: [10, 40],
  leasingCrash: [10, 40],
  upgrade: [5, 20],
  clockStep: [10, 40],
  gatewayRestart: [20, 60],
  linkReset: [4, 30],
  linkDark: [8, 40],
  linkClog: [5, 30],
  linkOneWay: [10, 40],
  socketReset: [2, 20],
  socketDark: [5, 30],
  storeAway: [10, 40],
  storeStall: [10, 40],
  storeMute: [10, 40],
  storeFar: [10, 40],
  storeFailover: [10, 40],
} as const;
export type Fault = keyof typeof FAULTS;

/** What a run may have beside faults: a number, of which 0 is "not at all". */
export const TWISTS = {
  /** Players that one instance of a zone is meant for, so that there are several of it. */
  crowd: { permille: 250, least: 2, most: 4 },
  /** Output waits, is under way and is kept only up to so many times what limits may be. */
  narrow: { permille: 250, least: 3, most: 6 },
  /** Characters that are created while the run lasts. */
  newcomers: { permille: 250, least: 1, most: 2 },
  /** Of a thousand: by how much at most the clock of a host runs too fast or too slow. */
  drift: { permille: 250, least: 5, most: 20 },
  /** Of a thousand offers between engines, those that come a second time, later. */
  offersAgain: { permille: 350, least: 50, most: 400 },
  /** Of a thousand redirects, those behind which the old engine says something more. */
  afterwords: { permille: 500, least: 100, most: 1000 },
} as const;
export type Twist = keyof typeof TWISTS;

/** Of a thousand seeds, those that have a kind of fault at all, where nothing else is said. */
const FAULT_PERMILLE = 350;

export interface SimOptions {
  readonly seed: number;
  readonly engines: number;
  readonly gateways: number;
  /** They are configured with all engines; else with one, and learn the others. */
  readonly gatewaysKnowAll: boolean;
  /** Engines are configured with no others, and wait for those that ran before. */
  readonly enginesFindOthers: boolean;
  /** For how long the store grants zones to an engine, where there are several. */
  readonly leaseMs: number;
  readonly players: number;
  readonly telnetPermille: number;
  /** Length of the part with faults. */
  readonly seconds: number;
  readonly faults: Readonly<Partial<Record<Fault, number>>>;
  readonly twists: Readonly<Record<Twist, number>>;
  readonly network: Delays;
  readonly store: StoreTroubles;
  readonly habits: BotHabits;
  readonly graceMs: number;
  /** Frames between gateways and engines are really encoded. */
  readonly realCodec: boolean;
}

export interface Overrides {
  readonly players?: number;
  readonly seconds?: number;
  readonly engines?: number;
  readonly gateways?: number;
  /** Faults, twists; `refused`, `unknown`, `repeated` (calls of the store); `mischief` (bots). */
  readonly off?: readonly string[];
  /** Faults that come all the same, at their most frequent, and twists. */
  readonly on?: readonly (Fault | Twist)[];
}

/** Every choice has a stream of its own: a new kind of choice leaves the others as they were. */
export const drawOptions = (seed: number): SimOptions => {
  const root = new Dice(seed >>> 0).fork("options");
  const of = (name: string): Dice => root.fork(name);
  const some = (name: string, most: number): number => {
    const dice = of(name);
    return dice.permille(500) ? dice.between(1, most) : 0;
  };
  return {
    seed,
    engines: of("engines").pick([1, 2, 2, 3]),
    gateways: of("gateways").between(1, 3),
    gatewaysKnowAll: of("known").permille(500),
    enginesFindOthers: of("find").permille(350),
    leaseMs: of("lease").pick([3000, 10_000]),
    players: of("players").between(2, 8),
    telnetPermille: of("telnet").pick([0, 300, 500, 1000]),
    seconds: of("seconds").between(40, 120),
    faults: drawFaults(of),
    twists: drawTwists(of),
    network: {
      minMs: of("net min").between(0, 5),
      meanMs: of("net mean").pick([1, 5, 40]),
      lossPermille: some("loss", 50),
    },
    store: {
      minMs: of("store min").between(1, 4),
      meanMs: of("store mean").pick([2, 10, 60]),
      refusedPermille: some("refused", 60),
      unknownPermille: some("unknown", 60),
      repeatedPermille: some("repeated", 60),
    },
    habits: {
      paceMs: of("pace").pick([150, 400, 1200]),
      quitPermille: some("quit", 30),
      dropPermille: some("drop", 30),
      floodPermille: some("flood", 15),
      stallPermille: some("stall", 15),
    },
    graceMs: of("grace").pick([4000, 30_000, 600_000]),
    realCodec: of("codec").permille(100),
  };
};

const drawFaults = (of: (name: string) => Dice): SimOptions["faults"] => {
  const faults: Partial<Record<Fault, number>> = {};
  for (const [fault, [least, most]] of Object.entries(FAULTS) as [Fault, [number, number]][]) {
    const dice = of(fault);
    if (dice.permille(FAULT_PERMILLE)) faults[fault] = dice.between(least, most);
  }
  return faults;
};

const drawTwists = (of: (name: string) => Dice): SimOptions["twists"] => {
  const drawn = Object.entries(TWISTS).map(([name, { permille, least, most }]) => {
    const dice = of(name);
    return [name, dice.permille(permille) ? dice.between(least, most) : 0];
  });
  return Object.fromEntries(drawn) as Record<Twist, number>;
};

export const isFault = (name: string): name is Fault => Object.hasOwn(FAULTS, name);
export const isTwist = (name: string): name is Twist => Object.hasOwn(TWISTS, name);

const NARROW = [
  "SESSION_PENDING_BYTES",
  "SESSION_WINDOW_BYTES",
  "SESSION_HISTORY_FRAMES",
  "SESSION_HISTORY_BYTES",
] as const;

/** By which the cores run. */
export const limitsOf = ({ graceMs, twists: { crowd, narrow } }: SimOptions): Limits => {
  const small = NARROW.map((name) => [name, narrow * LIMIT_SPECS[name].min]);
  return limitsWith({
    SESSION_GRACE_MS: graceMs,
    LOGINS_PER_MINUTE: 0,
    ...(crowd > 0 ? { ZONE_PLAYERS: crowd } : {}),
    ...(narrow > 0 ? Object.fromEntries(small) : {}),
  });
};

/** Options with parts switched off or made smaller. */
export const withOverrides = (drawn: SimOptions, overrides: Overrides): SimOptions => {
  const { off = [], on = [] } = overrides;
  const isOff = (what: string): boolean => off.includes(what);
  const asked = Object.fromEntries(on.filter(isFault).map((fault) => [fault, FAULTS[fault][0]]));
  const twists = { ...drawn.twists };
  for (const name of on) if (isTwist(name) && twists[name] === 0) twists[name] = TWISTS[name].least;
  for (const name of off) if (isTwist(name)) twists[name] = 0;
  const faults = Object.fromEntries(
    Object.entries({ ...drawn.faults, ...asked }).filter(([fault]) => !isOff(fault)),
  );
  const store = {
    ...drawn.store,
    ...(isOff("refused") ? { refusedPermille: 0 } : {}),
    ...(isOff("unknown") ? { unknownPermille: 0 } : {}),
    ...(isOff("repeated") ? { repeatedPermille: 0 } : {}),
  };
  const still = { quitPermille: 0, dropPermille: 0, floodPermille: 0, stallPermille: 0 };
  const habits = isOff("mischief") ? { ...drawn.habits, ...still } : drawn.habits;
  const { players = drawn.players, seconds = drawn.seconds } = overrides;
  const { engines = drawn.engines, gateways = drawn.gateways } = overrides;
  return { ...drawn, players, seconds, engines, gateways, faults, twists, store, habits };
};

/** All of it in one line. */
export const describe = (options: SimOptions): string => {
  const { network, store, habits } = options;
  const rates = (all: object): string =>
    Object.entries(all)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ");
  const faults = rates(options.faults) || "none";
  const find = options.enginesFindOthers ? "finding each other, " : "";
  return (
    `seed ${options.seed}: ${options.engines} engines (${find}lease ${options.leaseMs} ms), ` +
    `${options.gateways} gateways${options.gatewaysKnowAll ? "" : " (learning)"}, ` +
    `${options.players} players ` +
    `(telnet ${options.telnetPermille}/1000), ${options.seconds} s, grace ${options.graceMs} ms` +
    `${options.realCodec ? ", real codec" : ""}; ` +
    `faults every … s: ${faults}; ${rates(options.twists)}; network ${rates(network)}; ` +
    `store ${rates(store)}; bots ${rates(habits)}`
  );
};
