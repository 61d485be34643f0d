/**
 * Redis pub/sub as a carrier of bytes to names: one channel for each name, one connection that
 * listens at our own and one that publishes.
 *
 *            both connected, subscribed            a connection closed, an answer missing for
 *     away ────────────────────────────▶ here      ANSWER_MS, a refused publish
 *       ▲                                  │
 *       └──── wait, longer each time ◀─────┘
 *
 * Connections are made anew each time, so nothing that was under way is sent again: what Redis had
 * not taken is lost, and whoever uses the carrier is told by `onAway`. A connection that stands but
 * says nothing is found by a question each second.
 *
 * Bound: no more is taken while UNANSWERED_BYTES are published that Redis has not answered.
 */

import { Redis, type RedisOptions } from "ioredis";
import { Redial } from "../link/redial.ts";
import { sentence } from "./link-end.ts";
import { steadyMs } from "./link-pump.ts";

const ASK_EVERY_MS = 1000;
/** A Redis that answers nothing for so long is taken for away. */
export const ANSWER_MS = 5000;
export const UNANSWERED_BYTES = 32 * 1024 * 1024;
const PREFIX = "ambon:bus:";

export interface RedisCarrierOptions {
  readonly url: string;
  /** Whose channel is listened at. */
  readonly self: string;
  /** In [0, 1): spreads reconnects. */
  readonly random: () => number;
  readonly onHere: () => void;
  /** Once for each time that it goes, and at the start if it is not there. */
  readonly onAway: (reason: string) => void;
  readonly onBytes: (bytes: Uint8Array) => void;
}

/** The braces put all of one name into one slot of a Redis Cluster. */
export const channelOf = (name: string): string => `${PREFIX}{${name}}`;

/** One life of both connections: it is made, breaks once, and never comes back. */
interface Connections {
  readonly publisher: Redis;
  readonly listener: Redis;
  readonly timer: NodeJS.Timeout;
  answeredMs: number;
}

export class RedisCarrier {
  readonly #options: RedisCarrierOptions;
  readonly #redial: Redial;
  #connections: Connections | null = null;
  #hereSinceMs: number | null = null;
  #unanswered = 0;
  #retry: NodeJS.Timeout | null = null;
  #toldAway = false;
  #waiters: (() => void)[] = [];
  #closed = false;

  /** Begins to connect at once. Throws nothing for a Redis that is away. */
  constructor(options: RedisCarrierOptions) {
    this.#options = options;
    this.#redial = new Redial(options.random);
    this.#connect();
  }

  get isHere(): boolean {
    return this.#hereSinceMs !== null;
  }

  /** False when it was not taken: Redis is away, or has too much to do. */
  publish(name: string, bytes: Uint8Array): boolean {
    const connections = this.#connections;
    if (connections === null || !this.isHere) return false;
    if (!this.#hasRoom) return false;
    this.#unanswered += bytes.length;
    const { buffer, byteOffset, length } = bytes;
    connections.publisher.publish(channelOf(name), Buffer.from(buffer, byteOffset, length)).then(
      () => {
        if (this.#connections !== connections) return;
        this.#unanswered -= length;
        if (this.#hasRoom) this.#wake();
      },
      (error: unknown) => this.#broke(connections, sentence(error)),
    );
    return true;
  }

  /** Resolves when something can be published again, or Redis is away. */
  async room(): Promise<void> {
    while (this.isHere && !this.#hasRoom) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Lets out what was published, for ANSWER_MS at most. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    const connections = this.#connections;
    if (connections === null) return;
    // `quit` is answered after everything before it; a Redis that is away needs no leave.
    await within(ANSWER_MS, connections.publisher.quit()).catch(() => undefined);
    this.#forget(connections);
  }

  get #hasRoom(): boolean {
    return this.#unanswered < UNANSWERED_BYTES;
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #connect(): void {
    const options = {
      lazyConnect: true,
      connectTimeout: ANSWER_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      autoResendUnfulfilledCommands: false,
      retryStrategy: () => null,
    } satisfies RedisOptions;
    const publisher = new Redis(this.#options.url, options);
    const listener = new Redis(this.#options.url, options);
    const timer = setInterval(() => this.#ask(connections), ASK_EVERY_MS);
    const connections: Connections = { publisher, listener, timer, answeredMs: steadyMs() };
    this.#connections = connections;
    for (const client of [publisher, listener]) {
      client.on("error", (error: unknown) => this.#broke(connections, sentence(error)));
      client.on("end", () => this.#broke(connections, "the connection was closed"));
    }
    listener.on("messageBuffer", (_channel: Buffer, bytes: Buffer) => {
      if (this.#connections === connections) this.#options.onBytes(bytes);
    });
    this.#open(connections).catch((error: unknown) => this.#broke(connections, sentence(error)));
  }

  async #open(connections: Connections): Promise<void> {
    const { publisher, listener } = connections;
    await Promise.all([publisher.connect(), listener.connect()]);
    await listener.subscribe(channelOf(this.#options.self));
    if (this.#connections !== connections) return;
    connections.answeredMs = steadyMs();
    this.#hereSinceMs = steadyMs();
    this.#toldAway = false;
    this.#options.onHere();
  }

  /** Both must answer: a listener that hears nothing more would not be missed otherwise. */
  #ask(connections: Connections): void {
    const silentMs = steadyMs() - connections.answeredMs;
    if (silentMs >= ANSWER_MS) {
      this.#broke(connections, `Redis has not answered for ${Math.round(silentMs / 1000)} s`);
    } else if (this.isHere) {
      Promise.all([connections.publisher.ping(), connections.listener.ping()]).then(
        () => {
          connections.answeredMs = steadyMs();
        },
        (error: unknown) => this.#broke(connections, sentence(error)),
      );
    }
  }

  /** What is told of connections that are no more is not heard. */
  #broke(connections: Connections, reason: string): void {
    if (this.#connections !== connections) return;
    this.#forget(connections);
    const upMs = this.#hereSinceMs === null ? 0 : steadyMs() - this.#hereSinceMs;
    this.#hereSinceMs = null;
    this.#wake();
    if (this.#closed) return;
    this.#retry = setTimeout(() => this.#connect(), this.#redial.delayMs("lost", upMs));
    if (this.#toldAway) return;
    this.#toldAway = true;
    this.#options.onAway(reason);
  }

  #forget(connections: Connections): void {
    if (this.#connections === connections) this.#connections = null;
    this.#unanswered = 0;
    clearInterval(connections.timer);
    connections.publisher.disconnect();
    connections.listener.disconnect();
  }
}

const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};
