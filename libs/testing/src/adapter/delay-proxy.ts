/**
 * A long way in front of a server, such as another region: everything that either side writes
 * arrives in order, `delayMs` later. It can be cut, as a cable is.
 */

import { once } from "node:events";
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";

export class DelayProxy {
  readonly port: number;
  /** One way; a round trip takes twice as long. May be changed while it runs. */
  delayMs: number;
  /** Most bytes that were on the way at once, in each direction. */
  readonly peakBytes = { toServer: 0, toClient: 0 };
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, target: number, delayMs: number) {
    this.#server = server;
    this.delayMs = delayMs;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (client) => this.#connect(client, target));
  }

  /** In front of a port of 127.0.0.1. */
  static async start(target: number, delayMs: number): Promise<DelayProxy> {
    const server = createServer({ noDelay: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new DelayProxy(server, target, delayMs);
  }

  /** Breaks all connections; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #connect(client: Socket, port: number): void {
    const server = createConnection({ host: "127.0.0.1", port, noDelay: true });
    this.#carry(client, server, "toServer");
    this.#carry(server, client, "toClient");
  }

  /** Timers of one delay fire in the order in which they were set, so order is kept. */
  #carry(from: Socket, to: Socket, way: "toServer" | "toClient"): void {
    let underWay = 0;
    this.#sockets.add(from);
    from.on("data", (bytes) => {
      underWay += bytes.length;
      this.peakBytes[way] = Math.max(this.peakBytes[way], underWay);
      this.#later(() => {
        underWay -= bytes.length;
        if (to.writable) to.write(bytes);
      });
    });
    from.on("end", () => this.#later(() => to.end()));
    from.on("close", () => {
      this.#sockets.delete(from);
      this.#later(() => to.destroy());
    });
    // A reset is an end like any other; `close` follows it.
    from.on("error", () => undefined);
  }

  #later(act: () => void): void {
    setTimeout(act, this.delayMs);
  }
}
