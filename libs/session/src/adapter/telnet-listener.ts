/**
 * The telnet port on node:net. Each socket: no Nagle delay, one write per flush, the send buffer
 * watched, IAC NOP while nothing else is said (idle TCP is cut by proxies after a minute).
 */

import { createServer, type Server, type Socket } from "node:net";
import type { Limits } from "@ambon/kernel/limits";
import type { Log } from "@ambon/kernel/ports";
import { IAC, NOP } from "@ambon/telnet/bytes";
import type { Payload } from "../client.ts";
import type { GatewayHost, HostSocket } from "./gateway-host.ts";
import { listen } from "./listen.ts";
import { OpenSockets } from "./open-sockets.ts";
import { OutputWatch } from "./output-watch.ts";

export interface TelnetListenerOptions {
  readonly host: GatewayHost;
  readonly limits: Limits;
  readonly log: Log;
  readonly hostname: string;
  readonly port: number;
}

export interface Listener {
  readonly port: number;
  /** Accepts nobody more and ends what is still open. */
  close(): Promise<void>;
}

const CHECK_MS = 1000;
const KEEPALIVE_MS = 30_000;
/** How long a closed socket may take to let out its last words. */
const LINGER_MS = 2000;
const KEEPALIVE = new Uint8Array([IAC, NOP]);

class TelnetSocket implements HostSocket {
  readonly transport = "telnet";
  readonly #socket: Socket;
  #watch: OutputWatch | null = null;
  #wroteSinceKeepalive = false;
  #linger: NodeJS.Timeout | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  watchWith(watch: OutputWatch): void {
    this.#watch = watch;
    this.#socket.on("drain", () => watch.drained());
    watch.written(this.#socket.writableLength);
  }

  write(payload: Payload): void {
    if (!this.#socket.writable) return;
    this.#wroteSinceKeepalive = true;
    this.#socket.write(payload);
    this.#watch?.written(this.#socket.writableLength);
  }

  close(): void {
    this.#socket.end();
    this.#linger ??= setTimeout(() => this.#socket.destroy(), LINGER_MS);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  closed(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
  }

  check(nowMs: number): void {
    // `drain` comes only after a write that was refused; small rests drain in silence.
    if (this.#socket.writableLength === 0) this.#watch?.drained();
    this.#watch?.check(nowMs);
  }

  keepAlive(): void {
    if (!this.#wroteSinceKeepalive && this.#watch?.blocked !== true && this.#socket.writable) {
      this.#socket.write(KEEPALIVE);
    }
    this.#wroteSinceKeepalive = false;
  }
}

/** Starts to serve. Throws ListenError when the port cannot be had. */
export const listenTelnet = async (options: TelnetListenerOptions): Promise<Listener> => {
  const { host, limits, log } = options;
  const sockets = new OpenSockets<TelnetSocket>();
  const server = createServer({ noDelay: true }, (socket) => {
    const address = socket.remoteAddress;
    // Gone before it was accepted.
    if (address === undefined) {
      socket.destroy();
      return;
    }
    const mine = new TelnetSocket(socket);
    sockets.add(mine);
    let why = "closed";
    socket.on("error", (error) => {
      why = "code" in error ? String(error.code) : error.name;
      log.event("debug", "socket_error", { code: why });
    });
    const channel = host.open(mine, address);
    mine.watchWith(new OutputWatch(host, limits, channel));
    socket.on("data", (bytes) => host.put({ i: "bytes", channel, bytes }));
    socket.on("close", () => {
      mine.closed();
      host.put({ i: "closed", channel, reason: why });
      sockets.remove(mine);
    });
  });
  const check = setInterval(() => {
    const nowMs = host.nowMs();
    sockets.each((socket) => socket.check(nowMs));
  }, CHECK_MS);
  const keepAlive = setInterval(() => {
    sockets.each((socket) => socket.keepAlive());
  }, KEEPALIVE_MS);
  const stopTimers = (): void => {
    clearInterval(check);
    clearInterval(keepAlive);
  };
  try {
    const { hostname, port } = options;
    const bound = await listen(server, { hostname, port, portKey: "AMBON_TELNET_PORT" });
    return { port: bound, close: () => closeServer(server, sockets, stopTimers) };
  } catch (error) {
    stopTimers();
    throw error;
  }
};

const closeServer = async (
  server: Server,
  sockets: OpenSockets<TelnetSocket>,
  stopTimers: () => void,
): Promise<void> => {
  stopTimers();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await sockets.destroyAll();
  await closed;
};
