/**
 * One engine over Redis, as a gateway or another engine dials it:
 *
 *   resting ── delay over, Redis here ──▶ asking, again and again ──▶ opened: the link runs
 *      ▲                                    │                             │
 *      └────── silence, Redis away ─────────┴──────── the link is over ───┘
 *
 * An attempt is one link and one stream, so nothing of an old one can arrive late.
 */

import type { StreamEvent } from "../envelope/switchboard.ts";
import type { Farewell } from "../link/link-words.ts";
import { Redial } from "../link/redial.ts";
import type { Dial } from "./dials.ts";
import type { LinkEnd } from "./link-end.ts";
import { LinkPump } from "./link-pump.ts";
import type { LinkService } from "./link-service.ts";
import { drivePump, hearBytes, type PumpCodec } from "./redis-pump.ts";
import type { RedisStreams } from "./redis-streams.ts";

/** Between two times of asking, twice as long each time: who comes back is found soon. */
export const ASK_MIN_MS = 100;
export const ASK_MAX_MS = 1000;

export interface RedisDialOptions<In, Out> {
  /** Who is dialed, and its name on the carrier. */
  readonly id: string;
  readonly address: string;
  /** Who dials. */
  readonly self: string;
  readonly service: LinkService<In, Out>;
  readonly codec: PumpCodec;
  readonly random: () => number;
}

export class RedisDial<In, Out> implements Dial {
  readonly #end: LinkEnd<In, Out>;
  readonly #streams: RedisStreams;
  readonly #options: RedisDialOptions<In, Out>;
  readonly #redial: Redial;
  #pump: LinkPump<In, Out> | null = null;
  #stream: string | null = null;
  /** Until the next attempt, or the next time of asking within one. */
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(end: LinkEnd<In, Out>, streams: RedisStreams, options: RedisDialOptions<In, Out>) {
    this.#end = end;
    this.#streams = streams;
    this.#options = options;
    this.#redial = new Redial(options.random);
    if (streams.isHere) this.#begin();
  }

  /** Redis came or went. While it is away there is nothing to ask. */
  carrier(isHere: boolean): void {
    if (isHere && this.#pump === null) this.#begin();
    else if (!isHere) this.#pump?.lost("Redis is away");
  }

  /** An engine is known by its name here, wherever it is. */
  moveTo(_url: string): void {}

  /** Something of a stream with this engine. */
  take(event: StreamEvent): void {
    const pump = this.#pump;
    if (event.e === "opened") this.#opened(event.stream);
    else if (event.stream !== this.#stream || pump === null) return;
    else if (event.e === "message") hearBytes(pump, event.payload, this.#options.codec);
    else pump.lost("the stream over Redis has ended");
  }

  /** Ends the link in order; resolves when its stream has ended. */
  async stop(farewell: Farewell): Promise<void> {
    this.#stopped = true;
    const pump = this.#pump;
    if (pump === null) clearTimeout(this.#timer);
    // Without a stream the goodbye has no way out.
    else if (this.#stream === null) pump.lost("the link is not wanted any more");
    else pump.close(farewell, `${this.#options.self} ends the link in order (${farewell})`);
    await pump?.over;
  }

  #begin(): void {
    clearTimeout(this.#timer);
    let delayMs = 0;
    const { id: peer, service } = this.#options;
    const { encode, decode } = service;
    const pump = new LinkPump<In, Out>({
      hub: this.#end.hub,
      report: this.#end.report,
      onEnded: ({ end }, upMs) => {
        delayMs = this.#redial.delayMs(end, upMs);
      },
      link: { ...this.#end.linkBase(new Uint8Array()), peer, encode, decode },
    });
    this.#pump = pump;
    this.#end.pumps.add(pump);
    void pump.over.then(() => this.#over(pump, delayMs));
    this.#ask(ASK_MIN_MS);
  }

  #ask(againMs: number): void {
    this.#streams.dial(this.#options.address);
    const nextMs = Math.min(ASK_MAX_MS, 2 * againMs);
    this.#timer = setTimeout(() => this.#ask(nextMs), againMs);
  }

  #opened(stream: string): void {
    const pump = this.#pump;
    clearTimeout(this.#timer);
    if (pump === null || this.#stream !== null) {
      this.#streams.end(stream);
      return;
    }
    this.#stream = stream;
    void drivePump(this.#streams, stream, pump, this.#options.codec);
  }

  #over(pump: LinkPump<In, Out>, delayMs: number): void {
    clearTimeout(this.#timer);
    this.#streams.hangUp(this.#options.address);
    this.#end.pumps.delete(pump);
    this.#pump = null;
    this.#stream = null;
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      if (this.#streams.isHere) this.#begin();
    }, delayMs);
  }
}
