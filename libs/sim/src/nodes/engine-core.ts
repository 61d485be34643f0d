/** What a simulated engine run is made with, and what the core that ships gets of it. */

import { AccountReception } from "@ambon/engine/account-reception";
import type { EngineOptions } from "@ambon/engine/context";
import { playerCodec, upgradedZone } from "@ambon/engine/stored-codecs";
import { COMMANDS } from "@ambon/game/commands/all";
import { hash32, hashText } from "@ambon/kernel/hash";
import { zoneId } from "@ambon/kernel/ids";
import { type Metrics, silentMetrics } from "@ambon/kernel/ports";
import type { Sometimes } from "../checks/checks.ts";
import type { Surroundings } from "./surroundings.ts";
import type { WatchedZones } from "./watched-zones.ts";

const COMMAND_WORDS = COMMANDS.entries.flatMap(({ command }) => [
  command.name,
  ...(command.aliases ?? []),
]);

export interface EngineRunOptions {
  readonly engine: string;
  readonly boot: number;
  /** The newest version of links that it speaks. */
  readonly protocol: number;
  readonly driftPermille: number;
  /** Engines of the cluster, itself among them; null = it is the only one and has no leases. */
  readonly cluster: readonly string[] | null;
  readonly findsOthers: boolean;
  readonly leaseMs: number;
  /** Of a thousand offers of other engines, those that come twice. */
  readonly offersAgain: number;
  /** Of a thousand redirects, those behind which the engine says something more. */
  readonly afterwords: number;
  /** Host milliseconds that each reading of the tick's clock shows to have passed. */
  readonly slowMs: () => number;
  /** The run has ended by itself. */
  readonly ended: () => void;
}

interface CoreParts {
  readonly owner: string;
  readonly zones: WatchedZones;
  readonly logged: (event: string, fields: unknown) => void;
}

export const coreOptions = (
  { limits, seed, sometimes, world }: Surroundings,
  options: EngineRunOptions,
  { owner, zones, logged }: CoreParts,
): EngineOptions => {
  const signer = {
    sign: hashText,
    verify: (text: string, given: string) => hashText(text) === given,
  };
  let tokens = 0;
  return {
    engine: options.engine,
    boot: `b${options.boot}`,
    limits,
    world: () => world.current,
    zones: (start) => zones.create(start),
    hosted: [...world.current.zones.keys(), "@commons"].map((id) => zoneId(id, 1)),
    seed: hash32(`${seed}/${owner}`),
    accounts: new AccountReception({
      limits,
      signer,
      owner,
      world: world.current,
      commandWords: COMMAND_WORDS,
      unknownNameHash: "",
      bans: [],
    }),
    readPlayer: playerCodec.decode,
    readZone: upgradedZone,
    randomToken: () => {
      tokens += 1;
      return hashText(`${owner}/${tokens}`);
    },
    hashToken: hashText,
    metrics: countingSome(sometimes),
    log: { event: (_level, event, fields) => logged(event, fields) },
    recording: null,
    ...clusterOf(options),
  };
};

/** Of the engine's own counters those that tell which branch was taken. */
const countingSome = (sometimes: Sometimes): Metrics => ({
  ...silentMetrics,
  count: (name, amount = 1, labels = {}) => {
    if (name === "handoff_total") sometimes.count(`a hand-off was ${labels.outcome}`, amount);
    if (name === "zone_moves_total") sometimes.count(`a zone move was ${labels.outcome}`, amount);
    if (name === "lease_lost_total") sometimes.count("an engine lost its zones", amount);
  },
});

const clusterOf = ({
  engine,
  cluster,
  findsOthers,
  leaseMs,
}: EngineRunOptions): Pick<EngineOptions, "cluster"> =>
  cluster === null
    ? {}
    : {
        cluster: {
          url: `sim://${engine}`,
          leaseMs,
          expected: findsOthers ? [] : cluster.filter((name) => name !== engine),
          findsOthers,
        },
      };
