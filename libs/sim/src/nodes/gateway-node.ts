/**
 * A gateway host on virtual time around the gateway core that ships: sockets, timers, its links to
 * engines and its lease on a node id. As the real host does, it never steps inside a step.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { silentMetrics } from "@ambon/kernel/ports";
import type { Payload } from "@ambon/session/client";
import { Gateway } from "@ambon/session/gateway";
import type { GatewayInbox, SocketEffect, ToEngine, Transport } from "@ambon/session/gateway-step";
import { STALE_FRAMES } from "@ambon/session/metric-names";
import { Connection, type Endpoint, type Line } from "../network/connection.ts";
import { Process } from "../time/process.ts";
import { frameText } from "../trace/frame-text.ts";
import type { LeaseService } from "./lease-service.ts";
import { SimLinkEnd } from "./link-end.ts";
import { NodeIdLease } from "./node-id-lease.ts";
import { PlayerSocket, SOCKET_BUFFER_BYTES } from "./player-socket.ts";
import type { Surroundings } from "./surroundings.ts";

/** Frames kept while a link answers that it is full. */
const BACKLOG_FRAMES = 262_144;
const RETRY_MS = 10;

export interface GatewayRunOptions {
  readonly gateway: string;
  /** Counts the runs of all gateways. */
  readonly boot: number;
  /** The newest version of links that it speaks. */
  readonly protocol: number;
  readonly driftPermille: number;
  readonly leases: LeaseService;
  /** An engine was named that may not be known. */
  readonly learn: (engine: string) => void;
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

export class GatewayRun {
  readonly process: Process;
  readonly name: string;
  readonly links: SimLinkEnd<EngineFrame, GatewayFrame>;
  readonly ids: NodeIdLease;
  readonly #around: Surroundings;
  readonly #options: GatewayRunOptions;
  readonly #gateway: Gateway;
  readonly #sockets = new Map<number, PlayerSocket>();
  /** What engines that answered `full` are to be sent again. */
  readonly #backlogs = new Map<string, readonly GatewayFrame[]>();
  readonly #linked = new Set<string>();
  #inbox: GatewayInbox[] = [];
  #running = false;
  #channel = 0;
  #timer = 0;

  constructor(around: Surroundings, options: GatewayRunOptions) {
    const { time, trace } = around;
    this.#around = around;
    this.#options = options;
    this.name = options.gateway;
    this.process = new Process(time, `${options.gateway}.${options.boot}`, options.driftPermille);
    trace.note(this.process.name, "start", "gateway");
    this.ids = new NodeIdLease(around, this.process, this.name, options.leases);
    this.#gateway = new Gateway({
      limits: around.limits,
      metrics: {
        ...silentMetrics,
        count: (name, amount) => {
          if (name === STALE_FRAMES) around.sometimes.count("a frame of an earlier engine", amount);
        },
      },
      log: { event: (_level, event) => around.sometimes.count(`log ${event}`) },
      mintSessionId: () => this.ids.mint(),
      version: "sim",
    });
    this.links = new SimLinkEnd({
      process: this.process,
      place: this.name,
      protocol: options.protocol,
      codec: around.codecs.gateway,
      onDefect: (error) => around.checks.wrong("fault", `${this.name}: ${error}`),
    });
    this.links.hub.receive((engine, frames) => this.#receive(engine, frames));
    this.links.hub.watch((engine, up) => this.#setLink(engine, up));
  }

  /** A program connects from a place; `address` is what the gateway sees of it. */
  open(client: Player, transport: Transport, address: string): Opened {
    this.#channel += 1;
    const channel = this.#channel;
    const { network, dice } = this.#around;
    const socket = new PlayerSocket({
      process: this.process,
      place: this.name,
      transport,
      channel,
      written: (payload) => client.written(payload),
      nowMs: () => this.process.nowMs,
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

  /** What is under way from it is within its limits. */
  checkBounds(): void {
    this.#around.bounds.look(this.process.name, this.links.fullness);
  }

  put(item: GatewayInbox): void {
    this.#inbox.push(item);
    if (item.i === "closed") this.#sockets.delete(item.channel);
    if (!this.#running) this.#run();
  }

  #receive(engine: string, frames: readonly EngineFrame[]): void {
    const text = frameText(frames);
    const { trace, bounds } = this.#around;
    bounds.arrived(this.process.name, frames);
    if (text !== undefined) trace.note(this.process.name, "frames", `from ${engine}: ${text}`);
    this.put({ i: "frames", engine, frames });
  }

  #setLink(engine: string, up: boolean): void {
    if (up === this.#linked.has(engine)) return;
    this.#around.trace.note(this.process.name, "link", `${engine} ${up ? "up" : "down"}`);
    if (up) this.#linked.add(engine);
    else {
      this.#linked.delete(engine);
      this.#backlogs.delete(engine);
    }
    this.put({ i: "link", engine, up });
  }

  #run(): void {
    if (this.process.isDead) return;
    this.#running = true;
    do {
      const items = this.#inbox;
      this.#inbox = [];
      const { sockets, toEngine, learned } = this.#gateway.step(this.process.nowMs, items);
      for (const effect of sockets) this.#execute(effect);
      for (const { engine } of learned) this.#options.learn(engine);
      for (const [engine, frames] of this.#batches(toEngine)) this.#send(engine, frames);
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

  /** One batch per engine, in order, what waited for it first. */
  #batches(toEngine: readonly ToEngine[]): ReadonlyMap<string, readonly GatewayFrame[]> {
    const batches = new Map<string, GatewayFrame[]>();
    for (const [engine, frames] of this.#backlogs) batches.set(engine, [...frames]);
    this.#backlogs.clear();
    for (const { engine, frame } of toEngine) {
      this.#around.bounds.leaves(this.process.name, frame);
      const batch = batches.get(engine);
      if (batch === undefined) batches.set(engine, [frame]);
      else batch.push(frame);
    }
    return batches;
  }

  #send(engine: string, frames: readonly GatewayFrame[]): void {
    const { hub } = this.links;
    const outcome = hub.send(engine, frames);
    if (outcome === "sent") return this.#setLink(engine, true);
    this.#around.sometimes.count(`a gateway's batch: ${outcome}`);
    if (outcome === "full" && frames.length <= BACKLOG_FRAMES) {
      this.#backlogs.set(engine, frames);
      return;
    }
    if (outcome === "full") hub.drop(engine);
    this.#setLink(engine, false);
  }

  #arm(): void {
    this.process.cancel(this.#timer);
    const wakeMs = this.#gateway.nextWakeMs;
    const { nowMs } = this.process;
    const retryMs = this.#backlogs.size > 0 ? nowMs + RETRY_MS : null;
    const dueMs = wakeMs === null ? retryMs : Math.min(wakeMs, retryMs ?? wakeMs);
    if (dueMs !== null) this.#timer = this.process.after(dueMs - nowMs, () => this.#run());
  }
}
