/** A telnet player's socket, plain or with TLS, as the host and the listener's timers use it. */

import type { Socket } from "node:net";
import { IAC, NOP } from "@ambon/telnet/bytes";
import type { Payload } from "../client.ts";
import type { HostSocket } from "./gateway-host.ts";
import type { OutputWatch } from "./output-watch.ts";

/** How long a closed socket may take to let out its last words. */
const LINGER_MS = 2000;
const KEEPALIVE = new Uint8Array([IAC, NOP]);

export class TelnetSocket implements HostSocket {
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
