/**
 * One end of links on virtual time: the link machine and the hub that ship, driven as the pumps of
 * libs/bus do it. A stream carries the messages of one link; each attempt has a stream of its own.
 */

import { Link, type LinkEffect, type LinkInput, STEP_MS } from "@ambon/bus/link/link";
import { type HubLink, LinkHub } from "@ambon/bus/link/link-hub";
import type { Farewell, LinkEnd as HowItEnded, LinkMessage } from "@ambon/bus/link/link-words";
import type { TransportFullness } from "../checks/bounds.ts";
import type { CloseWhy, Endpoint, Line } from "../network/connection.ts";
import type { Process } from "../time/process.ts";
import type { Codec } from "./frame-tokens.ts";

/** Bytes that a stream takes before its writer waits (a few windows of HTTP/2). */
export const STREAM_BYTES = 262_144;
/** What a message weighs beside its frames, and what a frame weighs: exact sizes decide nothing. */
const MESSAGE_BYTES = 30;
const FRAME_BYTES = 120;

export interface LinkEndOptions<In, Out> {
  readonly process: Process;
  readonly place: string;
  /** The newest version that it speaks. */
  readonly protocol: number;
  readonly codec: Codec<In, Out>;
  /** A receiver or watcher threw. */
  readonly onDefect: (error: unknown) => void;
}

export interface StreamEnded {
  readonly end: HowItEnded;
  readonly upMs: number;
}

export class SimLinkEnd<In, Out> {
  readonly hub: LinkHub<In, Out>;
  readonly options: LinkEndOptions<In, Out>;
  readonly #streams = new Set<LinkStream<In, Out>>();

  constructor(options: LinkEndOptions<In, Out>) {
    this.options = options;
    this.hub = new LinkHub({ onDefect: options.onDefect });
    options.process.after(STEP_MS, () => this.#step());
  }

  /** Frames under way on the link that has the most of them. */
  get fullness(): TransportFullness {
    const underWay = [...this.#streams].map(({ link }) => link.underWay);
    return { LINK_FRAMES: Math.max(0, ...underWay) };
  }

  /** A stream to `peer` begins; `ended` is called once. */
  open(peer: string, ended: (how: StreamEnded) => void): LinkStream<In, Out> {
    const stream = new LinkStream(this, peer, (how) => {
      this.#streams.delete(stream);
      ended(how);
    });
    this.#streams.add(stream);
    return stream;
  }

  /** Everything that was sent goes out, then a goodbye. */
  close(farewell: Farewell): void {
    for (const stream of [...this.#streams]) stream.close(farewell, "the process ends");
  }

  #step(): void {
    for (const stream of [...this.#streams]) stream.pass();
    this.options.process.after(STEP_MS, () => this.#step());
  }
}

export class LinkStream<In, Out> implements HubLink<In, Out>, Endpoint<LinkMessage> {
  readonly peer: string;
  readonly link: Link<In, Out>;
  readonly process: Process;
  readonly place: string;
  readonly #end: SimLinkEnd<In, Out>;
  readonly #over: (how: StreamEnded) => void;
  #line: Line<LinkMessage> | null = null;
  #upAtMs = 0;
  #how: StreamEnded = { end: "lost", upMs: 0 };
  #awake = false;

  constructor(end: SimLinkEnd<In, Out>, peer: string, over: (how: StreamEnded) => void) {
    const { process: owner, place, codec, protocol: protocolVersion } = end.options;
    this.#end = end;
    this.#over = over;
    this.peer = peer;
    this.process = owner;
    this.place = place;
    const words = { peerId: place, boot: owner.name, build: "sim", region: "" };
    const hello = { ...words, protocolVersion, proof: new Uint8Array(), proofKey: "" };
    this.link = new Link(owner.nowMs, { hello, peer, ...codec });
  }

  /** The stream is there: hello goes out. */
  on(line: Line<LinkMessage>): void {
    this.#line = line;
    this.wake();
  }

  receive(message: LinkMessage): void {
    this.#step([{ i: "message", message }]);
    this.wake();
  }

  closed(why: CloseWhy): void {
    this.lost(`the stream was ${why}`);
  }

  /** The stream ended, or there never was one. */
  lost(message: string): void {
    this.#step([{ i: "lost", message }]);
  }

  taken(): void {
    this.#write();
  }

  close(farewell: Farewell, message: string): void {
    this.#step([{ i: "close", farewell, message }]);
    this.wake();
  }

  /** Time has passed. */
  pass(): void {
    this.#step([]);
    this.wake();
  }

  wake(): void {
    if (this.#awake) return;
    this.#awake = true;
    this.process.after(0, () => {
      this.#awake = false;
      this.#write();
    });
  }

  #write(): void {
    const line = this.#line;
    if (line === null) return;
    const { link } = this;
    while (line.pendingBytes < STREAM_BYTES) {
      const { framesOut } = link.counts;
      const message = link.take(this.process.nowMs);
      if (message === undefined) break;
      line.send(message, MESSAGE_BYTES + (link.counts.framesOut - framesOut) * FRAME_BYTES);
    }
    if (link.isSilent) line.close();
  }

  #step(inputs: readonly LinkInput[]): void {
    const { nowMs } = this.process;
    for (const effect of this.link.step(nowMs, inputs)) this.#carry(nowMs, effect);
  }

  #carry(nowMs: number, effect: LinkEffect<In>): void {
    if (effect.x === "over") {
      this.#line?.close();
      this.#over(this.#how);
      return;
    }
    if (effect.x === "up") this.#upAtMs = nowMs;
    if (effect.x === "ended") {
      this.#how = { end: effect.end, upMs: effect.wasUp ? nowMs - this.#upAtMs : 0 };
    }
    this.#end.hub.carry(this, effect);
  }
}
