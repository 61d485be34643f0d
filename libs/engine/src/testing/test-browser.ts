/**
 * A browser and whatever gateway it is on, as the engine sees them: it counts output as a gateway
 * does, remembers what it has shown, numbers its lines, and comes back with its token on a new
 * channel. It may stop reading anywhere, as a socket does that dies with data under way.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import { type TestEngine, wordsOf } from "./test-engine.ts";

interface OwnLine {
  readonly clientSeq: number;
  readonly text: string;
}

const caps = { transport: "websocket", screenReader: false, address: "198.51.100.9" } as const;

export class TestBrowser {
  engine: TestEngine;
  readonly player: string;
  channel = 0;
  token = "";
  /** Highest number shown. */
  seq = 0;
  /** Words of all output shown. */
  readonly lines: string[] = [];
  readonly refusals: string[] = [];
  readonly closes: string[] = [];
  /** Numbers at which the engine said a count goes on. */
  readonly resumedAt: number[] = [];
  readonly #own: OwnLine[] = [];
  #typed = 0;
  #inputSeq = 0;
  #readTo = 0;

  constructor(engine: TestEngine, player: string) {
    this.engine = engine;
    this.player = player;
  }

  login(channel: number): this {
    this.channel = channel;
    this.engine.frames("g1", {
      f: "attach",
      channel,
      sessionId: `s${this.player}`,
      ticket: `t-${this.player}-${channel}`,
      caps,
    });
    this.engine.ticks(3);
    return this.read();
  }

  /** Its gateway is linked to another run of the engine from now on. */
  moveTo(engine: TestEngine): this {
    this.engine = engine;
    this.#readTo = engine.batches.length;
    return this;
  }

  /** Comes back on another channel, with what it has shown. */
  resume(channel: number, token = this.token, received = this.seq): this {
    this.channel = channel;
    const sessionId = `s${this.player}`;
    this.engine.frames("g1", { f: "resume", channel, sessionId, token, received, caps });
    return this;
  }

  /** The gateway notices that the socket is gone. */
  drop(): this {
    this.engine.frames("g1", { f: "detach", channel: this.channel, reason: "closed" });
    this.channel = 0;
    return this;
  }

  /** `arrives`: false when the socket dies with the line in it. */
  type(text: string, arrives = true): this {
    this.#typed += 1;
    const line = { clientSeq: this.#typed, text };
    this.#own.push(line);
    if (this.channel !== 0 && arrives) this.#send(line);
    return this;
  }

  ack(seen: number | null = this.seq, received = this.seq): this {
    const ack = { f: "ack", channel: this.channel, received } as const;
    this.engine.frames("g1", seen === null ? ack : { ...ack, seen });
    return this;
  }

  /** Shows what has come since, at most `most` frames of its own; the rest dies with the socket. */
  read(most = Number.POSITIVE_INFINITY): this {
    const { batches } = this.engine;
    const frames = batches.slice(this.#readTo).flatMap((batch) => batch.frames);
    let left = most;
    for (const frame of frames) {
      if (!isFor(frame, this.channel)) continue;
      if (left <= 0) break;
      left -= 1;
      this.#show(frame);
    }
    this.#readTo = batches.length;
    return this;
  }

  #send({ clientSeq, text }: OwnLine): void {
    this.#inputSeq += 1;
    const { channel } = this;
    const inputSeq = this.#inputSeq;
    this.engine.frames("g1", { f: "input", channel, inputSeq, line: text, clientSeq });
  }

  #show(frame: EngineFrame): void {
    switch (frame.f) {
      case "attached":
        return this.#attached(frame);
      case "attachRefused":
        this.refusals.push(frame.message);
        return;
      case "close":
        this.closes.push(frame.reason);
        return;
      case "output":
        this.lines.push(wordsOf(frame.markup));
        this.seq += 1;
        return;
      case "prompt":
      case "data":
      case "settings":
        this.seq += 1;
    }
  }

  #attached(frame: Extract<EngineFrame, { f: "attached" }>): void {
    this.token = frame.resumeToken;
    this.seq = frame.outputSeq;
    this.resumedAt.push(frame.outputSeq);
    this.#inputSeq = frame.acceptedSeq ?? frame.inputSeq;
    const taken = frame.clientSeq ?? 0;
    for (const line of this.#own) if (line.clientSeq > taken) this.#send(line);
  }
}

const isFor = (frame: EngineFrame, channel: number): boolean => {
  if ("channels" in frame) return frame.channels.includes(channel);
  return "channel" in frame && frame.channel === channel;
};
