/**
 * A TCP socket as bots need it: on Bun its native one, which costs half as much per line, else
 * node:net. What a bot writes is a line at a time, so nothing is buffered beyond the kernel but
 * the rest of a line that did not fit.
 */

import { connect } from "node:net";

export interface TcpEvents {
  open(): void;
  data(bytes: Buffer): void;
  closed(why: string): void;
}

export interface TcpSocket {
  write(data: string | Uint8Array): void;
  pause(): void;
  close(): void;
}

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

interface NativeSocket {
  write(data: string | Uint8Array): number;
  pause(): void;
  end(): void;
  setNoDelay?(on: boolean): void;
}

interface NativeTcp {
  connect(options: {
    hostname: string;
    port: number;
    socket: {
      open(socket: NativeSocket): void;
      data(socket: NativeSocket, bytes: Buffer): void;
      drain(): void;
      close(): void;
      error(socket: NativeSocket, error: Error): void;
      connectError(socket: NativeSocket, error: Error): void;
    };
  }): Promise<unknown>;
}

const nativeTcp = (globalThis as { readonly Bun?: NativeTcp }).Bun;

/** Opens a connection; errors arrive as `closed`, once. */
export const openTcp = (address: TcpAddress, events: TcpEvents): TcpSocket =>
  nativeTcp === undefined
    ? openNodeTcp(address, events)
    : new BunTcpSocket(nativeTcp, address, events);

const openNodeTcp = ({ host, port }: TcpAddress, events: TcpEvents): TcpSocket => {
  const socket = connect({ host, port, noDelay: true });
  let why = "closed by the server";
  socket.on("connect", () => events.open());
  socket.on("data", (bytes) => events.data(bytes));
  socket.on("error", (error) => {
    why = error.message;
  });
  socket.on("close", () => events.closed(why));
  return {
    write: (data) => {
      if (socket.writable) socket.write(data);
    },
    pause: () => {
      socket.pause();
    },
    close: () => {
      socket.destroy();
    },
  };
};

class BunTcpSocket implements TcpSocket {
  readonly #events: TcpEvents;
  #socket: NativeSocket | null = null;
  #unsent: Buffer | null = null;
  #closed = false;

  constructor(native: NativeTcp, { host, port }: TcpAddress, events: TcpEvents) {
    this.#events = events;
    native
      .connect({
        hostname: host,
        port,
        socket: {
          open: (socket) => {
            this.#socket = socket;
            socket.setNoDelay?.(true);
            events.open();
          },
          data: (_socket, bytes) => events.data(bytes),
          drain: () => this.#drain(),
          close: () => this.#end("closed by the server"),
          error: (_socket, error) => this.#end(error.message),
          connectError: (_socket, error) => this.#end(error.message),
        },
      })
      .catch((error: unknown) => this.#end(String(error)));
  }

  write(data: string | Uint8Array): void {
    if (this.#closed || this.#socket === null) return;
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
    if (this.#unsent !== null) {
      this.#unsent = Buffer.concat([this.#unsent, bytes]);
      return;
    }
    this.#put(bytes);
  }

  pause(): void {
    this.#socket?.pause();
  }

  close(): void {
    this.#socket?.end();
    this.#end("closed by the bot");
  }

  #put(bytes: Buffer): void {
    const sent = this.#socket?.write(bytes) ?? -1;
    // A closed socket answers −1; its `close` follows.
    this.#unsent = sent >= 0 && sent < bytes.length ? bytes.subarray(sent) : null;
  }

  #drain(): void {
    const rest = this.#unsent;
    this.#unsent = null;
    if (rest !== null) this.#put(rest);
  }

  #end(why: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#events.closed(why);
  }
}
