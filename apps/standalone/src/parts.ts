/** The engine's side of a standalone server: world, store, accounts and zones put together. */

import { randomBytes } from "node:crypto";
import { Argon2Hasher, UNKNOWN_NAME_HASH } from "@ambon/accounts/adapter/argon2-hasher";
import { HmacSigner } from "@ambon/accounts/adapter/hmac-signer";
import { type Ban, decodeBan } from "@ambon/accounts/bans";
import type { LocalLink } from "@ambon/bus/local-bus";
import type { Config } from "@ambon/config/load";
import { type AccountJob, AccountReception } from "@ambon/engine/account-reception";
import { accountWorker } from "@ambon/engine/adapter/account-worker";
import { type ContentOutcome, EngineHost } from "@ambon/engine/adapter/engine-host";
import { COMMANDS } from "@ambon/game/commands/all";
import type { PlayerState } from "@ambon/game/player-state";
import { ZONE_SCHEMA } from "@ambon/game/state";
import { Zone } from "@ambon/game/zone";
import { RecordingFiles } from "@ambon/journal/adapter/recording-file";
import { zoneId } from "@ambon/kernel/ids";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { schemaCodec } from "@ambon/persistence/state-upgrade";
import type { AggregateStore } from "@ambon/persistence/store";
import { ContentError, type ContentLibrary } from "./content.ts";

const MARK_EVERY_STEPS = 10;
const SEGMENT_BYTES = 32 * 1024 * 1024;
const FILES_PER_ZONE = 4;
const BOOT_BYTES = 4;
const TOKEN_BYTES = 16;
const BANS_PAGE = 500;

export interface EngineParts {
  readonly config: Config;
  readonly secret: string;
  readonly library: ContentLibrary;
  readonly store: AggregateStore;
  readonly link: LocalLink;
  readonly recordings: RecordingFiles | null;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly version: string;
  readonly onShutdown: (reason: string) => void;
  readonly crash: (reason: string) => void;
}

const readBans = async (store: AggregateStore, log: Log): Promise<Ban[]> => {
  const bans: Ban[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Awaited<ReturnType<AggregateStore["list"]>> = await store.list(
      "ban",
      after,
      BANS_PAGE,
    );
    for (const { id } of page) {
      const row = await store.read({ kind: "ban", id });
      const ban = row === undefined ? undefined : decodeBan(row.state);
      if (ban?.ok === true) bans.push(ban.value);
      else log.event("warn", "ban_unreadable", { target: id });
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < BANS_PAGE) return bans;
  }
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

/** Words that no character may be called. */
const commandWords = (): string[] =>
  COMMANDS.entries.flatMap(({ command }) => [command.name, ...(command.aliases ?? [])]);

/** Null unless recordings are switched on. Throws what the file system says. */
export const openRecordings = (config: Config, log: Log): RecordingFiles | null => {
  const { recordDir: directory } = config;
  if (directory === undefined) return null;
  const clock = { nowMs: () => Date.now() };
  return new RecordingFiles({ directory, filesPerZone: FILES_PER_ZONE, clock, log });
};

/** Rejects with StoreUnavailableError when the bans cannot be read. */
export const makeEngineHost = async (parts: EngineParts): Promise<EngineHost> => {
  const { config, library, store, link, recordings, metrics, log, version } = parts;
  const boot = randomBytes(BOOT_BYTES).toString("hex");
  const seed = config.seed ?? randomBytes(BOOT_BYTES).readUInt32LE();
  const accounts = new AccountReception({
    limits: config.limits,
    signer: new HmacSigner(parts.secret),
    owner: `${config.engineId}#${boot}`,
    world: library.current,
    commandWords: commandWords(),
    unknownNameHash: UNKNOWN_NAME_HASH,
    bans: await readBans(store, log),
  });
  const hasher = new Argon2Hasher(config.limits.HASH_QUEUE);
  const work = accountWorker({ store, hasher, startRoom: () => library.current.startRoom });
  const recording = {
    markEverySteps: MARK_EVERY_STEPS,
    segmentBytes: SEGMENT_BYTES,
    build: version,
    schema: ZONE_SCHEMA,
  };
  const codec = schemaCodec<PlayerState>([]);
  return new EngineHost({
    engine: {
      engine: config.engineId,
      boot,
      limits: config.limits,
      world: () => library.current,
      zones: (start) => Zone.create(library, start),
      hosted: [...library.current.zones.keys(), "@commons"].map((id) => zoneId(id, 1)),
      seed,
      accounts,
      readPlayer: codec.decode,
      randomToken: () => randomBytes(TOKEN_BYTES).toString("hex"),
      metrics,
      log,
      recording: recordings === null ? null : recording,
    },
    store,
    inbound: link.inbound,
    outbound: link.outbound,
    account: (effect) => work(effect as AccountJob),
    reload: () => reload(library, log),
    recordings,
    onShutdown: parts.onShutdown,
    crash: parts.crash,
    cadence: { tickMs: config.tickMs, earlyTickMs: config.earlyTickMs },
  });
};
