/** The first bytes of a socket, for the steps that come before its session: PROXY header, TLS. */

import type { Socket } from "node:net";

export interface OpeningReader {
  /** Takes the next bytes; a returned function is what happens next, and ends the reading. */
  take(bytes: Uint8Array): (() => void) | undefined;
  /** It closed, or the time was over, before `take` had enough. */
  ended(why: "closed" | "late"): void;
}

/** Reads until `reader` has what it needs, at most `deadlineMs`. The socket stays flowing. */
export const readOpening = (socket: Socket, deadlineMs: number, reader: OpeningReader): void => {
  const stop = (): void => {
    clearTimeout(timer);
    socket.off("data", onData);
    socket.off("close", onClose);
  };
  const onData = (bytes: Buffer): void => {
    const next = reader.take(bytes);
    if (next === undefined) return;
    stop();
    next();
  };
  const onClose = (): void => {
    stop();
    reader.ended("closed");
  };
  const timer = setTimeout(() => {
    stop();
    reader.ended("late");
  }, deadlineMs);
  socket.on("data", onData);
  socket.on("close", onClose);
};
