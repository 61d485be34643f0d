/**
 * The web port: pages through a fetch handler (Hono) on node:http, and the browsers' WebSocket at
 * `/ws` with the subprotocol `v1.ambon`. The upgrade is refused with a plain HTTP answer when the
 * path, the origin or the subprotocol is wrong, because a browser shows nothing of a failed one.
 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Limits } from "@ambon/kernel/limits";
import type { Log } from "@ambon/kernel/ports";
import { getRequestListener } from "@hono/node-server";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { Payload } from "../client.ts";
import { WS_SUBPROTOCOL } from "../ws-messages.ts";
import type { GatewayHost, HostSocket } from "./gateway-host.ts";
import { listen } from "./listen.ts";
import { OpenSockets } from "./open-sockets.ts";
import { OutputWatch } from "./output-watch.ts";
import type { Listener } from "./telnet-listener.ts";

export interface WebListenerOptions {
  readonly host: GatewayHost;
  readonly limits: Limits;
  readonly log: Log;
  readonly hostname: string;
  readonly port: number;
  /** A Hono app, or `pagesOf` (pages.ts). */
  readonly pages: { fetch(request: Request): Response | Promise<Response> };
}

export const WS_PATH = "/ws";
const CHECK_MS = 1000;
const PING_MS = 25_000;
/** How long the other side may take to answer our close. */
const LINGER_MS = 2000;
const CLOSE_NORMAL = 1000;

class BrowserSocket implements HostSocket {
  readonly transport = "websocket";
  readonly #ws: WebSocket;
  #watch: OutputWatch | null = null;
  #alive = true;
  #linger: NodeJS.Timeout | null = null;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    ws.on("pong", () => {
      this.#alive = true;
    });
  }

  watchWith(watch: OutputWatch): void {
    this.#watch = watch;
  }

  write(payload: Payload): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    this.#ws.send(payload, this.#sent);
    this.#watch?.written(this.#ws.bufferedAmount);
  }

  close(): void {
    this.#ws.close(CLOSE_NORMAL);
    this.#linger ??= setTimeout(() => this.#ws.terminate(), LINGER_MS);
  }

  destroy(): void {
    this.#ws.terminate();
  }

  closed(): void {
    if (this.#linger !== null) clearTimeout(this.#linger);
  }

  check(nowMs: number): void {
    this.#sent();
    this.#watch?.check(nowMs);
  }

  /** Pings; a browser that has not answered the last one is gone. */
  ping(): void {
    if (!this.#alive) this.#ws.terminate();
    this.#alive = false;
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
  }

  readonly #sent = (): void => {
    if (this.#watch?.blocked === true && this.#ws.bufferedAmount === 0) this.#watch.drained();
  };
}

/** Starts to serve. Throws ListenError when the port cannot be had. */
export const listenWeb = async (options: WebListenerOptions): Promise<Listener> => {
  const { host, limits, pages, hostname, port } = options;
  const sockets = new OpenSockets<BrowserSocket>();
  const answer = getRequestListener((request) => pages.fetch(request));
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const code = error instanceof Error ? error.name : "unknown";
      options.log.event("debug", "socket_error", { code });
      response.destroy();
    });
  });
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: limits.WS_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: () => WS_SUBPROTOCOL,
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = upgradeRefusal(request);
    if (refusal !== undefined) {
      refuse(socket, refusal);
      return;
    }
    const address = request.socket.remoteAddress ?? "";
    upgrades.handleUpgrade(request, socket, head, (ws) => {
      accept(ws, address, options, sockets);
    });
  });
  const check = setInterval(() => {
    const nowMs = host.nowMs();
    sockets.each((socket) => socket.check(nowMs));
  }, CHECK_MS);
  const ping = setInterval(() => {
    sockets.each((socket) => socket.ping());
  }, PING_MS);
  const stopTimers = (): void => {
    clearInterval(check);
    clearInterval(ping);
  };
  try {
    const bound = await listen(server, { hostname, port, portKey: "AMBON_WEB_PORT" });
    return { port: bound, close: () => closeServer(server, sockets, stopTimers) };
  } catch (error) {
    stopTimers();
    throw error;
  }
};

const accept = (
  ws: WebSocket,
  address: string,
  { host, limits, log }: WebListenerOptions,
  sockets: OpenSockets<BrowserSocket>,
): void => {
  const mine = new BrowserSocket(ws);
  sockets.add(mine);
  let why = "closed";
  // A frame over the limit, bad UTF-8, a reset: ws closes with the right code by itself.
  ws.on("error", (error) => {
    why = "code" in error ? String(error.code) : error.name;
    log.event("debug", "socket_error", { code: why });
  });
  const channel = host.open(mine, address);
  mine.watchWith(new OutputWatch(host, limits, channel));
  ws.on("message", (data, isBinary) => {
    const bytes = bytesOf(data);
    if (isBinary) host.put({ i: "bytes", channel, bytes });
    else host.put({ i: "message", channel, text: bytes.toString("utf8") });
  });
  ws.on("close", () => {
    mine.closed();
    host.put({ i: "closed", channel, reason: why });
    sockets.remove(mine);
  });
};

const bytesOf = (data: RawData): Buffer => {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
};

interface Refusal {
  readonly status: string;
  readonly message: string;
}

const upgradeRefusal = (request: IncomingMessage): Refusal | undefined => {
  const path = (request.url ?? "").split("?")[0];
  if (path !== WS_PATH) {
    return { status: "404 Not Found", message: `The WebSocket is at ${WS_PATH}.` };
  }
  if (!isSameOrigin(request)) {
    return { status: "403 Forbidden", message: "This page may not open a connection to the game." };
  }
  const offered = String(request.headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
  if (!offered.includes(WS_SUBPROTOCOL)) {
    return {
      status: "400 Bad Request",
      message: `Offer one of these WebSocket subprotocols: ${WS_SUBPROTOCOL}`,
    };
  }
  return undefined;
};

/** Browsers always send Origin; other programs, which no foreign page can steer, need none. */
const isSameOrigin = ({ headers }: IncomingMessage): boolean => {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
};

const refuse = (socket: Duplex, { status, message }: Refusal): void => {
  const body = `${message}\n`;
  // The peer may be gone already; there is nobody left to tell.
  socket.on("error", () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

const closeServer = async (
  server: Server,
  sockets: OpenSockets<BrowserSocket>,
  stopTimers: () => void,
): Promise<void> => {
  stopTimers();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await sockets.destroyAll();
  server.closeAllConnections();
  await closed;
};
