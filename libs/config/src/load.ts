/** From environment and file to a checked configuration, or to sentences that say what to mend. */

import { suggest } from "@ambon/kernel/did-you-mean";
import { LIMIT_SPECS, type LimitName, type Limits, limitsWith } from "@ambon/kernel/limits";
import { fail, ok, type Result } from "@ambon/kernel/result";
import { type BusChoice, readBus } from "./bus-choice.ts";
import { type ClientOffers, readClientOffers } from "./client-offers.ts";
import { type ClusterSettings, readCluster } from "./cluster-settings.ts";
import { type Doors, readDoors } from "./doors.ts";
import { type EngineAddress, readEngines } from "./engine-addresses.ts";
import { readLeasingUrls } from "./leasing-urls.ts";
import { type LinkTls, readLinkTls } from "./link-tls.ts";
import { SETTINGS, type Setting, type SettingKind } from "./schema.ts";

export interface Config extends Doors, ClusterSettings {
  readonly host: string;
  readonly telnetPort: number;
  readonly webPort: number;
  readonly adminPort: number;
  readonly adminHost: string;
  readonly dataDir: string;
  readonly contentDir: string;
  /** Undefined = files in `dataDir`. */
  readonly databaseUrl: string | undefined;
  readonly secret: string | undefined;
  /** Secrets whose signatures are taken beside that of `secret`. */
  readonly acceptedSecrets: readonly string[];
  readonly bus: BusChoice;
  readonly engineId: string;
  /** Undefined = a name that no other process has. */
  readonly gatewayId: string | undefined;
  /** Undefined = not said; an engine and leasing need one. */
  readonly linkPort: number | undefined;
  readonly engines: readonly EngineAddress[];
  /** Undefined = links are not encrypted. */
  readonly linkTls: LinkTls | undefined;
  /** Where node ids are leased; empty = not said. */
  readonly leasingUrls: readonly string[];
  /** Undefined = there is no Redis. */
  readonly redisUrl: string | undefined;
  /** What MUD clients are offered beside the game. */
  readonly offers: ClientOffers;
  readonly region: string;
  readonly recordDir: string | undefined;
  readonly seed: number | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  readonly tickMs: number;
  readonly earlyTickMs: number;
  readonly limits: Limits;
  /** Settings that this version accepts but does not use yet, as given. */
  readonly others: Readonly<Record<string, string>>;
}

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Key → value of `ambon.yaml`; undefined when there is none. */
  readonly file: Readonly<Record<string, unknown>> | undefined;
  /** How the file is called in messages. */
  readonly fileName: string;
}

const PREFIX = "AMBON_";
const MIN_SECRET = 16;
const MAX_PORT = 65_535;
/** Read by the test tools and launchers, not by the server. */
const FOREIGN = ["AMBON_TEST_", "AMBON_SOAK", "AMBON_BENCH_"];

const allowed = (kind: SettingKind): string => {
  switch (kind.kind) {
    case "port":
      return `a port from 0 (any) to ${MAX_PORT}`;
    case "choice":
      return `one of ${kind.choices.join(", ")}`;
    case "number":
      return `a whole number from ${kind.min} to ${kind.max} ${kind.unit}`.trimEnd();
    case "url":
      return `an address that begins with ${kind.schemes.map((one) => `${one}://`).join(" or ")}`;
    case "secret":
      return `at least ${MIN_SECRET} characters`;
    case "path":
      return "a path";
    case "text":
      return kind.example === undefined ? "text" : `text like ${kind.example}`;
  }
};

const isValid = (kind: SettingKind, value: string): boolean => {
  switch (kind.kind) {
    case "port":
      return /^\d{1,5}$/.test(value) && Number(value) <= MAX_PORT;
    case "choice":
      return kind.choices.includes(value);
    case "number":
      return /^\d{1,10}$/.test(value) && Number(value) >= kind.min && Number(value) <= kind.max;
    case "url":
      return kind.schemes.some((one) => value.startsWith(`${one}://`) && !/\s/.test(value));
    case "secret":
      return value.length >= MIN_SECRET;
    case "path":
      return value.trim() !== "" && !value.includes("\0");
    case "text":
      return value.trim() !== "" && new RegExp(kind.pattern ?? ".").test(value);
  }
};

interface Given {
  readonly value: string;
  /** For messages: the variable, or file and key. */
  readonly where: string;
}

const nameOf = (key: string): string => `${PREFIX}${key}`;
const known = new Map(SETTINGS.map((setting) => [setting.key, setting]));

const unknown = (shown: string, key: string, problems: string[], inFile: boolean): void => {
  const near = suggest(key, known.keys(), 1)[0];
  const name = near === undefined ? undefined : inFile ? near.toLowerCase() : nameOf(near);
  const hint = name === undefined ? "" : ` Did you mean ${name}?`;
  problems.push(`${shown} is not a setting.${hint}`);
};

