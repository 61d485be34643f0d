/** Two link machines and the stream between them, moved by hand. */

import {
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "../frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { Link, type LinkEffect, type LinkInput, type LinkOptions, ownHello } from "../link/link.ts";
import type { HelloWords, LinkMessage } from "../link/link-words.ts";

export type GatewayLink = Link<EngineFrame, GatewayFrame>;
export type EngineLink = Link<GatewayFrame, EngineFrame>;

export const helloOf = (peerId: string, more: Partial<HelloWords> = {}): HelloWords => ({
  ...ownHello({
    peerId,
    boot: "boot",
    build: "test",
    region: "",
    proof: new Uint8Array(),
    proofKey: "",
  }),
  ...more,
});

export interface WireOptions {
  readonly gateway?: Partial<LinkOptions<EngineFrame, GatewayFrame>>;
  readonly engine?: Partial<LinkOptions<GatewayFrame, EngineFrame>>;
}

export class LinkWire {
  nowMs = 0;
  readonly gateway: GatewayLink;
  readonly engine: EngineLink;
  readonly gatewayDid: LinkEffect<EngineFrame>[] = [];
  readonly engineDid: LinkEffect<GatewayFrame>[] = [];
  /** Written and not yet heard. */
  readonly toEngine: LinkMessage[] = [];
  readonly toGateway: LinkMessage[] = [];

  constructor(options: WireOptions = {}) {
    this.gateway = new Link(0, {
      hello: helloOf("g"),
      peer: "e",
      encode: encodeGatewayBatch,
      decode: decodeEngineBatch,
      ...options.gateway,
    });
    this.engine = new Link(0, {
      hello: helloOf("e"),
      peer: "g",
      encode: encodeEngineBatch,
      decode: decodeGatewayBatch,
      ...options.engine,
    });
  }

  /** A link that is up. */
  static up(options: WireOptions = {}): LinkWire {
    const wire = new LinkWire(options);
    wire.run();
    wire.gatewayDid.length = 0;
    wire.engineDid.length = 0;
    return wire;
  }

  /** What both ends want to write is written. */
  write(): void {
    for (let out = this.gateway.take(this.nowMs); out; out = this.gateway.take(this.nowMs)) {
      this.toEngine.push(out);
    }
    for (let out = this.engine.take(this.nowMs); out; out = this.engine.take(this.nowMs)) {
      this.toGateway.push(out);
    }
  }

  /** What was written is heard, until nothing more is written. */
  run(): void {
    for (this.write(); this.toEngine.length + this.toGateway.length > 0; this.write()) {
      for (const message of this.toEngine.splice(0)) this.engineHears(message);
      for (const message of this.toGateway.splice(0)) this.gatewayHears(message);
    }
  }

  gatewayHears(message: LinkMessage): void {
    this.stepGateway({ i: "message", message });
  }

  engineHears(message: LinkMessage): void {
    this.stepEngine({ i: "message", message });
  }

  stepGateway(...inputs: LinkInput[]): void {
    const effects = this.gateway.step(this.nowMs, inputs);
    for (const one of effects) if (one.x === "frames") this.gateway.took(one.frames.length);
    this.gatewayDid.push(...effects);
  }

  stepEngine(...inputs: LinkInput[]): void {
    const effects = this.engine.step(this.nowMs, inputs);
    for (const one of effects) if (one.x === "frames") this.engine.took(one.frames.length);
    this.engineDid.push(...effects);
  }

  /** Time passes in steps, with all that is written heard at once. */
  pass(ms: number, stepMs = 250): void {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += stepMs;
      this.stepGateway();
      this.stepEngine();
      this.run();
    }
  }
}

export const input = (inputSeq: number): GatewayFrame => ({
  f: "input",
  channel: 1,
  inputSeq,
  line: "x",
});

export const inputAck = (inputSeq: number): EngineFrame => ({
  f: "inputAck",
  channel: 1,
  inputSeq,
});

/** The numbers of all frames in these effects. */
export const numbersIn = (
  effects: readonly LinkEffect<GatewayFrame | EngineFrame>[],
): readonly number[] =>
  effects.flatMap((effect) =>
    effect.x === "frames"
      ? effect.frames.map((frame) => ("inputSeq" in frame ? frame.inputSeq : -1))
      : [],
  );

export const kindsOf = (effects: readonly LinkEffect<unknown>[]): readonly string[] =>
  effects.map((effect) => (effect.x === "ended" ? `${effect.end} by ${effect.by}` : effect.x));
