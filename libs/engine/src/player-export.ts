/**
 * A character as a file: what `ambon player export` writes and `import` reads. `version` is that of
 * this layout, the state inside carries its own schema. What is newer than the code knows, or not
 * wholly of its shape, is refused with the place of each mistake.
 */

import { shapeOf } from "@ambon/accounts/names";
import { PLAYER_SHAPE } from "@ambon/game/player-shape";
import type { PlayerState } from "@ambon/game/player-state";
import { PLAYER_UPGRADES } from "@ambon/game/state-upgrades";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { fail, ok, type Result } from "@ambon/kernel/result";
import {
  anything,
  fields,
  type Path,
  type Shape,
  shapeProblems,
  text,
  whole,
} from "@ambon/kernel/shape";
import { upgradedState } from "@ambon/persistence/state-upgrade";
import { playerCodec } from "./stored-codecs.ts";
import { splitSession } from "./stored-session.ts";

const EXPORT_FORMAT = "ambon-player";
const EXPORT_VERSION = 1;

export interface PlayerExport {
  readonly format: string;
  readonly version: number;
  readonly name: string;
  /** argon2id in PHC form; only when it was asked for. */
  readonly passwordHash?: string;
  readonly state: unknown;
}

/** What is to be imported, read and checked. */
export interface ImportedPlayer {
  readonly name: string;
  readonly passwordHash: string | undefined;
  readonly state: PlayerState;
}

export interface ExportProblem {
  readonly path: Path;
  readonly sentence: string;
}

const EXPORT_SHAPE: Shape<PlayerExport> = fields<PlayerExport>(
  { format: text, version: whole(1), name: text, state: anything },
  { passwordHash: text },
);

/** PHC form of argon2id with parameters of any size: what the hasher verifies. */
const PHC = /^\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** True for texts that the password hasher can verify. */
export const isPasswordHash = (hash: string): boolean => PHC.test(hash);

/** The character of a row, without what belongs to its session; fails with a sentence. */
export const playerExport = (
  row: { readonly name: string | null; readonly state: string },
  passwordHash?: string,
): Result<PlayerExport, string> => {
  const read = playerCodec.decode(splitSession(row.state).state);
  if (!read.ok) return read;
  const name = row.name ?? read.value.name;
  const head = { format: EXPORT_FORMAT, version: EXPORT_VERSION, name };
  const secret = passwordHash === undefined ? {} : { passwordHash };
  return ok({ ...head, ...secret, state: read.value });
};

/** Checks everything that a file can get wrong; names are checked in their shape only. */
export const readExport = (value: unknown): Result<ImportedPlayer, readonly ExportProblem[]> => {
  const format = formatProblem(value);
  if (format !== undefined) return fail([format]);
  const wrong: ExportProblem[] = [...shapeProblems(EXPORT_SHAPE, value)];
  if (wrong.length > 0) return fail(wrong);
  const file = value as PlayerExport;
  const name = shapeOf(file.name);
  if (!name.ok) wrong.push({ path: ["name"], sentence: name.error.message });
  const { passwordHash } = file;
  if (passwordHash !== undefined && !isPasswordHash(passwordHash)) {
    wrong.push({ path: ["passwordHash"], sentence: "passwordHash is no argon2id hash" });
  }
  const state = stateOf(file.state);
  if (!state.ok) return fail([...wrong, ...state.error]);
  if (wrong.length > 0 || !name.ok) return fail(wrong);
  return ok({ name: name.value, passwordHash, state: state.value });
};

const formatProblem = (value: unknown): ExportProblem | undefined => {
  const { format, version } = (value ?? {}) as Partial<PlayerExport>;
  if (format !== EXPORT_FORMAT) {
    const sentence = `this is no exported character: "format: ${EXPORT_FORMAT}" is not in it`;
    return { path: format === undefined ? [] : ["format"], sentence };
  }
  if (typeof version !== "number" || version <= EXPORT_VERSION) return undefined;
  const sentence =
    `the file has version ${version}, and this version of the server knows ${EXPORT_VERSION}: ` +
    "use the newer one";
  return { path: ["version"], sentence };
};

const stateOf = (value: unknown): Result<PlayerState, readonly ExportProblem[]> => {
  let canonical: string;
  try {
    canonical = encodeCanonical(value);
  } catch {
    const sentence = "the state holds a number that is not whole, or too large";
    return fail([{ path: ["state"], sentence }]);
  }
  const { state } = splitSession(canonical);
  const read = upgradedState(state, PLAYER_UPGRADES);
  if (!read.ok) return fail([{ path: ["state", "schema"], sentence: read.error }]);
  const wrong = shapeProblems(PLAYER_SHAPE, read.value);
  if (wrong.length === 0) return ok(read.value as unknown as PlayerState);
  return fail(wrong.map(({ path, sentence }) => ({ path: ["state", ...path], sentence })));
};
