/**
 * What a player's row says of the session, so that another run of the engine can bring it back: it
 * stands in the stored text beside the character's own fields, under a key that no field has, and
 * is written by the same cut. Thereby the newest applied line, its number among the client's own,
 * and the character are always of one moment.
 *
 * `over` stays behind when a player has quit or was put out: a gateway that did not hear of it may
 * not bring that session back.
 */

import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import type { EngineSession } from "./engine-session.ts";
import type { InstanceNumbers } from "./instances/last-instances.ts";
import type { TokenHashes } from "./resume-tokens.ts";

export interface StoredSession {
  readonly id: string;
  readonly generation: number;
  /** The client's own number of the newest line that was applied; 0 = none. */
  readonly clientSeq: number;
  readonly tokens: TokenHashes;
  readonly over: boolean;
  /** Which instance of each zone the player was in last; rows of earlier versions lack it. */
  readonly instances?: InstanceNumbers;
}

/** A session as the row is to say it now; `over`: nobody may bring it back. */
export const storedSession = (session: EngineSession, over: boolean): StoredSession => {
  const { sessionId: id, generation, appliedClientSeq: clientSeq, tokens } = session;
  const { numbers } = session.instances;
  return { id, generation, clientSeq, tokens: tokens.hashes, over, instances: numbers };
};

/** No field of a character begins with @, and @ sorts before every letter. */
const KEY = "@session";

/** `state` is the canonical text of a character; so is what comes out. */
export const withSession = (state: string, session: StoredSession): string =>
  `{"${KEY}":${encodeCanonical(session)},${state.slice(1)}`;

export interface StoredParts {
  /** The character alone. */
  readonly state: string;
  readonly session: StoredSession | undefined;
}

/** Text that is no JSON object is handed on as it is: whoever reads the character says so. */
export const splitSession = (text: string): StoredParts => {
  if (!text.includes(`"${KEY}"`)) return { state: text, session: undefined };
  const { [KEY]: session, ...state } = decodeCanonical(text) as Record<string, unknown>;
  return { state: encodeCanonical(state), session: isSession(session) ? session : undefined };
};

const isSession = (value: unknown): value is StoredSession => {
  if (typeof value !== "object" || value === null) return false;
  const { id, generation, clientSeq, tokens, over } = value as Partial<StoredSession>;
  return (
    typeof id === "string" &&
    Number.isSafeInteger(generation) &&
    Number.isSafeInteger(clientSeq) &&
    typeof tokens?.current === "string" &&
    typeof tokens.successor === "string" &&
    Number.isSafeInteger(tokens.afterSeq) &&
    typeof over === "boolean"
  );
};
