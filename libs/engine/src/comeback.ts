/**
 * Whether a row lets a socket go on with the session that it says it had.
 *
 * A grant is good when its generation is not below the row's: the socket is the newest there was.
 * It may be above, for the row is a cut and the socket may be younger. A token is good when the
 * row has its hash.
 */

import type { EngineContext } from "./context.ts";
import type { EngineSession } from "./engine-session.ts";
import { LATER_LOGIN, SESSION_OVER } from "./refusal.ts";
import { ResumeTokens } from "./resume-tokens.ts";
import type { StoredSession } from "./stored-session.ts";

export interface Comeback {
  readonly tokenHash: string;
  /** What the gateway's grant says; undefined = it has none, and only the token speaks for it. */
  readonly generation: number | undefined;
  /** The newest output number that was taken. */
  readonly received: number;
  /** The newest line that was acknowledged; undefined = it cannot say. */
  readonly applied: number | undefined;
}

/** A sentence when the row does not let this socket have its session back. */
export const whyNoComeback = (
  comeback: Comeback,
  sessionId: string,
  stored: StoredSession | undefined,
): string | undefined => {
  const { generation, tokenHash } = comeback;
  if (generation !== undefined) {
    if (stored === undefined || generation > stored.generation) return undefined;
    if (stored.over) return SESSION_OVER;
    return generation === stored.generation ? undefined : LATER_LOGIN;
  }
  if (stored === undefined || stored.over || stored.id !== sessionId) return SESSION_OVER;
  const tokens = new ResumeTokens();
  tokens.restore(stored.tokens);
  return tokens.accepts(tokenHash) ? undefined : SESSION_OVER;
};

/** The first thing a player reads: that the world stood still, and what of their own is undone. */
export const tellWhatIsLost = (
  c: EngineContext,
  session: EngineSession,
  applied: Comeback["applied"],
  inputSeq: number,
): void => {
  const lost = applied === undefined ? 0 : Math.max(0, applied - inputSeq);
  c.options.metrics.count("engine_rejoins_total", 1, { lost: lost > 0 ? "some" : "none" });
  if (lost === 0) return c.tell(session, "system", RETURNED);
  const what = lost === 1 ? "Your last command is" : `Your last ${lost} commands are`;
  c.tell(session, "system", `${RETURNED} ${what} undone, and all that came of it.`);
};

const RETURNED = "The game was interrupted and goes on from a moment ago.";
