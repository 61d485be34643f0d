/**
 * A relay in front of a server that loses what a network loses: it can keep bytes back and deliver
 * them late, even after the client has gone, and it can swallow an answer.
 */

import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";

export type Direction = "toServer" | "toClient";
/**
 * pass: on with it. hold: this and all that follows waits for `release`. lose: this never arrives
 * and both ends see the connection break.
 */
export type Verdict = "pass" | "hold" | "lose";
export type Judge = (direction: Direction, bytes: Buffer) => Verdict;

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  /** Bytes for the server that wait. */
  held: Buffer[];
}

export class TcpProxy {
  /** Asked for each piece of each connection. */
  judge: Judge = () => "pass";
  readonly port: number;
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (client) => this.#connect(client, target));
  }

  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new TcpProxy(server, target);
  }

  /** Delivers what was held; resolves when the connections of clients that have gone are closed. */
  async release(): Promise<void> {
    this.judge = () => "pass";
    const held = [...this.#links].filter((link) => link.held.length > 0);
    await Promise.all(
      held.map(async (link) => {
        const gone = link.client.destroyed ? closed(link.server) : undefined;
        for (const bytes of link.held) link.server.write(bytes);
        link.held = [];
        if (link.client.destroyed) link.server.end();
        await gone;
      }),
    );
  }

  async close(): Promise<void> {
    for (const { client, server } of this.#links) {
      client.destroy();
      server.destroy();
    }
    this.#server.close();
    await once(this.#server, "close");
  }

  #connect(client: Socket, port: number): void {
    const server = createConnection({ host: "127.0.0.1", port });
    const link: Link = { client, server, held: [] };
    this.#links.add(link);
    client.on("data", (bytes) => this.#carry(link, "toServer", bytes));
    server.on("data", (bytes) => this.#carry(link, "toClient", bytes));
    client.on("close", () => {
      if (link.held.length === 0) server.end();
    });
    server.on("close", () => {
      client.destroy();
      this.#links.delete(link);
    });
    // A reset is an end like any other; `close` follows it.
    client.on("error", () => undefined);
    server.on("error", () => undefined);
  }

  #carry(link: Link, direction: Direction, bytes: Buffer): void {
    const verdict = this.judge(direction, bytes);
    if (verdict === "lose") {
      link.client.destroy();
      link.server.destroy();
    } else if (direction === "toClient") {
      link.client.write(bytes);
    } else if (verdict === "hold" || link.held.length > 0) {
      link.held.push(bytes);
    } else {
      link.server.write(bytes);
    }
  }
}

const closed = (socket: Socket): Promise<unknown> | undefined =>
  socket.destroyed ? undefined : once(socket, "close");
