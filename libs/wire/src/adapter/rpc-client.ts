/**
 * One HTTP/2 connection to a server of rpc-server.ts, and a Connect transport over it. It is opened
 * with the first call and never opened again: whoever wants another connection makes a new one, so
 * that nothing is shared between one life of a peer and the next.
 */

import { type ClientHttp2Session, connect as connectHttp2 } from "node:http2";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { createGrpcTransport, type GrpcTransportOptions } from "@connectrpc/connect-node";
import { tend, WINDOW_BYTES } from "./rpc-session.ts";
import { clientTls, type RpcTls } from "./rpc-tls.ts";

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

export interface RpcClientOptions {
  /** `http://host:port`, or `https://…`. */
  readonly url: string;
  readonly tls?: RpcTls;
  /** Longest message that is read. */
  readonly messageBytes: number;
}

type SessionManager = NonNullable<GrpcTransportOptions["sessionManager"]>;

export class RpcClient {
  readonly transport: Transport;
  readonly #options: RpcClientOptions;
  #session: ClientHttp2Session | null = null;
  #closed = false;

  constructor(options: RpcClientOptions) {
    this.#options = options;
    const manager: SessionManager = {
      authority: new URL(options.url).origin,
      request: async (method, path, headers, request) =>
        this.#open().request({ ...headers, ":method": method, ":path": path }, request),
      notifyResponseByteRead: () => undefined,
    };
    this.transport = createGrpcTransport({
      baseUrl: options.url,
      sessionManager: manager,
      acceptCompression: [],
      readMaxBytes: options.messageBytes,
      writeMaxBytes: options.messageBytes,
    });
  }

  /** Ends the connection and every call on it. */
  close(): void {
    this.#closed = true;
    this.#session?.destroy();
  }

  #open(): ClientHttp2Session {
    if (this.#closed) throw new ConnectError("the connection was closed", Code.Canceled);
    if (this.#session !== null) return this.#session;
    const url = new URL(this.#options.url);
    const session = connectHttp2(url, {
      settings: { initialWindowSize: WINDOW_BYTES },
      createConnection: () => this.#connect(url),
    });
    // A failed connection fails its calls, which is where it is heard.
    session.on("error", () => undefined);
    tend(session);
    this.#session = session;
    return session;
  }

  #connect(url: URL): Socket {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    if (url.protocol !== "https:") {
      return connectTcp({ host, port: Number(url.port || HTTP_PORT), noDelay: true });
    }
    const socket = connectTls({
      ...clientTls(this.#options.tls ?? {}),
      host,
      port: Number(url.port || HTTPS_PORT),
      // A name to be asked for, which an address is not; the certificate is checked for either.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ALPNProtocols: ["h2"],
    });
    socket.setNoDelay(true);
    return socket;
  }
}
