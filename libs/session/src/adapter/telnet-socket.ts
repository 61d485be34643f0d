/**
 * A telnet player's socket, plain or with TLS, as the host and the listener's timers use it. Output
 * that is compressed (MCCP2) is compressed here, for this socket alone, so that what many clients
 * are shown is rendered once.
 */

import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { OutboundDeflate } from "@ambon/telnet/adapter/zlib";
import { IAC, NOP } from "@ambon/telnet/bytes";
import type { Compressor } from "@ambon/telnet/compressor";
import { utf8Bytes } from "@ambon/telnet/text";
import type { Payload } from "../client.ts";
import type { HostSocket } from "./gateway-host.ts";
import type { OutputWatch } from "./output-watch.ts";

/** How long a closed socket may take to let out its last words. */
const LINGER_MS = 2000;
const KEEPALIVE = new Uint8Array([IAC, NOP]);

export class TelnetSocket implements HostSocket {
  readonly transport = "telnet";
  readonly secure: boolean;
  readonly #socket: Socket;
  /**
   * Encrypted bytes leave in a later turn, also to a client that reads, and small rests drain in
   * silence: without a word after each write a session would give no credit until the next check.
   */
  readonly #sent: (() => void) | undefined;
  #watch: OutputWatch | null = null;
  #compressor: Compressor | null = null;
  #wroteSinceKeepalive = false;
  #linger: NodeJS.Timeout | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.secure = socket instanceof TLSSocket;
    const tellDrained = (): void => {
      if (this.#socket.writableLength === 0) this.#watch?.drained();
    };
    this.#sent = this.secure ? tellDrained : undefined;
  }

  watchWith(watch: OutputWatch): void {
    this.#watch = watch;
    this.#socket.on("drain", () => watch.drained());
    watch.written(this.#socket.writableLength);
  }

  write(payload: Payload): void {
    if (!this.#socket.writable) return;
    this.#wroteSinceKeepalive = true;
    this.#send(payload);
    this.#watch?.written(this.#socket.writableLength);
  }

  compress(on: boolean): void {
    if (on) {
      this.#compressor ??= new OutboundDeflate();
      return;
    }
    const end = this.#compressor?.finish();
    this.#compressor = null;
    if (end !== undefined && this.#socket.writable) this.#socket.write(end);
  }

  close(): void {
    this.compress(false);
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
      this.#send(KEEPALIVE);
    }
    this.#wroteSinceKeepalive = false;
  }

  #send(payload: Payload): void {
    if (this.#compressor === null) this.#socket.write(payload, this.#sent);
    else {
      const bytes = typeof payload === "string" ? utf8Bytes(payload) : payload;
      this.#socket.write(this.#compressor.push(bytes), this.#sent);
    }
  }
}
