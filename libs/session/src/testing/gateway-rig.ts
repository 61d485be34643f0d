/** A gateway, a fake engine and sockets made of arrays, on a clock that the test moves. */

import type { EngineFrame } from "@ambon/bus/frames";
import { type LimitName, limitsWith } from "@ambon/kernel/limits";
import { silentLog } from "@ambon/kernel/ports";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import { Gateway, type GatewayOptions } from "../gateway.ts";
import type { GatewayInbox, ToEngine, Transport } from "../gateway-step.ts";
import { FakeEngine } from "./fake-engine.ts";
import { readable } from "./readable.ts";

/** The client's end of one connection. */
export class Peer {
  readonly channel: number;
  /** One entry per socket write. */
  writes: (Uint8Array | string)[] = [];
  closed: string | null = null;
  readonly #rig: GatewayRig;

  constructor(rig: GatewayRig, channel: number) {
    this.#rig = rig;
    this.channel = channel;
  }

  /** Compression begins or ends between two writes; `taken` shows it as `{zip}` and `{plain}`. */
  turned(on: boolean): void {
    this.writes.push(on ? "{zip}" : "{plain}");
  }

  /** Telnet: bytes, or text in UTF-8. */
  bytes(data: string | Uint8Array | readonly number[]): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data);
    this.#rig.put({ i: "bytes", channel: this.channel, bytes });
  }

  /** Telnet: one line with its end. */
  line(text: string): void {
    this.bytes(`${text}\r\n`);
  }

  /** Browser: one message. */
  message(message: object): void {
    this.#rig.put({ i: "message", channel: this.channel, text: JSON.stringify(message) });
  }

  /** What was written since the last call, readable, and forgets it. */
  taken(): string {
    const text = this.writes
      .map((write) => (typeof write === "string" ? write : readable(write)))
      .join("");
    this.writes = [];
    return text;
  }

  /** Browser: the messages since the last call. */
  messages(): Record<string, unknown>[] {
    const list = this.writes.flatMap((write) => JSON.parse(String(write)) as object[]);
    this.writes = [];
    return list as Record<string, unknown>[];
  }
}

/** The engine that is there from the start. */
export const ENGINE = "engine-1";

export class GatewayRig {
  nowMs = 1_000_000;
  readonly engine = new FakeEngine();
  readonly metrics = new CountingMetrics();
  readonly gateway: Gateway;
  readonly engines = new Map([[ENGINE, this.engine]]);
  readonly learned: { readonly engine: string; readonly url: string }[] = [];
  readonly #down = new Set<string>();
  readonly #peers = new Map<number, Peer>();
  #nextChannel = 1;
  #nextId = 7000;

  /** Without `mssp` there is nothing that crawlers are told. */
  constructor(
    limits: Partial<Record<LimitName, number>> = {},
    more: Pick<GatewayOptions, "mssp" | "loginTokens" | "offers" | "choice"> = {},
  ) {
    this.gateway = new Gateway({
      limits: limitsWith(limits),
      metrics: this.metrics,
      log: silentLog,
      mintSessionId: () => String(this.#nextId++),
      version: "0.1.0",
      linked: [ENGINE],
      ...more,
    });
  }

  connect(transport: Transport, address = "192.0.2.7", secure = false): Peer {
    const channel = this.#nextChannel++;
    const peer = new Peer(this, channel);
    this.#peers.set(channel, peer);
    const compresses = transport === "telnet";
    this.put({ i: "open", channel, transport, address, compresses, secure });
    return peer;
  }

  /** A telnet client that refuses every option, at the name question. */
  telnet(address?: string): Peer {
    const peer = this.connect("telnet", address);
    peer.bytes([255, 252, 24]);
    peer.taken();
    return peer;
  }

  /** A telnet client in the world. */
  player(name = "Mira", address?: string): Peer {
    this.engine.passwords.set(name, "swordfish");
    const peer = this.telnet(address);
    peer.line(name);
    peer.line("swordfish");
    peer.taken();
    return peer;
  }

  /** A browser at the name question. */
  browser(address?: string): Peer {
    const peer = this.connect("websocket", address);
    peer.message({ t: "hello", v: 1, client: "test/1" });
    peer.messages();
    return peer;
  }

  /** One step, and steps for what the engine answers, until all is quiet. */
  put(...inbox: GatewayInbox[]): void {
    let items: GatewayInbox[] = inbox;
    for (;;) {
      const { sockets, toEngine, learned } = this.gateway.step(this.nowMs, items);
      this.learned.push(...learned);
      for (const effect of sockets) {
        const peer = this.#peers.get(effect.channel);
        if (peer === undefined) continue;
        if ("payload" in effect) peer.writes.push(effect.payload);
        else if ("compress" in effect) peer.turned(effect.compress);
        else peer.closed = effect.close;
      }
      items = this.#answers(toEngine);
      if (items.length === 0) return;
    }
  }

  /** What the engines answer that have a link. */
  #answers(toEngine: readonly ToEngine[]): GatewayInbox[] {
    return [...this.engines].flatMap(([engine, fake]): GatewayInbox[] => {
      const to = toEngine.filter((one) => one.engine === engine).map(({ frame }) => frame);
      const frames = this.#down.has(engine) ? [] : fake.take(to);
      return frames.length === 0 ? [] : [{ i: "frames", engine, frames }];
    });
  }

  frames(...frames: EngineFrame[]): void {
    this.put({ i: "frames", engine: ENGINE, frames });
  }

  link(up: boolean, engine = ENGINE): void {
    if (up) this.#down.delete(engine);
    else this.#down.add(engine);
    this.put({ i: "link", engine, up });
  }

  /** False: the engine gets nothing and says nothing, and the gateway has not noticed yet. */
  set linkUp(up: boolean) {
    if (up) this.#down.delete(ENGINE);
    else this.#down.add(ENGINE);
  }

  /** A further engine, with a link. */
  addEngine(name: string): FakeEngine {
    const engine = new FakeEngine();
    this.engines.set(name, engine);
    this.put({ i: "link", engine: name, up: true });
    return engine;
  }

  /** Moves the clock through every timer that falls due. */
  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      const due = this.gateway.nextWakeMs;
      if (due === null || due > end) break;
      this.nowMs = Math.max(this.nowMs, due);
      this.put();
    }
    this.nowMs = end;
  }
}
