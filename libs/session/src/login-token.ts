/**
 * The token by which a MUD client comes back to its session (Char.Login.Token and .Reconnect): the
 * session's number and the resume token that a browser would hold, in one word.
 */

import type { Attachment } from "./client.ts";
import type { ResumeWish } from "./ws-messages.ts";

const WORD = /^([0-9]{1,20})\.([\x21-\x7e]{1,256})$/;

export const loginToken = ({ session, token }: Attachment): string => `${session}.${token}`;

/**
 * Undefined = not one of ours. What the client has on its screen nobody knows: it is sent what the
 * session still holds from its beginning, or everything as it is now.
 */
export const readLoginToken = (word: string): ResumeWish | undefined => {
  const [, session, token] = WORD.exec(word) ?? [];
  return session === undefined || token === undefined ? undefined : { session, token, received: 0 };
};
