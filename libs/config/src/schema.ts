/**
 * Every setting an operator can make, in one table: name, meaning, default, and what is allowed.
 * The documentation page and the refusals are made from it. `ambon.yaml` uses the same names in
 * lower case without the prefix (`telnet_port`); the environment wins.
 */

import { LIMIT_SPECS, type LimitName } from "@ambon/kernel/limits";
import { CLIENT_GUI } from "./client-offers.ts";
import { FORWARDED_HEADER } from "./doors.ts";

export type SettingKind =
  | { readonly kind: "port" }
  | { readonly kind: "text"; readonly pattern?: string; readonly example?: string }
  | { readonly kind: "secret" }
  | { readonly kind: "path" }
  | { readonly kind: "url"; readonly schemes: readonly string[] }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly unit: string };

export interface Setting {
  readonly key: string;
  readonly meaning: string;
  readonly kind: SettingKind;
  /** Undefined = not set. */
  readonly fallback?: string;
}

const port = (key: string, fallback: string | undefined, meaning: string): Setting => ({
  key,
  meaning,
  kind: { kind: "port" },
  ...(fallback === undefined ? {} : { fallback }),
});

const NAME = "^[a-z0-9][a-z0-9-]{0,31}$";
const MAX_LIMIT = 1_000_000_000;

const limits: readonly Setting[] = (Object.keys(LIMIT_SPECS) as LimitName[]).map((name) => {
  const { value, min, unit, whenFull } = LIMIT_SPECS[name];
  return {
    key: `LIMITS_${name}`,
    meaning: `Limit; when reached: ${whenFull}`,
    kind: { kind: "number", min, max: MAX_LIMIT, unit },
    fallback: String(value),
  };
});

