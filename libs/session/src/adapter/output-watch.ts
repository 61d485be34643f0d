/**
 * Watches one socket's send buffer. A little behind: the session stops giving credit. Far behind
 * (SOCKET_BUFFER_BYTES) or for too long (SOCKET_BUFFER_MS): the reader is cut off.
 */

import type { Limits } from "@ambon/kernel/limits";
import type { GatewayHost } from "./gateway-host.ts";

/** Unsent bytes from which the session gives the engine no more credit. */
const BLOCKED_BYTES = 16_384;

export class OutputWatch {
  readonly #host: GatewayHost;
  readonly #limits: Limits;
  readonly #channel: number;
  #blockedSinceMs: number | null = null;
  #toldBlocked = false;
  #cutOff = false;

  constructor(host: GatewayHost, limits: Limits, channel: number) {
    this.#host = host;
    this.#limits = limits;
    this.#channel = channel;
  }

  get blocked(): boolean {
    return this.#blockedSinceMs !== null;
  }

  /** After each write, with what the socket has not handed to the kernel yet. */
  written(unsentBytes: number): void {
    if (unsentBytes === 0) return;
    if (unsentBytes > this.#limits.SOCKET_BUFFER_BYTES) {
      this.#cut();
      return;
    }
    this.#blockedSinceMs ??= this.#host.nowMs();
    if (unsentBytes < BLOCKED_BYTES || this.#toldBlocked) return;
    this.#toldBlocked = true;
    this.#host.put({ i: "blocked", channel: this.#channel });
  }

  /** Everything written is out. */
  drained(): void {
    this.#blockedSinceMs = null;
    if (!this.#toldBlocked) return;
    this.#toldBlocked = false;
    this.#host.put({ i: "drained", channel: this.#channel });
  }

  /** From time to time: has it been full for too long? */
  check(nowMs: number): void {
    const since = this.#blockedSinceMs;
    if (since !== null && nowMs - since >= this.#limits.SOCKET_BUFFER_MS) this.#cut();
  }

  #cut(): void {
    if (this.#cutOff) return;
    this.#cutOff = true;
    this.#host.put({ i: "tooSlow", channel: this.#channel });
  }
}
