/**
 * A telnet port on node:net. Each connection passes the doors that the port has (PROXY header, then
 * TLS) and becomes a session with the address that they found. Each session's socket: no Nagle
 * delay, a flood of input braked, one write per flush, the send buffer watched, IAC NOP while
 * nothing else is said (idle TCP is cut by proxies after a minute).
 */

import { createServer, type Server, type Socket } from "node:net";
import { listen } from "@ambon/kernel/adapter/listen";
import type { Limits } from "@ambon/kernel/limits";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { NO_BYTES } from "@ambon/telnet/bytes";
import { CONNECTIONS_REFUSED } from "../metric-names.ts";
import type { GatewayHost } from "./gateway-host.ts";
import { InputBrake, sliceOfBytes } from "./input-brake.ts";
import { OpenSockets } from "./open-sockets.ts";
import { OutputWatch } from "./output-watch.ts";
import { ProxyDoor, type ProxyRules } from "./proxy-door.ts";
import { TelnetSocket } from "./telnet-socket.ts";
import { TlsDoor, type TlsRules } from "./tls-door.ts";

export interface TelnetListenerOptions {
  readonly host: GatewayHost;
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly hostname: string;
  readonly port: number;
  /** Every connection must begin with a PROXY header; undefined: none may. */
  readonly proxy?: ProxyRules | undefined;
  /** Every connection must speak TLS; undefined: none may. */
  readonly tls?: TlsRules | undefined;
  /** DOOR_SOCKETS if not given. */
  readonly doorSockets?: number;
}

export interface Listener {
  readonly port: number;
  /** Accepts nobody more and ends what is still open. */
  close(): Promise<void>;
}

const CHECK_MS = 1000;
const KEEPALIVE_MS = 30_000;
/**
 * Sockets beyond CONNECTIONS that may stand at the doors, or be told that the game is full. More
 * are closed without a word.
 */
export const DOOR_SOCKETS = 1000;

class TelnetPort {
  readonly #options: TelnetListenerOptions;
  readonly #proxy: ProxyDoor | null;
  readonly #tls: TlsDoor | null;
  readonly #accepted = new OpenSockets<Socket>();
  readonly #players = new OpenSockets<TelnetSocket>();
  readonly #server: Server;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(options: TelnetListenerOptions) {
    const { host, limits, metrics, log, proxy, tls } = options;
    this.#options = options;
    this.#proxy = proxy === undefined ? null : new ProxyDoor(proxy, metrics, log);
    this.#tls = tls === undefined ? null : new TlsDoor(tls, limits, metrics);
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    const check = (): void => {
      const nowMs = host.nowMs();
      this.#players.each((player) => player.check(nowMs));
    };
    const keepAlive = (): void => this.#players.each((player) => player.keepAlive());
    this.#timers = [setInterval(check, CHECK_MS), setInterval(keepAlive, KEEPALIVE_MS)];
  }

  async open(): Promise<Listener> {
    const { hostname, port, tls } = this.#options;
    const portKey = tls === undefined ? "AMBON_TELNET_PORT" : "AMBON_TELNET_TLS_PORT";
    try {
      const bound = await listen(this.#server, { hostname, port, portKey });
      return { port: bound, close: () => this.#close() };
    } catch (error) {
      this.#stopTimers();
      throw error;
    }
  }

  #accept(socket: Socket): void {
    const { limits, metrics, doorSockets = DOOR_SOCKETS } = this.#options;
    const peer = socket.remoteAddress;
    // Gone before it was accepted.
    if (peer === undefined) {
      socket.destroy();
      return;
    }
    if (this.#accepted.size >= limits.CONNECTIONS + doorSockets) {
      metrics.count(CONNECTIONS_REFUSED, 1, { reason: "full" });
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    socket.on("close", () => this.#accepted.remove(socket));
    // What fails at the doors is counted there; a session listens for itself.
    socket.on("error", () => undefined);
    if (this.#proxy === null) this.#enter(socket, peer, NO_BYTES);
    else this.#proxy.take(socket, peer, (address, first) => this.#enter(socket, address, first));
  }

  #enter(socket: Socket, address: string, first: Uint8Array): void {
    if (this.#tls === null) this.#serve(socket, address, first);
    else this.#tls.take(socket, address, first, (secure) => this.#serve(secure, address, NO_BYTES));
  }

  /** `first`: what the client has sent already. */
  #serve(socket: Socket, address: string, first: Uint8Array): void {
    const { host, limits, log } = this.#options;
    const player = new TelnetSocket(socket);
    this.#players.add(player);
    let why = "closed";
    socket.on("error", (error) => {
      why = "code" in error ? String(error.code) : error.name;
      log.event("debug", "socket_error", { code: why });
    });
    const channel = host.open(player, address);
    player.watchWith(new OutputWatch(host, limits, channel));
    const put = (bytes: Uint8Array): void => host.put({ i: "bytes", channel, bytes });
    const brake = new InputBrake(socket, put, sliceOfBytes);
    if (first.length > 0) brake.take(first);
    socket.on("data", (bytes) => brake.take(bytes));
    socket.on("close", () => {
      brake.stop();
      player.closed();
      host.put({ i: "closed", channel, reason: why });
      this.#players.remove(player);
    });
  }

  async #close(): Promise<void> {
    this.#stopTimers();
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#players.destroyAll();
    await this.#accepted.destroyAll();
    await closed;
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }
}

/** Starts to serve. Throws ListenError when the port cannot be had. */
export const listenTelnet = (options: TelnetListenerOptions): Promise<Listener> =>
  new TelnetPort(options).open();
