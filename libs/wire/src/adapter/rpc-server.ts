/**
 * An HTTP/2 server for Connect RPCs between our own processes: h2c, or TLS, with client
 * certificates where a CA for them is given. No compression: messages are small or binary.
 *
 * Bounds: SESSIONS_MAX connections; one that has no call open for IDLE_MS is closed, so that
 * strangers cannot keep others out.
 */

import {
  createSecureServer,
  createServer,
  type Http2Server,
  type ServerHttp2Session,
} from "node:http2";
import type { Socket } from "node:net";
import { listen } from "@ambon/kernel/adapter/listen";
import {
  type ConnectRouter,
  createConnectRouter,
  createContextKey,
  createContextValues,
  type HandlerContext,
} from "@connectrpc/connect";
import {
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from "@connectrpc/connect-node";
import { tend, WINDOW_BYTES } from "./rpc-session.ts";
import { type RpcTls, serverTls } from "./rpc-tls.ts";

export const SESSIONS_MAX = 1024;
export const IDLE_MS = 10_000;
export const CLOSE_MS = 500;
const STREAMS_PER_SESSION = 32;

export interface RpcServerOptions {
  readonly host: string;
  /** 0 = any. */
  readonly port: number;
  readonly tls?: RpcTls;
  readonly routes: (router: ConnectRouter) => void;
  /** Longest message that is read. */
  readonly messageBytes: number;
  /** See SESSIONS_MAX and IDLE_MS, the defaults. */
  readonly sessionsMax?: number;
  readonly idleMs?: number;
  /** How it ended is the business of each call; this hears of calls that ended badly. */
  readonly onFault?: (error: unknown) => void;
}

export interface RpcServer {
  readonly port: number;
  /** Open connections. */
  readonly sessions: number;
  /** Takes no more; calls that end within CLOSE_MS end in order, the others are cut. */
  close(): Promise<void>;
}

const ADDRESS = createContextKey("");

/** Where a call came from. */
export const addressOf = (context: HandlerContext): string => context.values.get(ADDRESS);

/** Resolves when it listens; rejects with ListenError when it cannot. */
export const startRpcServer = async (options: RpcServerOptions): Promise<RpcServer> => {
  const server = newServer(options);
  const sessions = new Set<ServerHttp2Session>();
  server.on("request", handler(options));
  server.on("session", (session) => admit(session, sessions, options));
  server.on("sessionError", () => undefined);
  const { host: hostname, port: wanted } = options;
  const port = await listen(server, { hostname, port: wanted, portKey: "AMBON_LINK_PORT" });
  return {
    port,
    get sessions() {
      return sessions.size;
    },
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => {
          for (const session of sessions) session.destroy();
        }, CLOSE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        for (const session of sessions) session.close();
      }),
  };
};

const newServer = ({ tls }: RpcServerOptions): Http2Server => {
  const settings = {
    initialWindowSize: WINDOW_BYTES,
    maxConcurrentStreams: STREAMS_PER_SESSION,
  };
  const quick = (socket: Socket): void => void socket.setNoDelay(true);
  if (tls === undefined) return createServer({ settings }).on("connection", quick);
  const server = createSecureServer({ settings, ...serverTls(tls) });
  server.on("secureConnection", quick);
  server.on("tlsClientError", () => undefined);
  return server;
};

const handler = ({ routes, messageBytes, onFault }: RpcServerOptions) => {
  const router = createConnectRouter({
    connect: false,
    grpcWeb: false,
    acceptCompression: [],
    readMaxBytes: messageBytes,
    writeMaxBytes: messageBytes,
  });
  routes(router);
  const handlers = new Map(router.handlers.map((one) => [one.requestPath, one]));
  return (...[request, response]: Http2RequestArguments): void => {
    const found = handlers.get(request.url);
    if (found === undefined) {
      response.writeHead(404);
      response.end();
      return;
    }
    const address = request.stream.session?.socket.remoteAddress ?? "";
    const values = createContextValues().set(ADDRESS, address);
    const asked = universalRequestFromNodeRequest(request, response, undefined, values);
    found(asked)
      .then((answer) => universalResponseToNodeResponse(answer, response))
      .catch((error: unknown) => onFault?.(error));
  };
};

type Http2RequestArguments = [
  request: import("node:http2").Http2ServerRequest,
  response: import("node:http2").Http2ServerResponse,
];

const admit = (
  session: ServerHttp2Session,
  sessions: Set<ServerHttp2Session>,
  { sessionsMax = SESSIONS_MAX, idleMs = IDLE_MS }: RpcServerOptions,
): void => {
  session.on("error", () => undefined);
  if (sessions.size >= sessionsMax) {
    session.destroy();
    return;
  }
  sessions.add(session);
  tend(session);
  let open = 0;
  let idle: NodeJS.Timeout;
  const rest = (): void => {
    idle = setTimeout(() => session.destroy(), idleMs);
    idle.unref();
  };
  rest();
  session.on("stream", (stream) => {
    open += 1;
    clearTimeout(idle);
    stream.once("close", () => {
      open -= 1;
      if (open === 0 && !session.closed) rest();
    });
  });
  session.once("close", () => {
    clearTimeout(idle);
    sessions.delete(session);
  });
};
