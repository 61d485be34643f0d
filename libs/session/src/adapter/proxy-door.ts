/**
 * The way in through a proxy: one PROXY header (version 1 or 2, see libs/telnet/proxy-header.ts)
 * before anything else, TLS included.
 *
 *   peer not trusted                 closed, counted
 *   header names a client            on with that address
 *   header names nobody              the proxy's own connection: on with the socket's address once
 *   (LOCAL, UNKNOWN) or the proxy    it says something or has stayed a moment; gone before: a check
 *   closed or silent, no byte        somebody's health check: closed, not counted, not logged
 *   anything else                    closed without an answer, counted
 */

import type { Socket } from "node:net";
import { contains, type IpBlock, parseIp } from "@ambon/kernel/ip-address";
import type { Log, Metrics } from "@ambon/kernel/ports";
import { NO_BYTES } from "@ambon/telnet/bytes";
import { ProxyHeaderReader, type ProxyRefusal } from "@ambon/telnet/proxy-header";
import { PROXY_HEADERS } from "../metric-names.ts";
import { readOpening } from "./opening-bytes.ts";

export interface ProxyRules {
  /** Whose headers are believed. */
  readonly trusted: readonly IpBlock[];
  /** For the whole header, PROXY_HEADER_MS if not given. */
  readonly headerMs?: number;
  /** How long a connection of the proxy itself is looked at, PROXY_LOCAL_MS if not given. */
  readonly localMs?: number;
}

export const PROXY_HEADER_MS = 3000;
/** A health check closes as soon as it has said its header; who is still there is a player. */
export const PROXY_LOCAL_MS = 250;

/** What a connection goes on with: whose it is, and the bytes that came behind the header. */
export type Enter = (address: string, first: Uint8Array) => void;

type Outcome = "client" | "local" | "untrusted" | "cut" | "timeout" | ProxyRefusal;

export class ProxyDoor {
  readonly #rules: ProxyRules;
  readonly #metrics: Metrics;
  readonly #log: Log;

  constructor(rules: ProxyRules, metrics: Metrics, log: Log) {
    this.#rules = rules;
    this.#metrics = metrics;
    this.#log = log;
  }

  /** Calls `enter` at most once; otherwise the socket is closed, or closes by itself. */
  take(socket: Socket, peer: string, enter: Enter): void {
    if (!this.#isTrusted(peer)) {
      this.#refuse(socket, peer, "untrusted");
      return;
    }
    const reader = new ProxyHeaderReader();
    readOpening(socket, this.#rules.headerMs ?? PROXY_HEADER_MS, {
      take: (bytes) => {
        const step = reader.push(bytes);
        if (step.step === "more") return undefined;
        if (step.step === "refused") return () => this.#refuse(socket, peer, step.reason);
        const { header, rest } = step;
        return () => {
          const address = header.source?.address;
          // HAProxy's checks with version 1 name HAProxy itself; with version 2 they say LOCAL.
          if (address === undefined || isSame(address, peer)) {
            this.#takeLocal(socket, peer, rest, enter);
          } else this.#enter("client", address, rest, enter);
        };
      },
      ended: (why) => {
        if (reader.ended() === "healthCheck") socket.destroy();
        else this.#refuse(socket, peer, why === "late" ? "timeout" : "cut");
      },
    });
  }

  #takeLocal(socket: Socket, peer: string, rest: Uint8Array, enter: Enter): void {
    if (rest.length > 0) {
      this.#enter("local", peer, rest, enter);
      return;
    }
    readOpening(socket, this.#rules.localMs ?? PROXY_LOCAL_MS, {
      take: (bytes) => () => this.#enter("local", peer, bytes, enter),
      ended: (why) => {
        if (why === "late") this.#enter("local", peer, NO_BYTES, enter);
        else this.#tally("local");
      },
    });
  }

  #enter(outcome: Outcome, address: string, first: Uint8Array, enter: Enter): void {
    this.#tally(outcome);
    enter(address, first);
  }

  #refuse(socket: Socket, peer: string, outcome: Outcome): void {
    this.#tally(outcome);
    this.#log.event("debug", "proxy_refused", { peer, outcome });
    socket.destroy();
  }

  #tally(outcome: Outcome): void {
    this.#metrics.count(PROXY_HEADERS, 1, { outcome });
  }

  #isTrusted(peer: string): boolean {
    const address = parseIp(peer);
    return address !== undefined && this.#rules.trusted.some((block) => contains(block, address));
  }
}

const isSame = (one: string, other: string): boolean => {
  const [first, second] = [parseIp(one), parseIp(other)];
  return first !== undefined && first.family === second?.family && first.value === second.value;
};
