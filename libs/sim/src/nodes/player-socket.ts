/**
 * The gateway's end of one player's connection: tells the core when the reader falls behind, when
 * it does not catch up, and that it is gone, as the listeners do.
 */

import type { Payload } from "@ambon/session/client";
import type { GatewayInbox, Transport } from "@ambon/session/gateway-step";
import type { CloseWhy, Endpoint, Line } from "../network/connection.ts";
import type { Process } from "../time/process.ts";

/** What the kernel and the listener's buffer hold before `blocked` is told. */
const BLOCKED_BYTES = 16_384;
export const SOCKET_BUFFER_BYTES = 262_144;
const SOCKET_BUFFER_MS = 30_000;
const CHECK_MS = 5000;
/** How long a closed socket may take to let out its last words. */
const LINGER_MS = 2000;

export interface SocketParts {
  readonly process: Process;
  readonly place: string;
  readonly transport: Transport;
  readonly channel: number;
  readonly nowMs: () => number;
  /** Sees what is written, whether it arrives or not. */
  readonly written: (payload: Payload) => void;
  readonly put: (item: GatewayInbox) => void;
}

export class PlayerSocket implements Endpoint<Payload> {
  readonly process: Process;
  readonly place: string;
  readonly #parts: SocketParts;
  #line: Line<Payload> | null = null;
  #blockedSinceMs: number | null = null;
  #toldBlocked = false;
  #gone = false;

  constructor(parts: SocketParts) {
    this.process = parts.process;
    this.place = parts.place;
    this.#parts = parts;
  }

  /** The stream is open. */
  on(line: Line<Payload>): void {
    this.#line = line;
    this.process.after(CHECK_MS, () => this.#check());
  }

  write(payload: Payload): void {
    const { put, channel, nowMs, written } = this.#parts;
    written(payload);
    const fits = this.#line?.send(payload, payload.length) ?? true;
    const pending = this.#line?.pendingBytes ?? 0;
    if (!fits) return put({ i: "tooSlow", channel });
    if (pending < BLOCKED_BYTES) return;
    this.#blockedSinceMs ??= nowMs();
    if (this.#toldBlocked) return;
    this.#toldBlocked = true;
    put({ i: "blocked", channel });
  }

  /** The gateway closes: what was written goes out first. */
  close(): void {
    this.#line?.close();
    this.process.after(LINGER_MS, () => this.#tellGone("closed"));
  }

  receive(payload: Payload): void {
    const { channel, put } = this.#parts;
    if (typeof payload === "string") put({ i: "message", channel, text: payload });
    else put({ i: "bytes", channel, bytes: payload });
  }

  closed(why: CloseWhy): void {
    this.#tellGone(why);
  }

  taken(): void {
    if ((this.#line?.pendingBytes ?? 0) > 0) return;
    this.#blockedSinceMs = null;
    if (!this.#toldBlocked) return;
    this.#toldBlocked = false;
    this.#parts.put({ i: "drained", channel: this.#parts.channel });
  }

  #check(): void {
    if (this.#gone) return;
    const since = this.#blockedSinceMs;
    const { nowMs, put, channel } = this.#parts;
    if (since !== null && nowMs() - since >= SOCKET_BUFFER_MS) put({ i: "tooSlow", channel });
    this.process.after(CHECK_MS, () => this.#check());
  }

  #tellGone(reason: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#parts.put({ i: "closed", channel: this.#parts.channel, reason });
  }
}
