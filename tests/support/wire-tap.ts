/** A relay between a client and a server that keeps every byte of both directions. */

import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Server } from "node:net";
import { constants, inflateSync } from "node:zlib";

export class WireTap {
  readonly #server: Server;
  readonly #toClient: Buffer[] = [];
  readonly #toServer: Buffer[] = [];

  private constructor(server: Server, port: number) {
    this.#server = server;
    server.on("connection", (client) => {
      const onward = createConnection({ host: "127.0.0.1", port });
      client.on("data", (bytes: Buffer) => {
        this.#toServer.push(bytes);
        onward.write(bytes);
      });
      onward.on("data", (bytes: Buffer) => {
        this.#toClient.push(bytes);
        client.write(bytes);
      });
      client.on("close", () => onward.end());
      onward.on("close", () => client.end());
      // A reset is an end like any other; `close` follows it.
      client.on("error", () => undefined);
      onward.on("error", () => undefined);
    });
  }

  /** For one client of the server on this port. */
  static async on(port: number): Promise<WireTap> {
    const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new WireTap(server, port);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What the server sent: in the clear, and what its compressed stream (MCCP2) says. */
  fromServer(): { readonly plain: Buffer; readonly compressed: string } {
    return divided(Buffer.concat(this.#toClient), MCCP2_MARK);
  }

  /** The same of the client (MCCP3). */
  fromClient(): { readonly plain: Buffer; readonly compressed: string } {
    return divided(Buffer.concat(this.#toServer), MCCP3_MARK);
  }

  close(): void {
    this.#server.close();
  }
}

const MCCP2_MARK = new Uint8Array([255, 250, 86, 255, 240]);
const MCCP3_MARK = new Uint8Array([255, 250, 87, 255, 240]);

/** Before the mark, and what the stream behind it says; a stream may still be open. */
const divided = (bytes: Buffer, mark: Uint8Array): { plain: Buffer; compressed: string } => {
  const at = bytes.indexOf(mark);
  if (at < 0) return { plain: bytes, compressed: "" };
  const stream = bytes.subarray(at + mark.length);
  const compressed = inflateSync(stream, { finishFlush: constants.Z_SYNC_FLUSH }).toString("utf8");
  return { plain: bytes.subarray(0, at), compressed };
};
