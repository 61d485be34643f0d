/**
 * What both ends of a private HTTP/2 connection need beyond node:http2's defaults: windows that
 * fill a long way, and pings, because a peer that froze or a cable that was cut shows nothing by
 * itself.
 */

import type { Http2Session } from "node:http2";

/**
 * Bytes that may be under way unread, on one stream and on one connection: 25 MB/s over 80 ms. Both
 * are the same, because Bun takes the connection's window for that of each new stream, and a stream
 * whose peer was told of a smaller one never gets more.
 */
export const WINDOW_BYTES = 2 * 1024 * 1024;
export const PING_MS = 2000;
/** A ping that is not answered for so long ends the connection. */
export const PING_TIMEOUT_MS = 3000;

/** Sets a new connection's window and pings it until it closes. */
export const tend = (session: Http2Session): void => {
  session.once("localSettings", () => session.setLocalWindowSize(WINDOW_BYTES));
  let deadline: NodeJS.Timeout | undefined;
  const ping = (): void => {
    if (deadline !== undefined || session.connecting || session.closed) return;
    deadline = setTimeout(() => session.destroy(), PING_TIMEOUT_MS);
    deadline.unref();
    // Closing cancels the ping with an error, which says nothing new.
    session.ping(() => {
      clearTimeout(deadline);
      deadline = undefined;
    });
  };
  const timer = setInterval(ping, PING_MS);
  timer.unref();
  session.once("close", () => {
    clearInterval(timer);
    clearTimeout(deadline);
  });
};