export const SETTINGS: readonly Setting[] = [
  {
    key: "HOST",
    meaning: "Address on which players' ports listen",
    kind: { kind: "text", example: "127.0.0.1" },
    fallback: "0.0.0.0",
  },
  port("TELNET_PORT", "4000", "Telnet port"),
  port("TELNET_TLS_PORT", undefined, "Telnet port with TLS; not opened if not set"),
  port("WEB_PORT", "8080", "HTTP and WebSocket port"),
  port("ADMIN_PORT", "9090", "Metrics, health and admin port"),
  {
    key: "ADMIN_HOST",
    meaning: "Address on which the admin port listens",
    kind: { kind: "text", example: "127.0.0.1" },
    fallback: "127.0.0.1",
  },
  port("LINK_PORT", undefined, "RPC port of an engine or of leasing"),
  {
    key: "LINK_TLS_CERT",
    meaning:
      "Certificate file of this process on the private links (PEM); links are plain if not set",
    kind: { kind: "path" },
  },
  {
    key: "LINK_TLS_KEY",
    meaning: "Key file of that certificate (PEM, without a passphrase)",
    kind: { kind: "path" },
  },
  {
    key: "LINK_TLS_CA",
    meaning:
      "Certificate file of those whose certificates are trusted on the private links (PEM); " +
      "an engine then asks each gateway for one",
    kind: { kind: "path" },
  },
  {
    key: "ADVERTISE_URL",
    meaning: "How other engines and gateways reach this engine, if it is one of several",
    kind: { kind: "url", schemes: ["http", "https"] },
  },
  {
    key: "DATA_DIR",
    meaning: "Where characters and the world's state are kept",
    kind: { kind: "path" },
    fallback: "./data",
  },
  {
    key: "CONTENT_DIR",
    meaning: "The world's YAML files",
    kind: { kind: "path" },
    fallback: "./content",
  },
  {
    key: "REDIS_URL",
    meaning: "Redis for hints, node ids, the bus (AMBON_BUS), and a cache before the database",
    kind: { kind: "url", schemes: ["redis", "rediss"] },
  },
  {
    key: "BUS",
    meaning: "How gateways and engines talk: gateways dial engines, or all meet at AMBON_REDIS_URL",
    kind: { kind: "choice", choices: ["connect", "redis"] },
    fallback: "connect",
  },
  {
    key: "DATABASE_URL",
    meaning: "Postgres instead of files",
    kind: { kind: "url", schemes: ["postgres", "postgresql"] },
  },
  {
    key: "SECRET",
    meaning:
      "Key of tickets, links and admin calls, at least 16 characters, the same for all processes " +
      "of a game; standalone makes one in DATA_DIR",
    kind: { kind: "secret" },
  },
  {
    key: "SECRET_ACCEPTED",
    meaning: "A second secret whose signatures are taken too, while AMBON_SECRET is being changed",
    kind: { kind: "secret" },
  },
  {
    key: "ENGINE_ID",
    meaning: "Name of this engine",
    kind: { kind: "text", pattern: NAME, example: "engine-1" },
    fallback: "engine-1",
  },
  {
    key: "GATEWAY_ID",
    meaning:
      "Name of this gateway, of no other process's; if not set, the machine's name and " +
      "something by chance",
    kind: { kind: "text", pattern: NAME, example: "gateway-1" },
  },
  {
    key: "ENGINES",
    meaning:
      "The engines of the game and where their link ports are, for gateways and for engines that " +
      "are several; it may name the engine itself, and may be left out with AMBON_REGISTRY=redis",
    kind: { kind: "text", example: "engine-1=http://host:5000,engine-2=http://host:5001" },
  },
  {
    key: "ZONES",
    meaning: "Zones that this engine may run, if it is one of several; all if not set",
    kind: { kind: "text", example: "town,forest,@commons" },
  },
  {
    key: "ZONE_REGIONS",
    meaning:
      "Zones and the region whose engines should run them, while there are any that may; the " +
      "same for all engines",
    kind: { kind: "text", example: "town=fra,keep=iad" },
  },
  {
    key: "REGISTRY",
    meaning:
      "How engines and gateways find engines: by AMBON_ENGINES alone, or by AMBON_REDIS_URL too",
    kind: { kind: "choice", choices: ["static", "redis"] },
    fallback: "static",
  },
  {
    key: "REGION",
    meaning: "Region of this process; gateways prefer engines of their own",
    kind: { kind: "text", pattern: NAME, example: "fra" },
    fallback: "local",
  },
  {
    key: "LEASING_URL",
    meaning: "Where a gateway leases its node id; several that share a Redis, separated by commas",
    kind: { kind: "text", example: "http://host:5100,http://other:5100" },
  },
  {
    key: "TLS_CERT",
    meaning: "Certificate file with its chain (PEM); read again on SIGHUP",
    kind: { kind: "path" },
  },
  {
    key: "TLS_KEY",
    meaning: "Key file (PEM, without a passphrase); read again on SIGHUP",
    kind: { kind: "path" },
  },
  {
    key: "PUBLIC_URL",
    meaning:
      "The web port's address for players; if set, MUD clients that ask for sounds (GMCP " +
      "Client.Media) get them from there",
    kind: { kind: "url", schemes: ["http", "https"] },
  },
  {
    key: "CLIENT_GUI",
    meaning:
      "Version and address of a package that gives Mudlet an interface for this game (GMCP " +
      "Client.GUI)",
    kind: {
      kind: "text",
      pattern: CLIENT_GUI.source,
      example: "12 https://play.example.org/ambon.mpackage",
    },
  },
  {
    key: "LOGIN_TOKENS",
    meaning:
      "Whether MUD clients on the TLS port may come back to a lost session without a password " +
      "(GMCP Char.Login 2, a draft)",
    kind: { kind: "choice", choices: ["off", "on"] },
    fallback: "off",
  },
  {
    key: "PROXY_PROTOCOL",
    meaning: "PROXY header (v1 or v2) before anything else on the telnet ports",
    kind: { kind: "choice", choices: ["off", "required"] },
    fallback: "off",
  },
  {
    key: "TRUSTED_CIDRS",
    meaning:
      "Networks of the proxies whose word about addresses is believed: PROXY header, HTTP header",
    kind: { kind: "text", example: "10.0.0.0/8,fd00::/8" },
  },
  {
    key: "FORWARDED_HEADER",
    meaning: "HTTP header in which a trusted proxy names the address of a browser",
    kind: { kind: "text", pattern: "^[A-Za-z0-9-]{1,64}$", example: "Fly-Client-IP" },
    fallback: FORWARDED_HEADER,
  },
  {
    key: "RECORD_DIR",
    meaning: "Write recordings of zones for `ambon replay` here (they contain player text)",
    kind: { kind: "path" },
  },
  {
    key: "SEED",
    meaning: "Seed of the world's dice; chosen by chance if not set",
    kind: { kind: "number", min: 0, max: 4_294_967_295, unit: "" },
  },
  {
    key: "LOG_LEVEL",
    meaning: "Least level that is logged",
    kind: { kind: "choice", choices: ["debug", "info", "warn", "error"] },
    fallback: "info",
  },
  {
    key: "TICK_MS",
    meaning: "Cadence of the engine",
    kind: { kind: "number", min: 10, max: 1000, unit: "ms" },
    fallback: "100",
  },
  {
    key: "EARLY_TICK_MS",
    meaning: "When input waits, the next tick comes this soon after the last began; 0 = off",
    kind: { kind: "number", min: 0, max: 1000, unit: "ms" },
    fallback: "5",
  },
  ...limits,
];