const gather = (sources: ConfigSources, problems: string[]): Map<string, Given> => {
  const given = new Map<string, Given>();
  for (const [key, value] of Object.entries(sources.file ?? {})) {
    const upper = key.toUpperCase();
    const where = `${sources.fileName}: ${key}`;
    if (!known.has(upper)) unknown(where, upper, problems, true);
    else if (typeof value === "object" || value === undefined) {
      problems.push(`${where} must be a plain value.`);
    } else given.set(upper, { value: String(value), where });
  }
  for (const [name, value] of Object.entries(sources.env)) {
    if (!name.startsWith(PREFIX) || value === undefined) continue;
    if (FOREIGN.some((start) => name.startsWith(start))) continue;
    const key = name.slice(PREFIX.length);
    if (!known.has(key)) unknown(name, key, problems, false);
    else if (value !== "") given.set(key, { value, where: name });
  }
  return given;
};

/** An address may hold a password before its host. */
const showable = (kind: SettingKind, value: string): string => {
  if (kind.kind === "secret") return "(not shown)";
  return `"${kind.kind === "url" ? value.replace(/^.*@/s, "(not shown)@") : value}"`;
};

const check = (setting: Setting, given: Given, problems: string[]): void => {
  if (isValid(setting.kind, given.value)) return;
  const { kind } = setting;
  problems.push(`${given.where} is ${showable(kind, given.value)}, but must be ${allowed(kind)}.`);
};

interface Groups {
  readonly doors: Doors;
  readonly bus: BusChoice;
  readonly cluster: ClusterSettings;
  readonly engines: readonly EngineAddress[];
  readonly linkTls: LinkTls | undefined;
  readonly leasingUrls: readonly string[];
}

const build = (given: ReadonlyMap<string, Given>, groups: Groups): Config => {
  const text = (key: string): string => given.get(key)?.value ?? known.get(key)?.fallback ?? "";
  const maybe = (key: string): string | undefined => given.get(key)?.value;
  const overrides: Partial<Record<LimitName, number>> = {};
  for (const name of Object.keys(LIMIT_SPECS) as LimitName[]) {
    overrides[name] = Number(text(`LIMITS_${name}`));
  }
  const seed = maybe("SEED");
  const linkPort = maybe("LINK_PORT");
  const accepted = maybe("SECRET_ACCEPTED");
  return {
    host: text("HOST"),
    telnetPort: Number(text("TELNET_PORT")),
    ...groups.doors,
    ...groups.cluster,
    webPort: Number(text("WEB_PORT")),
    adminPort: Number(text("ADMIN_PORT")),
    adminHost: text("ADMIN_HOST"),
    dataDir: text("DATA_DIR"),
    contentDir: text("CONTENT_DIR"),
    databaseUrl: maybe("DATABASE_URL"),
    secret: maybe("SECRET"),
    acceptedSecrets: accepted === undefined ? [] : [accepted],
    bus: groups.bus,
    engineId: text("ENGINE_ID"),
    gatewayId: maybe("GATEWAY_ID"),
    linkPort: linkPort === undefined ? undefined : Number(linkPort),
    engines: groups.engines,
    linkTls: groups.linkTls,
    leasingUrls: groups.leasingUrls,
    redisUrl: maybe("REDIS_URL"),
    offers: readClientOffers(maybe),
    region: text("REGION"),
    recordDir: maybe("RECORD_DIR"),
    seed: seed === undefined ? undefined : Number(seed),
    logLevel: text("LOG_LEVEL") as Config["logLevel"],
    tickMs: Number(text("TICK_MS")),
    earlyTickMs: Number(text("EARLY_TICK_MS")),
    limits: limitsWith(overrides),
    others: Object.fromEntries([...given].map(([key, one]) => [key, one.value])),
  };
};

/** All problems at once, each a sentence that names key, value and what is allowed. */
export const loadConfig = (sources: ConfigSources): Result<Config, readonly string[]> => {
  const problems: string[] = [];
  const given = gather(sources, problems);
  for (const [key, value] of given) {
    const setting = known.get(key);
    if (setting !== undefined) check(setting, value, problems);
  }
  const textOf = (key: string): string | undefined => given.get(key)?.value;
  const doors = readDoors(textOf, problems);
  const bus = readBus(textOf, problems);
  const cluster = readCluster(textOf, problems);
  const engines = readEngines(textOf("ENGINES"), problems, bus.via === "redis");
  const linkTls = readLinkTls(textOf, problems);
  const leasingUrls = readLeasingUrls(textOf("LEASING_URL"), problems);
  if (problems.length > 0) return fail(problems);
  return ok(build(given, { doors, bus, cluster, engines, linkTls, leasingUrls }));
};
