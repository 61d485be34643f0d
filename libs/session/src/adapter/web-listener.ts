/**
 * The web port: pages through a fetch handler (Hono) on node:http, and WebSockets at `/ws`: the
 * browser client with the subprotocol `v1.ambon`, other clients with the public subprotocols
 * (ws-choice.ts). The upgrade is refused with a plain HTTP answer when the path, the origin or the
 * subprotocol is wrong, because a browser shows nothing of a failed one.
 *
 * All but `v1.ambon` are sessions that speak telnet (ws-dialect.ts), and count as such. A flood of
 * frames is braked as one of bytes is on telnet.
 */

import { createServer, type IncomingMessage, type Server } from "node:http";
import process from "node:process";
import type { Duplex } from "node:stream";
import { listen } from "@ambon/kernel/adapter/listen";
import type { Limits } from "@ambon/kernel/limits";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { getRequestListener } from "@hono/node-server";
import { type RawData, type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import type { Payload } from "../client.ts";
import { clientAddress, type ForwardRules } from "../forwarded-for.ts";
import type { Transport } from "../gateway-step.ts";
import {
  chooseDialect,
  newDialect,
  type SpokenName,
  WEBSOCKET_DIALECTS,
  type WsChoice,
} from "../ws-choice.ts";
import {
  offersBoundedDeflate,
  SHARED_DEFLATE_OPTIONS,
  SMALL_DEFLATE_OPTIONS,
} from "../ws-compression.ts";
import { type FrameRefusal, isRefusal, type WsDialect } from "../ws-dialect.ts";
import type { GatewayHost, HostSocket } from "./gateway-host.ts";
import { InputBrake, wholeFrame } from "./input-brake.ts";
import { OpenSockets } from "./open-sockets.ts";
import { OutputWatch } from "./output-watch.ts";
import type { Listener } from "./telnet-listener.ts";

export interface WebListenerOptions {
  readonly host: GatewayHost;
  readonly limits: Limits;
  readonly log: Log;
  /** Counts what is spoken on the sockets. */
  readonly metrics?: Metrics;
  readonly hostname: string;
  readonly port: number;
  /** Undefined: there is no proxy, and what its header says is not read. */
  readonly forwarded?: ForwardRules | undefined;
  /** A Hono app, or `pagesOf` (pages.ts). */
  readonly pages: { fetch(request: Request): Response | Promise<Response> };
  /** PING_MS if not given. */
  readonly pingMs?: number;
}

const CHECK_MS = 1000;
const PING_MS = 25_000;
/** How long the other side may take to answer our close. */
const LINGER_MS = 2000;
const CLOSE_NORMAL = 1000;
const isBun = process.versions.bun !== undefined;

class BrowserSocket implements HostSocket {
  readonly transport: Transport;
  readonly #ws: WebSocket;
  readonly #dialect: WsDialect | null;
  /** What the dialect answers to the session. */
  #answer: ((bytes: Uint8Array) => void) | null = null;
  #watch: OutputWatch | null = null;
  #alive = true;
  #linger: NodeJS.Timeout | null = null;

  constructor(ws: WebSocket, dialect: WsDialect | null) {
    this.#ws = ws;
    this.#dialect = dialect;
    this.transport = dialect === null ? "websocket" : "telnet";
    ws.on("pong", () => {
      this.#alive = true;
    });
    // A ping is answered below us; who reads no answers is cut off all the same.
    ws.on("ping", () => this.#watch?.written(ws.bufferedAmount));
  }

  join(watch: OutputWatch, answer: (bytes: Uint8Array) => void): void {
    this.#watch = watch;
    this.#answer = answer;
    if (this.#dialect !== null) this.#tell(this.#dialect.opening);
  }

  write(payload: Payload): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    if (this.#dialect === null || typeof payload === "string") {
      this.#send(payload);
    } else {
      const { frames, answer } = this.#dialect.send(payload);
      for (const frame of frames) this.#send(frame);
      this.#tell(answer);
    }
    this.#watch?.written(this.#ws.bufferedAmount);
  }

  /** What must wait anyway goes uncompressed: a slow reader costs no work. */
  #send(frame: Payload): void {
    this.#ws.send(frame, { compress: this.#ws.bufferedAmount === 0 }, this.#sent);
  }

  #tell(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#answer?.(bytes);
  }

  /** The frame is none of what was agreed on; nothing more of this socket is heard. */
  refuse({ code, reason }: FrameRefusal): void {
    this.#ws.removeAllListeners("message");
    this.#ws.close(code, reason);
    this.#linger ??= setTimeout(() => this.#ws.terminate(), LINGER_MS);
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
  const plain = new WebSocketServer({ ...upgradeOptions(limits), perMessageDeflate: false });
  const deflating = new WebSocketServer({
    ...upgradeOptions(limits),
    perMessageDeflate: isBun ? SHARED_DEFLATE_OPTIONS : SMALL_DEFLATE_OPTIONS,
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const choice = upgradeChoice(request);
    if ("status" in choice) {
      refuse(socket, choice);
      return;
    }
    const deflate = offersBoundedDeflate(request.headers["sec-websocket-extensions"]);
    const address = addressOf(request, options.forwarded);
    (deflate ? deflating : plain).handleUpgrade(request, socket, head, (ws) => {
      accept({ ws, address, spoken: choice.spoken }, options, sockets);
    });
  });
  const check = setInterval(() => {
    const nowMs = host.nowMs();
    sockets.each((socket) => socket.check(nowMs));
  }, CHECK_MS);
  const ping = setInterval(() => {
    sockets.each((socket) => socket.ping());
  }, options.pingMs ?? PING_MS);
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

const addressOf = (
  { headers, socket }: IncomingMessage,
  rules: ForwardRules | undefined,
): string => {
  const peer = socket.remoteAddress ?? "";
  return rules === undefined ? peer : clientAddress(peer, headers[rules.header], rules);
};

interface Accepted {
  readonly ws: WebSocket;
  readonly address: string;
  readonly spoken: SpokenName;
}

const accept = (
  { ws, address, spoken }: Accepted,
  { host, limits, log, metrics }: WebListenerOptions,
  sockets: OpenSockets<BrowserSocket>,
): void => {
  metrics?.count(WEBSOCKET_DIALECTS, 1, { dialect: spoken });
  const dialect = newDialect(spoken, limits.GMCP_BYTES);
  const mine = new BrowserSocket(ws, dialect);
  sockets.add(mine);
  let why = "closed";
  // A frame over the limit, bad UTF-8, a reset: ws closes with the right code by itself.
  ws.on("error", (error) => {
    why = "code" in error ? String(error.code) : error.name;
    log.event("debug", "socket_error", { code: why });
  });
  const channel = host.open(mine, address);
  mine.join(new OutputWatch(host, limits, channel), (bytes) => {
    host.put({ i: "bytes", channel, bytes });
  });
  const receive = (frame: Uint8Array | string): void => {
    const received = dialect === null ? frame : dialect.receive(frame);
    if (typeof received === "string") host.put({ i: "message", channel, text: received });
    else if (isRefusal(received)) {
      why = `refused ${received.code}`;
      mine.refuse(received);
    } else if (received.length > 0) host.put({ i: "bytes", channel, bytes: received });
  };
  const brake = new InputBrake(ws, receive, wholeFrame);
  ws.on("message", (data, isBinary) => {
    const bytes = bytesOf(data);
    brake.take(isBinary ? bytes : bytes.toString("utf8"));
  });
  ws.on("close", () => {
    brake.stop();
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

/** The same for every socket. The name that is echoed is the one that was chosen by. */
const upgradeOptions = (limits: Limits): ServerOptions => ({
  noServer: true,
  maxPayload: limits.WS_FRAME_BYTES,
  handleProtocols: (_offered, request) => {
    const choice = chosenFor(request);
    return ("subprotocol" in choice && choice.subprotocol) || false;
  },
});

const chosenFor = ({ url, headers }: IncomingMessage): WsChoice | Refusal =>
  chooseDialect(url ?? "", headers["sec-websocket-protocol"]);

const upgradeChoice = (request: IncomingMessage): WsChoice | Refusal => {
  const choice = chosenFor(request);
  if ("status" in choice && choice.status.startsWith("404")) return choice;
  if (!isSameOrigin(request)) {
    return { status: "403 Forbidden", message: "This page may not open a connection to the game." };
  }
  return choice;
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
