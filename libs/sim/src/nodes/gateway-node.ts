/**
 * A gateway host on virtual time around the gateway core that ships: sockets, timers and its link
 * to the engine. As the real host does, it never steps inside a step.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { Snowflake } from "@ambon/coordination/snowflake";
import { limitsWith } from "@ambon/kernel/limits";
import { silentMetrics } from "@ambon/kernel/ports";
import type { Payload } from "@ambon/session/client";
import {
  Gateway,
  type GatewayInbox,
  type SocketEffect,
  type Transport,
} from "@ambon/session/gateway";
import { type CloseWhy, Connection, type Endpoint, type Line } from "../network/connection.ts";
import { Process } from "../time/process.ts";
import { frameText } from "../trace/frame-text.ts";
import { FRAME_BYTES } from "./link-door.ts";
import { PlayerSocket, SOCKET_BUFFER_BYTES } from "./player-socket.ts";
import type { Surroundings } from "./surroundings.ts";

/** Frames kept while the link answers that it is full. */
const BACKLOG_FRAMES = 262_144;
const RETRY_MS = 10;
/** 60 s before the start of 2026 ids: any clock of a simulation is above it. */
const ID_WINDOW_MS = 1_000_000_000_000;

export interface GatewayRunOptions {
  readonly gateway: string;
  readonly boot: number;
  /** No two runs have the same: ids are unique by it. */
  readonly node: number;
}

/** A player's program, which is also shown what was written to it and may never arrive. */
export interface Player extends Endpoint<Payload> {
  written(payload: Payload): void;
}

/** What a player's program gets when it connects. */
export interface Opened {
  readonly line: Line<Payload>;
  /** Breaks it from outside. */
  readonly connection: Connection<Payload, Payload>;
}

/** There is one, whatever run of it. */
const THE_ENGINE = "engine";

export class GatewayRun {
  readonly process: Process;
  readonly name: string;
  readonly #around: Surroundings;
  readonly #gateway: Gateway;
  readonly #sockets = new Map<number, PlayerSocket>();
  #link: Line<readonly GatewayFrame[]> | null = null;
  #backlog: readonly GatewayFrame[] = [];
  #inbox: GatewayInbox[] = [];
  #running = false;
  #channel = 0;
  #timer = 0;
  #linkUp = false;

  constructor(around: Surroundings, options: GatewayRunOptions) {
    const { time, trace } = around;
    this.#around = around;
    this.name = options.gateway;
    this.process = new Process(time, `${options.gateway}.${options.boot}`);
    const ids = new Snowflake({ node: options.node, floorMs: 0, ceilingMs: ID_WINDOW_MS });
    this.#gateway = new Gateway({
      limits: limitsWith(around.limits),
      metrics: silentMetrics,
      log: { event: (_level, event) => around.sometimes.count(`log ${event}`) },
      mintSessionId: () => this.#mint(ids),
      version: "sim",
    });
    trace.note(this.process.name, "start", "gateway");
  }

  get sessions(): number {
    return this.#gateway.size;
  }

  /** A program connects from a place; `address` is what the gateway sees of it. */
  open(client: Player, transport: Transport, address: string): Opened {
    this.#channel += 1;
    const channel = this.#channel;
    const { network, dice, time } = this.#around;
    const socket = new PlayerSocket({
      process: this.process,
      place: this.name,
      transport,
      channel,
      written: (payload) => client.written(payload),
      nowMs: () => time.nowMs,
      put: (item) => this.put(item),
    });
    const connection = new Connection<Payload, Payload>(
      network,
      dice.fork(`socket ${this.process.name} ${channel}`),
      client,
      socket,
      SOCKET_BUFFER_BYTES,
    );
    this.#sockets.set(channel, socket);
    socket.on(connection.right);
    this.put({ i: "open", channel, transport, address, compresses: false });
    return { line: connection.left, connection };
  }

  /** The link is open. */
  linked(line: Line<readonly GatewayFrame[]>): void {
    this.#link = line;
    this.#setLink(true);
  }

  unlinked(why: CloseWhy): void {
    this.#around.trace.note(this.process.name, "link", `down: ${why}`);
    this.#link = null;
    this.#backlog = [];
    this.#setLink(false);
  }

  receive(frames: readonly EngineFrame[]): void {
    const text = frameText(frames);
    if (text !== undefined) this.#around.trace.note(this.process.name, "frames", text);
    this.put({ i: "frames", engine: THE_ENGINE, frames });
  }

  put(item: GatewayInbox): void {
    this.#inbox.push(item);
    if (item.i === "closed") this.#sockets.delete(item.channel);
    if (!this.#running) this.#run();
  }

  #mint(ids: Snowflake): string | undefined {
    const id = ids.next(this.#around.time.nowMs)?.toString();
    if (id !== undefined) this.#around.newId(id);
    return id;
  }

  #setLink(up: boolean): void {
    if (up === this.#linkUp) return;
    this.#linkUp = up;
    this.put({ i: "link", engine: THE_ENGINE, up });
  }

  #run(): void {
    if (this.process.isDead) return;
    this.#running = true;
    do {
      const items = this.#inbox;
      this.#inbox = [];
      const { sockets, toEngine } = this.#gateway.step(this.#around.time.nowMs, items);
      for (const effect of sockets) this.#execute(effect);
      this.#send(toEngine.map(({ frame }) => frame));
    } while (this.#inbox.length > 0);
    this.#running = false;
    this.#arm();
  }

  #execute(effect: SocketEffect): void {
    const socket = this.#sockets.get(effect.channel);
    if (socket === undefined) return;
    if ("close" in effect) socket.close();
    else if ("payload" in effect) socket.write(effect.payload);
  }

  #send(frames: readonly GatewayFrame[]): void {
    const all = this.#backlog.length > 0 ? [...this.#backlog, ...frames] : frames;
    this.#backlog = [];
    if (all.length === 0) return;
    const link = this.#link;
    // What a session sends while there is no link goes nowhere, as on a bus without one.
    if (link === null) return this.#setLink(false);
    if (link.send(all, all.length * FRAME_BYTES)) return;
    this.#around.sometimes.count("a link was full");
    if (all.length <= BACKLOG_FRAMES) this.#backlog = all;
    else link.abort("reset");
  }

  #arm(): void {
    this.process.cancel(this.#timer);
    const wakeMs = this.#gateway.nextWakeMs;
    const { nowMs } = this.#around.time;
    const retryMs = this.#backlog.length > 0 ? nowMs + RETRY_MS : null;
    const dueMs = wakeMs === null ? retryMs : Math.min(wakeMs, retryMs ?? wakeMs);
    if (dueMs !== null) this.#timer = this.process.after(dueMs - nowMs, () => this.#run());
  }
}
