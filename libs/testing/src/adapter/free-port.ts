/** Ports for servers that tests start. */

import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import process from "node:process";

/**
 * Below what systems give to outgoing connections by themselves (from 32768 on). Each test process
 * draws from a slice of its own, and no port twice: one that was drawn is not listened on yet.
 */
const STEADY_FROM = 10_000;
const SLICES = 20;
const SLICE_PORTS = 1100;
const TRIES = 100;

const drawn = new Set<number>();

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
    const from = STEADY_FROM + (process.pid % SLICES) * SLICE_PORTS;
    const wanted = randomInt(from, from + SLICE_PORTS);
    if (drawn.has(wanted)) continue;
    drawn.add(wanted);
    const port = await bound(wanted);
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
