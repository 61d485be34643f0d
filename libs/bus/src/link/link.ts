/**
 * One stream between a gateway and an engine, as either end sees it.
 *
 *              both said hello             close                  goodbye is out, or DRAIN_MS
 *     hello ────────────────────▶ up ───────────────▶ draining ─────────────────────▶ over
 *       │                          │                                                   ▲
 *       └──────────────────────────┴── goodbye, silence, a broken stream ──────────────┘
 *
 * Both ends say hello first, in any order, and frames only after both have. Each message is a sign
 * of life; an end that has nothing to say sends a heartbeat after HEARTBEAT_MS, and one that has
 * heard nothing for SILENCE_MS takes the peer for dead. Time in which this process itself did not
 * run does not count. A peer that breaks a rule is told goodbye and why.
 *
 * The machine has no clock and no stream: `step` is told what came, and at least each STEP_MS that
 * time has passed; `take` gives what is to be written next. After `ended` nothing comes out of it
 * but what is still to be written, and after `over` nothing at all.
 */

import type { Result } from "@ambon/kernel/result";
import type { SendOutcome } from "../bus.ts";
import { PROTOCOL_VERSION } from "../frames.ts";
import {
  type Farewell,
  farewells,
  type HelloWords,
  type LinkEnd,
  type LinkMessage,
} from "./link-words.ts";
import { Outgoing } from "./outgoing.ts";

export const HEARTBEAT_MS = 1000;
export const SILENCE_MS = 5000;
/** How long a goodbye, and what was sent before it, may take to get out. */
export const DRAIN_MS = 2000;
/** It wants to be stepped at least so often. */
export const STEP_MS = 250;
/** Without a step for so long, this process did not run. */
const PAUSE_MS = 2 * HEARTBEAT_MS;
/** Frames of one direction that may be under way, that is, not taken by the peer's receiver. */
export const LINK_FRAMES = 262_144;
/** Characters of a peer's own words that are kept: names in its hello, its reason to go. */
const NAME_MAX = 128;
const REASON_MAX = 300;
/** The peer is told of what was taken after so much of its bound, and with every message. */
const TAKEN_SHARE = 4;

export interface LinkOptions<In, Out> {
  /** Our own hello; its version is the newest that we speak. */
  readonly hello: HelloWords;
  /** The name that the peer must have. */
  readonly peer: string;
  /** What is wrong with the peer's hello beside version and name; undefined = nothing. */
  readonly check?: (hello: HelloWords) => string | undefined;
  readonly encode: (frames: readonly Out[]) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<readonly In[], string>;
  readonly capacityFrames?: number;
}

export type LinkInput =
  | { readonly i: "message"; readonly message: LinkMessage }
  /** The stream ended or failed. `refused`: it was never let in. */
  | { readonly i: "lost"; readonly message: string; readonly refused?: boolean }
  /** We end it: at once, or after all that was sent. */
  | { readonly i: "close"; readonly farewell: Farewell; readonly message: string };

export type LinkEffect<In> =
  | { readonly x: "up"; readonly hello: HelloWords }
  | { readonly x: "frames"; readonly frames: readonly In[] }
  /** Nothing is received or taken to be sent any more. `wasUp`: there was an `up` before. */
  | {
      readonly x: "ended";
      readonly end: LinkEnd;
      readonly by: "us" | "them";
      readonly message: string;
      readonly wasUp: boolean;
    }
  /** The stream has served and can be closed. */
  | { readonly x: "over" };

export interface LinkCounts {
  framesIn: number;
  framesOut: number;
}

type State = "hello" | "up" | "draining" | "over";

export class Link<In, Out> {
  readonly #options: LinkOptions<In, Out>;
  readonly #out: Outgoing<Out>;
  readonly #takenStep: number;
  readonly counts: LinkCounts = { framesIn: 0, framesOut: 0 };
  #state: State = "hello";
  #goodbye: { readonly farewell: Farewell; readonly message: string } | null = null;
  #saidHello = false;
  #saidGoodbye = false;
  #drainUntilMs = 0;
  #steppedMs: number;
  #heardMs: number;
  #saidMs: number;
  /** Frames that our receiver has taken, modulo 2^32, and how many the peer knows of. */
  #taken = 0;
  #takenSaid = 0;

