/** Ports for servers that tests start. */

import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what systems give to outgoing connections by themselves (from 32768 on). */
const STEADY_FROM = 10_000;
const STEADY_TO = 32_000;
const TRIES = 100;

/** A TCP port of 127.0.0.1 that nobody listens on now. Take it at once: it is not reserved. */
export async function freePort(): Promise<number> {
  const port = await bound(0);
  if (port === undefined) throw new Error("no port was given");
  return port;
}

/**
 * The same for servers that are started again on it later: no outgoing connection of another
 * process takes it meanwhile.
 */
export async function steadyPort(): Promise<number> {
  for (let tried = 0; tried < TRIES; tried += 1) {
    const port = await bound(randomInt(STEADY_FROM, STEADY_TO));
    if (port !== undefined) return port;
  }
  throw new Error(`${TRIES} ports were tried, and all of them are taken`);
}

/** The port (0 = any), or undefined when it is taken. */
async function bound(wanted: number): Promise<number | undefined> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(wanted, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return undefined;
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address === null || typeof address === "string" ? undefined : address.port;
}
