/**
 * The way in through TLS, on a socket that was accepted already and may have been read from:
 *
 *   first byte 16 (hex)        the handshake, 15 s; then the session
 *   another one, or 4 s none   somebody's client does not speak TLS: one readable line, closed
 *   closed before any byte     a health check: not counted
 *
 * Handshakes count per address like sessions do, so that nobody holds all places at the door.
 */

import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Limits } from "@ambon/kernel/limits";
import type { Metrics } from "@ambon/kernel/ports";
import { ConnectionLimits } from "../connection-limits.ts";
import { CONNECTIONS_REFUSED, TLS_HANDSHAKES } from "../metric-names.ts";
import { readOpening } from "./opening-bytes.ts";
import type { TlsCredentials } from "./tls-credentials.ts";

export interface TlsRules {
  readonly credentials: TlsCredentials;
  /** Where the same game is without TLS, for the line to those who came without. */
  readonly plainPort: number;
  /** Until the first byte, TLS_FIRST_BYTE_MS if not given. */
  readonly firstByteMs?: number;
  /** From then to the end of the handshake, TLS_HANDSHAKE_MS if not given. */
  readonly handshakeMs?: number;
}

export const TLS_FIRST_BYTE_MS = 4000;
export const TLS_HANDSHAKE_MS = 15_000;
/** How long a client may take to read the line that turns it away. */
const LINGER_MS = 2000;
/** The record type of a handshake, with which every TLS connection begins. */
const HANDSHAKE = 0x16;

type Outcome = "done" | "failed" | "timeout" | "notTls" | "silent";

export class TlsDoor {
  readonly #rules: TlsRules;
  readonly #metrics: Metrics;
  readonly #underWay: ConnectionLimits;

  constructor(rules: TlsRules, limits: Limits, metrics: Metrics) {
    this.#rules = rules;
    this.#metrics = metrics;
    this.#underWay = new ConnectionLimits(limits);
  }

  /** Calls `enter` at most once; otherwise the socket is closed. `first`: read from it already. */
  take(
    socket: Socket,
    address: string,
    first: Uint8Array,
    enter: (secure: TLSSocket) => void,
  ): void {
    const refusal = this.#underWay.take(address);
    if (refusal !== undefined) {
      this.#metrics.count(CONNECTIONS_REFUSED, 1, { reason: refusal.reason });
      socket.destroy();
      return;
    }
    const pass = this.#releaseOnce(socket, address);
    const begin = (bytes: Uint8Array): void => {
      if (bytes[0] !== HANDSHAKE) this.#turnAway(socket, "notTls");
      else {
        this.#shakeHands(socket, bytes, (secure) => {
          pass();
          enter(secure);
        });
      }
    };
    if (first.length > 0) {
      begin(first);
      return;
    }
    readOpening(socket, this.#rules.firstByteMs ?? TLS_FIRST_BYTE_MS, {
      take: (bytes) => () => begin(bytes),
      ended: (why) => {
        if (why === "late") this.#turnAway(socket, "silent");
      },
    });
  }

  /** The place at the door is free again when the session has begun, or the socket has closed. */
  #releaseOnce(socket: Socket, address: string): () => void {
    const release = (): void => {
      socket.off("close", release);
      this.#underWay.release(address);
    };
    socket.on("close", release);
    return release;
  }

  #shakeHands(socket: Socket, first: Uint8Array, enter: (secure: TLSSocket) => void): void {
    // Paused, so that what follows `first` cannot overtake it.
    socket.pause();
    socket.unshift(first);
    const secureContext = this.#rules.credentials.context;
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    let outcome: Outcome = "failed";
    const timer = setTimeout(() => {
      outcome = "timeout";
      secure.destroy();
    }, this.#rules.handshakeMs ?? TLS_HANDSHAKE_MS);
    const failed = (): void => {
      clearTimeout(timer);
      this.#tally(outcome);
    };
    secure.once("close", failed);
    // Wrong versions, garbage, resets: `close` follows.
    secure.on("error", () => undefined);
    secure.once("secure", () => {
      clearTimeout(timer);
      secure.off("close", failed);
      secure.disableRenegotiation();
      this.#tally("done");
      enter(secure);
    });
  }

  #turnAway(socket: Socket, outcome: Outcome): void {
    this.#tally(outcome);
    const { plainPort } = this.#rules;
    // Unread bytes would turn the end into a reset, which takes the line with it.
    socket.resume();
    socket.end(
      "This port speaks TLS: enable it in your client, " +
        `or use the plain port ${plainPort}.\r\n`,
    );
    const linger = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.on("close", () => clearTimeout(linger));
  }

  #tally(outcome: Outcome): void {
    this.#metrics.count(TLS_HANDSHAKES, 1, { outcome });
  }
}
