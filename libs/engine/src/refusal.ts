/** Sockets that do not get what they ask for, and why. */

import type { EngineContext } from "./context.ts";
import type { GatewayLink } from "./gateway-link.ts";
import type { Joining } from "./joining.ts";

export const STORE_AWAY =
  "The game cannot reach its store just now, so nobody can come in. Please try again in a minute.";
export const NOT_RUNNING =
  "The game is not ready for players just now. Please try again in a moment.";
export const ELSEWHERE =
  "This character is being played on another server. Please try again in a moment.";
export const LATER_LOGIN = "You have logged in again from another connection.";
export const UNREADABLE =
  "This character cannot be read. Nothing was changed; please tell the staff.";
export const SESSION_OVER = "Your session is over. Please log in again.";

/** After a refusal that is not for good a gateway asks again after so long. */
const ASK_AGAIN_MS = 1000;

/** What a gateway may do about a refusal: ask again later, or ask another engine now. */
export interface Hint {
  readonly retryMs?: number;
  readonly engine?: string;
  readonly url?: string;
}

/** To the engine that has what was asked for. */
export const thither = (c: EngineContext, engine: string): Hint => {
  const url = c.cluster?.directory.peer(engine)?.url;
  return url === undefined ? { engine } : { engine, url };
};

export const AGAIN: Hint = { retryMs: ASK_AGAIN_MS };

/** Says no to a socket that has no session; without a hint it is final. */
export const refuseChannel = (
  c: EngineContext,
  link: GatewayLink,
  channel: number,
  message: string,
  hint: Hint = {},
): void => c.outbox.raw(link, { f: "attachRefused", channel, message, ...hint });

/** Says no to a socket that was waiting. */
export const turnAway = (
  c: EngineContext,
  joining: Joining,
  message: string,
  hint: Hint = {},
): void => {
  if (joining.cancelled) return;
  joining.cancelled = true;
  joining.link.channels.delete(joining.channel);
  refuseChannel(c, joining.link, joining.channel, message, hint);
};
