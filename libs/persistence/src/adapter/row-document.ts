/**
 * A row as a YAML file that an operator can read and edit, and back.
 *
 * The state is expanded when that gives back the same canonical text (it does for every state the
 * game writes); any other text is kept as it is under `stateText`. Secrets are a document of their
 * own. `format` is the version of this layout: a newer one is refused, not guessed at.
 *
 * The last line is YAML's end of a document, `...`: without it the file was torn, for what is left
 * of one may well be valid YAML with a smaller number in it. Format 1 had no such line.
 */

import { encodeCanonical } from "@ambon/kernel/canonical";
import { fail, ok, type Result } from "@ambon/kernel/result";
import { parse, stringify } from "yaml";
import { AGGREGATE_KINDS, type AggregateRow, type AuthRecord } from "../store.ts";
import { YamlKeyError, type YamlValue, yamlText } from "../yaml-text.ts";

export const ROW_FORMAT = 2;
const FORMAT_WITH_END = 2;
const END = "...\n";
const HAS_END = /\n\.\.\.\s*$/;

export type DocumentProblem =
  /** `sentence` says what is wrong in the file. */
  | { readonly problem: "damaged"; readonly sentence: string }
  | { readonly problem: "newer"; readonly sentence: string };

const ROW_HEADER =
  "# One row of AmbonMUD's store. Edit it only while the server is stopped, and after a crash\n" +
  "# start and stop the server once before. Numbers are whole; quotes matter around digits. The\n" +
  "# three dots at the end stay: without them the file counts as torn.\n";
const AUTH_HEADER = "# Login secrets of a player: keep this file private.\n";
const LONE_SURROGATE = /\\ud[89a-f][0-9a-f]{2}/i;
const OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/** The file's text for a row. */
export function renderRow(row: AggregateRow): string {
  const { kind, id, name, version, owner, epoch } = row;
  const state = expanded(row.state);
  const head = { format: ROW_FORMAT, kind, id, name, version, owner, epoch };
  const content = state === undefined ? { stateText: row.state } : { state };
  return ROW_HEADER + written({ ...head, ...content }) + END;
}

/** The library is thorough, and takes ten times as long. */
function written(document: { readonly [key: string]: YamlValue }): string {
  try {
    return yamlText(document);
  } catch (error) {
    if (!(error instanceof YamlKeyError)) throw error;
    return stringify(document, OPTIONS);
  }
}

function expanded(text: string): YamlValue | undefined {
  if (LONE_SURROGATE.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as YamlValue;
    return encodeCanonical(value) === text ? value : undefined;
  } catch {
    return undefined; // not canonical JSON: kept as text, which loses nothing
  }
}

/** Reads what renderRow wrote, also after a person edited it. */
export function parseRow(text: string): Result<AggregateRow, DocumentProblem> {
  return document(text, (map) => {
    const kind = AGGREGATE_KINDS.find((known) => known === map.kind);
    if (kind === undefined) return damaged(`"kind" is not one of ${AGGREGATE_KINDS.join(", ")}`);
    const { id, name, owner } = map;
    if (typeof id !== "string" || id === "") return damaged('"id" is not a text in quotes');
    if (name !== null && typeof name !== "string") return damaged('"name" is not a text or null');
    if (owner !== null && typeof owner !== "string") return damaged('"owner" is no text or null');
    const version = count(map.version);
    if (version === undefined) return damaged('"version" is not a whole number');
    const epoch = count(map.epoch);
    if (epoch === undefined) return damaged('"epoch" is not a whole number');
    const state = stateOf(map);
    return state.ok ? ok({ kind, id, name, state: state.value, version, owner, epoch }) : state;
  });
}

function stateOf(map: Fields): Result<string, DocumentProblem> {
  if (typeof map.stateText === "string") return ok(map.stateText);
  if (map.state === undefined) return damaged('"state" is missing');
  try {
    return ok(encodeCanonical(map.state));
  } catch (error) {
    return damaged(`"state" holds what the game cannot: ${messageOf(error)}`);
  }
}

/** The file's text for a player's secrets. */
export function renderAuth(id: string, auth: AuthRecord): string {
  return AUTH_HEADER + written({ format: ROW_FORMAT, id, ...auth }) + END;
}

/** Reads what renderAuth wrote. */
export function parseAuth(text: string): Result<AuthRecord, DocumentProblem> {
  return document(text, (map) => {
    const { passwordHash } = map;
    if (typeof passwordHash !== "string") return damaged('"passwordHash" is not a text');
    const failures = count(map.failures);
    const lockedUntilMs = count(map.lockedUntilMs);
    const version = count(map.version);
    if (failures === undefined || lockedUntilMs === undefined || version === undefined) {
      return damaged('"failures", "lockedUntilMs" or "version" is not a whole number');
    }
    return ok({ passwordHash, failures, lockedUntilMs, version });
  });
}

type Fields = Readonly<Record<string, unknown>>;

function document<T>(
  text: string,
  read: (map: Fields) => Result<T, DocumentProblem>,
): Result<T, DocumentProblem> {
  let value: unknown;
  try {
    value = parse(text, { logLevel: "error" });
  } catch (error) {
    return damaged(`not valid YAML: ${messageOf(error)}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return damaged("the file is empty or no map of keys");
  }
  const map = value as Fields;
  const format = count(map.format);
  if (format === undefined) return damaged('"format" is not a whole number');
  if (format > ROW_FORMAT) {
    const sentence = `it has format ${format}, and this version of the server knows ${ROW_FORMAT}`;
    return fail({ problem: "newer", sentence });
  }
  if (format >= FORMAT_WITH_END && !HAS_END.test(text)) {
    return damaged('it is torn: the line "..." at its end is missing');
  }
  return read(map);
}

const damaged = (sentence: string): { ok: false; error: DocumentProblem } => ({
  ok: false,
  error: { problem: "damaged", sentence },
});

const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
