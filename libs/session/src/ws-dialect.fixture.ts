/** A client of any dialect on a session of the gateway rig. */

import assert from "node:assert/strict";
import type { Payload } from "./client.ts";
import type { GatewayRig, Peer } from "./testing/gateway-rig.ts";
import { newDialect } from "./ws-choice.ts";
import { type DialectName, type FrameRefusal, isRefusal, type WsDialect } from "./ws-dialect.ts";

export const NAMES: readonly DialectName[] = ["json", "gmcp", "telnet", "terminal", "ascii"];
export const GMCP_MAX = 8192;
export const encode = (words: string): Uint8Array => new TextEncoder().encode(words);

/** `…` = a BINARY frame as text, `"…"` = a TEXT frame. */
export const shown = (frame: Payload): string =>
  typeof frame === "string" ? JSON.stringify(frame) : new TextDecoder().decode(frame);

export const dialectOf = (name: DialectName): WsDialect => {
  const dialect = newDialect(name, GMCP_MAX);
  assert.ok(dialect !== null);
  return dialect;
};

/** A client of a dialect on a session: what passes between them passes at once. */
export class DialectPeer {
  readonly peer: Peer;
  readonly #dialect: WsDialect;
  #frames: Payload[] = [];

  constructor(rig: GatewayRig, name: DialectName) {
    this.#dialect = dialectOf(name);
    this.peer = rig.connect("telnet");
    this.#pass();
    this.peer.bytes(this.#dialect.opening);
    // A telnet client of its own says this; the others need not.
    if (name === "telnet") this.peer.bytes([255, 252, 24]);
    this.#pass();
  }

  send(frame: Payload): FrameRefusal | undefined {
    const received = this.#dialect.receive(frame);
    if (isRefusal(received)) return received;
    this.peer.bytes(received);
    this.#pass();
    return undefined;
  }

  /** A typed line, as this dialect's own clients send it. */
  line(words: string): void {
    const end = this.#dialect.name === "telnet" ? "\r\n" : "";
    this.send(this.#dialect.name === "ascii" ? words : encode(words + end));
  }

  frames(): Payload[] {
    this.#pass();
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }

  texts(): string[] {
    return this.frames().filter((frame) => typeof frame === "string");
  }

  all(): string {
    return this.frames().map(shown).join("|");
  }

  enter(): void {
    this.line("mira");
    this.line("swordfish");
  }

  #pass(): void {
    while (this.peer.writes.length > 0) {
      const writes = this.peer.writes.splice(0);
      for (const write of writes) {
        assert.ok(typeof write !== "string");
        const { frames, answer } = this.#dialect.send(write);
        this.#frames.push(...frames);
        if (answer.length > 0) this.peer.bytes(answer);
      }
    }
  }
}

/** A player of Mira in the world. */
export const arrive = (rig: GatewayRig, name: DialectName): DialectPeer => {
  const player = new DialectPeer(rig, name);
  player.enter();
  player.frames();
  return player;
};
