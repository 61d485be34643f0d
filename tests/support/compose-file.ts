/** deploy/compose.yaml as compose reads it: merged, and with its variables put in. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "./server.ts";

export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number | null>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { ipv4_address?: string }>>;
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: unknown;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, unknown>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** A variable without a value that must have one; compose says the same and starts nothing. */
export class MissingVariable extends Error {
  override readonly name = "MissingVariable";
}

const VARIABLE = /\$\{(?<name>\w+)(?::(?<how>[?-])(?<word>[^}]*))?\}/g;

const interpolate = (text: string, env: Readonly<Record<string, string>>): string =>
  text.replaceAll(VARIABLE, (...found) => {
    const { name = "", how, word = "" } = found.at(-1) as Readonly<Record<string, string>>;
    const value = env[name] ?? "";
    if (value !== "") return value;
    if (how === "?") throw new MissingVariable(`${name}: ${word}`);
    return how === "-" ? word : "";
  });

const mapTexts = (value: unknown, change: (text: string) => string): unknown => {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change)]),
  );
};

export const composeText = (): string => readFileSync(join(ROOT, "deploy/compose.yaml"), "utf8");

/** Throws MissingVariable as compose would refuse. */
export const composeFile = (env: Readonly<Record<string, string>>): ComposeFile => {
  const merged: unknown = parse(composeText(), { merge: true });
  return mapTexts(merged, (text) => interpolate(text, env)) as ComposeFile;
};

export const networksOf = (service: ComposeService): readonly string[] =>
  Array.isArray(service.networks) ? service.networks : Object.keys(service.networks);
