/**
 * One player's connection as a synchronous machine: what arrives goes in, what is to be done comes
 * out. It owns no socket, clock or timer. Phases are in phase/ and login/, the two kinds of client
 * behind client.ts.
 *
 * Promise: all that one step shows leaves as one `write`, cut only where compression begins or
 * ends, and nothing is written after `close`.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { ByeReason, Client, ClientEvent, Credentials, Payload } from "./client.ts";
import type { TypedLine } from "./line-flow.ts";
import { LINES_REFUSED } from "./metric-names.ts";
import { ClosingPhase } from "./phase/closing.ts";
import { NegotiatingPhase } from "./phase/negotiating.ts";
import type { Phase, SessionContext, SessionShared } from "./phase/phase.ts";
import type { SessionEffect, SessionInbox, SessionOpening } from "./session-step.ts";
import { TokenBucket } from "./token-bucket.ts";
import { TypedAhead } from "./typed-ahead.ts";
import type { ResumeWish } from "./ws-messages.ts";

type Control = Extract<
  ClientEvent,
  { e: "packages" | "edgeSetting" | "ping" | "request" | "credentials" | "presenceAsked" | "alive" }
>;

export class Session implements SessionContext {
  readonly shared: SessionShared;
  readonly channel: number;
  readonly sessionId: string;
  engineSession: string;
  resumeWish: ResumeWish | null = null;
  readonly address: string;
  readonly client: Client;
  nowMs: number;
  engine: string | null;
  linkUp: boolean;
  blocked = false;
  lastLineMs: number;
  screenReader = false;
  colour: boolean | null = null;
  packages: readonly string[] | null = null;
  credentials: Credentials | null | undefined;
  attached = false;
  #worldName: string | null = null;
  #presenceAsked = false;
  #phase: Phase = new NegotiatingPhase();
  readonly #typedAhead: TypedAhead;
  #controls: TokenBucket | null = null;
  #closing: ByeReason | null = null;
  #closed = false;
  #effects: SessionEffect[] = [];

  constructor(opening: SessionOpening, shared: SessionShared, nowMs: number) {
    this.shared = shared;
    this.channel = opening.channel;
    this.sessionId = opening.sessionId;
    this.engineSession = opening.sessionId;
    this.address = opening.address;
    this.client = opening.client;
    this.#typedAhead = new TypedAhead(opening.client, shared.metrics);
    this.engine = opening.engine;
    this.linkUp = opening.engine !== null;
    this.nowMs = nowMs;
    this.lastLineMs = nowMs;
  }

  get phase(): Phase["name"] {
    return this.#phase.name;
  }

  /** Any engine can serve it: nothing of it is in one yet. */
  get isAnybodys(): boolean {
    return this.#phase.name !== "playing";
  }

  /** When `wake` is due; null = not. */
  get wakeAtMs(): number | null {
    return this.#closed ? null : this.#phase.wakeAtMs(this);
  }

  /** Takes everything in the inbox, then flushes once. */
  step(nowMs: number, inbox: readonly SessionInbox[]): SessionEffect[] {
    for (const item of inbox) this.take(nowMs, item);
    const effects = this.flush();
    const ms = this.wakeAtMs;
    if (ms !== null) effects.push({ e: "wakeAt", ms });
    return effects;
  }

  /** One event; its effects come with the next flush. */
  take(nowMs: number, item: SessionInbox): void {
    this.nowMs = nowMs;
    switch (item.i) {
      case "open":
        this.#phase.enter(this);
        return;
      case "bytes":
        this.#receive(item.bytes);
        return;
      case "message":
        this.#receive(item.text);
        return;
      case "frame":
        this.takeFrame(nowMs, item.frame);
        return;
      case "link":
        this.engine = item.engine;
        this.linkUp = item.up;
        this.#phase.linkChanged(this);
        this.#pump();
        return;
      case "blocked":
      case "drained":
        this.blocked = item.i === "blocked";
        return;
      case "wake":
        this.#phase.wake(this);
        this.#pump();
        return;
      case "end":
        this.bye(item.reason, item.message);
        return;
      case "closed":
        this.#end(item.reason);
        this.#closed = true;
    }
  }

  takeFrame(nowMs: number, frame: EngineFrame): void {
    this.nowMs = nowMs;
    this.#phase.frame(this, frame);
    this.#pump();
  }

  /** What is to be done since the last flush, a close at the end. */
  flush(): SessionEffect[] {
    if (!this.#closed) {
      this.#turnCompression();
      const payload = this.client.flush();
      if (payload !== null) this.#effects.push({ e: "write", payload });
      this.#phase.afterFlush(this, payload?.length ?? 0);
      if (this.#closing !== null) {
        this.#effects.push({ e: "close", reason: this.#closing });
        this.#closed = true;
      }
    }
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  #turnCompression(): void {
    for (const { before, compress } of this.client.takeTurns?.() ?? []) {
      if (before !== null) this.#effects.push({ e: "write", payload: before });
      this.#effects.push({ e: "compress", on: compress });
    }
  }

  worldIs(name: string): void {
    this.#worldName = name;
    this.#tellPresence();
  }

  go(next: Phase): void {
    this.#phase = next;
    next.enter(this);
  }

  send(frame: GatewayFrame): void {
    const { engine } = this;
    if (engine !== null) this.#effects.push({ e: "toEngine", engine, frame });
  }

  moveTo(engine: string, url?: string): void {
    this.engine = engine;
    this.linkUp = this.shared.engines.isUp(engine);
    if (url !== undefined) this.#effects.push({ e: "learn", engine, url });
  }

  roam(): boolean {
    const engine = this.shared.engines.next(this.engine);
    if (engine !== undefined) this.moveTo(engine);
    return engine !== undefined;
  }

  bye(reason: ByeReason, message: string): void {
    if (this.#closing !== null || this.#closed) return;
    this.client.bye(reason, message);
    this.#closing = reason;
    this.#end(reason);
  }

  #end(reason: string): void {
    if (this.attached && this.linkUp) this.send({ f: "detach", channel: this.channel, reason });
    this.attached = false;
    this.#typedAhead.forget();
    this.#phase = new ClosingPhase();
  }

  #receive(payload: Payload): void {
    if (this.#closing !== null || this.#closed) return;
    for (const event of this.client.receive(payload)) this.#react(event);
    this.#pump();
  }

  #react(event: ClientEvent): void {
    switch (event.e) {
      case "line":
        this.#line(event);
        return;
      case "seen":
        this.#phase.seen(this, event.seq);
        return;
      case "resume":
        this.resumeWish = event.wish;
        return;
      case "lineTooLong":
        this.client.notice("error", `That line was cut: it was longer than ${event.limit} bytes.`);
        return;
      case "ready":
        this.#phase.ready(this);
        return;
      case "screenReader":
        this.screenReader = true;
        this.client.useScreenReader();
        return;
      case "malformed":
        this.bye("protocol", event.message);
        return;
      default:
        this.#control(event);
    }
  }

  /** What programs send by themselves: counted apart from what is typed. */
  #control(event: Control): void {
    const rate = this.shared.limits.GMCP_PER_SECOND;
    this.#controls ??= new TokenBucket(rate, 1000, rate * 2, this.nowMs);
    if (!this.#controls.take(this.nowMs)) {
      this.shared.metrics.count(LINES_REFUSED, 1, { reason: "control" });
      return;
    }
    switch (event.e) {
      case "ping":
        event.answer();
        return;
      case "alive":
        this.lastLineMs = this.nowMs;
        return;
      case "packages":
        this.packages = event.packages;
        this.#phase.packagesChanged(this);
        return;
      case "request":
        this.#phase.request(this, event.request);
        return;
      case "credentials":
        this.credentials = event.credentials;
        this.#phase.credentialsCame(this);
        return;
      case "presenceAsked":
        this.#presenceAsked = true;
        this.#tellPresence();
        return;
      case "edgeSetting": {
        const { e: _kind, ...setting } = event;
        this.#phase.edgeSetting(this, setting);
      }
    }
  }

  #tellPresence(): void {
    if (!this.#presenceAsked || this.#worldName === null) return;
    this.#presenceAsked = false;
    this.client.tellProgram?.({ w: "presence", game: this.#worldName });
  }

  #line(line: TypedLine): void {
    this.lastLineMs = this.nowMs;
    if (this.#phase.acceptsLines && !this.#typedAhead.waits) this.#hand(line);
    else this.#typedAhead.keep(line);
  }

  /** Hands over what was typed ahead as far as the phase takes it. */
  #pump(): void {
    while (this.#typedAhead.waits && this.#phase.acceptsLines) {
      const line = this.#typedAhead.take();
      if (line !== undefined) this.#hand(line);
    }
  }

  /** A numbered line was meant for the world: it never answers a question of the dialogue. */
  #hand(line: TypedLine): void {
    if (line.n === undefined || this.#phase.name === "playing") this.#phase.line(this, line);
    else this.client.refused(line.n);
  }
}