  constructor(nowMs: number, options: LinkOptions<In, Out>) {
    this.#options = options;
    const capacity = options.capacityFrames ?? LINK_FRAMES;
    this.#out = new Outgoing(options.encode, capacity);
    this.#takenStep = Math.max(1, Math.floor(capacity / TAKEN_SHARE));
    this.#steppedMs = nowMs;
    this.#heardMs = nowMs;
    this.#saidMs = nowMs;
  }

  get state(): State {
    return this.#state;
  }

  /** Whether there is nothing more to be written, ever. */
  get isSilent(): boolean {
    return this.#saidGoodbye || this.#state === "over";
  }

  /** Frames sent that the peer has not said to have taken. */
  get underWay(): number {
    return this.#out.underWay;
  }

  /** Whether frames wait to be written. */
  get waits(): boolean {
    return !this.#out.isEmpty;
  }

  /** Since the last sign of life. */
  silenceMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#heardMs);
  }

  step(nowMs: number, inputs: readonly LinkInput[]): LinkEffect<In>[] {
    const effects: LinkEffect<In>[] = [];
    if (nowMs - this.#steppedMs > PAUSE_MS) this.#heardMs += nowMs - this.#steppedMs;
    this.#steppedMs = nowMs;
    for (const input of inputs) this.#take(nowMs, input, effects);
    if (this.#state === "draining" && nowMs >= this.#drainUntilMs) this.#over(effects);
    else if (this.#isDead(nowMs)) {
      this.#end("silent", "them", `nothing was heard for ${SILENCE_MS / 1000} s`, effects);
      this.#over(effects);
    }
    return effects;
  }

  send(frames: readonly Out[]): SendOutcome {
    return this.#state === "up" ? this.#out.add(frames) : "noLink";
  }

  /** Our receiver has taken frames that came in `frames` effects. */
  took(frames: number): void {
    this.#taken = (this.#taken + frames) >>> 0;
  }

  /** Whether the peer must hear of what was taken, so that it can go on sending. */
  get owesTaken(): boolean {
    return (this.#taken - this.#takenSaid) >>> 0 >= this.#takenStep;
  }

  /** What is to be written next; undefined when there is nothing for now. */
  take(nowMs: number): LinkMessage | undefined {
    const kind = this.#next(nowMs);
    if (kind === undefined) return undefined;
    this.#saidMs = nowMs;
    this.#takenSaid = this.#taken;
    return { kind, taken: this.#taken };
  }

  #next(nowMs: number): LinkMessage["kind"] | undefined {
    if (this.isSilent) return undefined;
    if (!this.#saidHello) {
      this.#saidHello = true;
      return { case: "hello", value: { $typeName: "ambon.link.v1.Hello", ...this.#options.hello } };
    }
    const batch = this.#out.take();
    if (batch !== undefined) {
      this.counts.framesOut += batch.frames;
      return { case: "batch", value: batch.bytes };
    }
    if (this.#goodbye !== null) {
      this.#saidGoodbye = true;
      const { farewell, message } = this.#goodbye;
      const reason = farewells.to(farewell);
      return { case: "goodbye", value: { $typeName: "ambon.link.v1.Goodbye", reason, message } };
    }
    if (nowMs - this.#saidMs < HEARTBEAT_MS && !this.owesTaken) return undefined;
    return { case: "heartbeat", value: { $typeName: "ambon.link.v1.Heartbeat" } };
  }

  #isDead(nowMs: number): boolean {
    const isAlive = this.#state === "hello" || this.#state === "up";
    return isAlive && nowMs - this.#heardMs >= SILENCE_MS;
  }

  #take(nowMs: number, input: LinkInput, effects: LinkEffect<In>[]): void {
    switch (input.i) {
      case "message":
        this.#heardMs = nowMs;
        return this.#hear(nowMs, input.message, effects);
      case "lost":
        this.#end(input.refused === true ? "refused" : "lost", "them", input.message, effects);
        return this.#over(effects);
      case "close":
        return this.#close(nowMs, input.farewell, input.message, effects);
    }
  }

  #hear(nowMs: number, { kind, taken }: LinkMessage, effects: LinkEffect<In>[]): void {
    if (kind.case === "goodbye") {
      const end = farewells.find(kind.value.reason) ?? "lost";
      this.#end(end, "them", kind.value.message.slice(0, REASON_MAX), effects);
      return this.#over(effects);
    }
    if (this.#state !== "hello" && this.#state !== "up") return;
    if (!this.#out.acknowledge(taken)) {
      return this.#break(nowMs, "more was taken than was sent", effects);
    }
    switch (kind.case) {
      case "hello":
        return this.#greet(nowMs, kind.value, effects);
      case "batch":
        return this.#batch(nowMs, kind.value, effects);
      case "heartbeat":
        return;
      case undefined:
        return this.#break(nowMs, "a message of no known kind", effects);
    }
  }

  #greet(nowMs: number, hello: HelloWords, effects: LinkEffect<In>[]): void {
    if (this.#state !== "hello") return this.#break(nowMs, "a second hello", effects);
    const version = this.#options.hello.protocolVersion;
    if (hello.protocolVersion < 1 || Math.abs(hello.protocolVersion - version) > 1) {
      const message =
        `protocol version ${hello.protocolVersion} does not fit ${version}: ` +
        "run builds at both ends that are at most one version apart";
      return this.#close(nowMs, "version", message, effects);
    }
    if (hello.peerId !== this.#options.peer) {
      return this.#break(nowMs, `this is not ${this.#options.peer}`, effects);
    }
    if ([hello.boot, hello.build, hello.region].some((name) => name.length > NAME_MAX)) {
      return this.#break(nowMs, `a name is longer than ${NAME_MAX} characters`, effects);
    }
    const problem = this.#options.check?.(hello);
    if (problem !== undefined) return this.#break(nowMs, problem, effects);
    this.#state = "up";
    effects.push({ x: "up", hello });
  }

  #batch(nowMs: number, bytes: Uint8Array, effects: LinkEffect<In>[]): void {
    if (this.#state !== "up") return this.#break(nowMs, "frames before the hello", effects);
    const frames = this.#options.decode(bytes);
    if (!frames.ok) return this.#break(nowMs, frames.error, effects);
    this.counts.framesIn += frames.value.length;
    if (frames.value.length > 0) effects.push({ x: "frames", frames: frames.value });
  }

  #break(nowMs: number, message: string, effects: LinkEffect<In>[]): void {
    this.#close(nowMs, "malformed", message, effects);
  }

  /** In order all that was sent goes out first; what broke is not worth keeping. */
  #close(nowMs: number, farewell: Farewell, message: string, effects: LinkEffect<In>[]): void {
    if (this.#state !== "hello" && this.#state !== "up") return;
    this.#end(farewell, "us", message, effects);
    if (farewell !== "shutdown" && farewell !== "restart") this.#out.clear();
    this.#state = "draining";
    this.#goodbye = { farewell, message };
    this.#drainUntilMs = nowMs + DRAIN_MS;
  }

  #end(end: LinkEnd, by: "us" | "them", message: string, effects: LinkEffect<In>[]): void {
    if (this.#state !== "hello" && this.#state !== "up") return;
    effects.push({ x: "ended", end, by, message, wasUp: this.#state === "up" });
  }

  #over(effects: LinkEffect<In>[]): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#out.clear();
    effects.push({ x: "over" });
  }
}

/** The newest version that we speak, where nothing else is said. */
export const ownHello = (words: Omit<HelloWords, "protocolVersion">): HelloWords => ({
  protocolVersion: PROTOCOL_VERSION,
  ...words,
});
