/**
 * The engine's part of a process: content, store, accounts and zones put together. Both roles that
 * hold an engine, standalone and engine, make it here.
 */

import { randomBytes } from "node:crypto";
import { Argon2Hasher, UNKNOWN_NAME_HASH } from "@ambon/accounts/adapter/argon2-hasher";
import { HmacSigner } from "@ambon/accounts/adapter/hmac-signer";
import type { InboundBus, OutboundBus } from "@ambon/bus/bus";
import type { InterEngineBus } from "@ambon/bus/inter-engine-bus";
import type { Config } from "@ambon/config/load";
import { type AccountJob, AccountReception } from "@ambon/engine/account-reception";
import { accountWorker } from "@ambon/engine/adapter/account-worker";
import { type ContentOutcome, EngineHost } from "@ambon/engine/adapter/engine-host";
import { gameZones } from "@ambon/engine/game-zones";
import { commandWords } from "@ambon/engine/player-names";
import { playerCodec, upgradedZone } from "@ambon/engine/stored-codecs";
import { ZONE_SCHEMA } from "@ambon/game/state";
import { RecordingFiles } from "@ambon/journal/adapter/recording-file";
import type { ZoneId } from "@ambon/kernel/ids";
import type { Log } from "@ambon/kernel/ports";
import type { RoleContext } from "@ambon/process/adapter/role-process";
import { secretOf } from "@ambon/process/adapter/secret";
import { VERSION } from "@ambon/process/adapter/version";
import { adminCalls } from "./admin-calls.ts";
import { readBans } from "./bans.ts";
import { type ClusterPlan, hostedZones } from "./cluster-plan.ts";
import { ContentError, ContentLibrary } from "./content.ts";
import { type OpenedStore, openStore } from "./open-store.ts";

const MARK_EVERY_STEPS = 10;
const SEGMENT_BYTES = 32 * 1024 * 1024;
const FILES_PER_ZONE = 4;
const BOOT_BYTES = 4;
const TOKEN_BYTES = 16;

/** The engine's ends of the buses. */
export interface EngineLink {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** To other engines, if there may be any. */
  readonly peers?: InterEngineBus;
}

/**
 * Resolves when its zones run and logins are let in. `openLink` is called when nothing but the
 * zones is missing; `boot` names this run. With a `plan` it is one of several. Throws with a
 * sentence what the operator can mend: content with mistakes, zones that the world does not have, a
 * data directory that cannot be had, a store that is away.
 */
export const startEngine = async (
  context: RoleContext,
  openLink: (boot: string) => EngineLink | Promise<EngineLink>,
  plan?: ClusterPlan,
): Promise<EngineHost> => {
  const { config, log, opened } = context;
  const library = loadContent(config, log);
  const { zones, zoneRegions } = config;
  const pins = { zones: plan === undefined ? undefined : zones, zoneRegions };
  const hosted = hostedZones(library.current, pins);
  const stores = await openStore(context);
  const { store } = stores;
  opened(() => store.close());
  const recordings = openRecordings(config, log);
  if (recordings !== null) opened(() => recordings.close());
  // Only whoever holds the directory may make a secret in it.
  const secret = secretOf(config.dataDir, config.secret);
  const boot = randomBytes(BOOT_BYTES).toString("hex");
  const link = await openLink(boot);
  const parts = { ...stores, link, boot, library, recordings, secret, hosted, plan };
  const host = await makeHost(context, parts);
  await context.openAdmin(secret, adminCalls(host, store));
  await host.start();
  return host;
};

const loadContent = (config: Config, log: Log): ContentLibrary => {
  const startMs = performance.now();
  const library = new ContentLibrary(config.contentDir);
  const { zones, rooms, mobs, items } = library.current;
  const ms = Math.round(performance.now() - startMs);
  const counts = { zones: zones.size, rooms: rooms.size, mobs: mobs.size, items: items.size };
  log.event("info", "world_loaded", { ...counts, ms });
  return library;
};

/** Null unless recordings are switched on. Throws what the file system says. */
const openRecordings = (config: Config, log: Log): RecordingFiles | null => {
  const { recordDir: directory } = config;
  if (directory === undefined) return null;
  const clock = { nowMs: () => Date.now() };
  return new RecordingFiles({ directory, filesPerZone: FILES_PER_ZONE, clock, log });
};

interface HostParts extends OpenedStore {
  readonly link: EngineLink;
  readonly boot: string;
  readonly library: ContentLibrary;
  readonly recordings: RecordingFiles | null;
  readonly secret: string;
  readonly hosted: readonly ZoneId[];
  readonly plan: ClusterPlan | undefined;
}

/** Rejects with StoreUnavailableError when the bans cannot be read. */
const makeHost = async (context: RoleContext, parts: HostParts): Promise<EngineHost> => {
  const { config, metrics, log } = context;
  const { link, boot, library, store, leases, forLogins, recordings, plan } = parts;
  const seed = config.seed ?? randomBytes(BOOT_BYTES).readUInt32LE();
  const accounts = new AccountReception({
    limits: config.limits,
    signer: new HmacSigner(parts.secret, config.acceptedSecrets),
    owner: `${config.engineId}#${boot}`,
    world: library.current,
    commandWords: commandWords(),
    unknownNameHash: UNKNOWN_NAME_HASH,
    bans: await readBans(store, log),
  });
  const hasher = new Argon2Hasher(config.limits.HASH_QUEUE);
  const work = accountWorker({
    store: forLogins,
    hasher,
    startRoom: () => library.current.startRoom,
  });
  const recording = {
    markEverySteps: MARK_EVERY_STEPS,
    segmentBytes: SEGMENT_BYTES,
    build: VERSION,
    schema: ZONE_SCHEMA,
  };
  return new EngineHost({
    engine: {
      engine: config.engineId,
      boot,
      limits: config.limits,
      world: () => library.current,
      zones: gameZones(library),
      hosted: parts.hosted,
      seed,
      accounts,
      readPlayer: playerCodec.decode,
      readZone: upgradedZone,
      randomToken: () => randomBytes(TOKEN_BYTES).toString("hex"),
      metrics,
      log,
      recording: recordings === null ? null : recording,
      ...(plan === undefined ? {} : { cluster: plan }),
    },
    store,
    ...(leases === undefined ? {} : { leases }),
    inbound: link.inbound,
    outbound: link.outbound,
    ...(link.peers === undefined ? {} : { peers: link.peers }),
    account: (effect) => work(effect as AccountJob),
    reload: () => reload(library, log),
    recordings,
    onShutdown: context.stop,
    crash: context.crash,
    cadence: { tickMs: config.tickMs, earlyTickMs: config.earlyTickMs },
  });
};

const reload = async (library: ContentLibrary, log: Log): Promise<ContentOutcome> => {
  try {
    const { changed } = library.reload();
    const { contentHash } = library.current;
    log.event("info", "content_reloaded", { changed, contentHash });
    const text = changed ? "The new content is in force." : "The content has not changed.";
    return { ok: changed, contentHash, text };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    log.event("warn", "reload_refused", { problems: error.problems.join("\n") });
    const { contentHash } = library.current;
    const more = error.problems.length > 1 ? ` (and ${error.problems.length - 1} more)` : "";
    const text = `The content has errors; the old one goes on. ${error.problems[0]}${more}`;
    return { ok: false, contentHash, text };
  }
};
