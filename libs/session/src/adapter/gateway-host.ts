/**
 * Drives the gateway core on a real clock: hands it what sockets and bus bring, runs steps, does
 * what they say. What sockets and links bring is taken at once, for input brakes measure what it
 * costs; its effects come at the end of that turn of the event loop, so that a busy gateway writes
 * once to each socket and sends one batch to each engine. A step never runs inside another one:
 * what is handed back while effects are carried out waits for the next.
 */

import type { InboundBus, OutboundBus } from "@ambon/bus/bus";
import type { GatewayFrame } from "@ambon/bus/frames";
import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import type { ByeReason, Payload } from "../client.ts";
import type { Gateway } from "../gateway.ts";
import type { GatewayInbox, SocketEffect, ToEngine, Transport } from "../gateway-step.ts";
import { BYTES_OUT } from "../metric-names.ts";

/** What the host needs of a socket. Neither call may throw. */
export interface HostSocket {
  readonly transport: Transport;
  /** Nobody on the way can read it. */
  readonly secure?: boolean;
  write(payload: Payload): void;
  /** What is written from now on is compressed, or is plain again; only of telnet sockets. */
  compress?(on: boolean): void;
  /** Lets out what was written, then closes. */
  close(reason: ByeReason): void;
}

export interface GatewayHostOptions {
  readonly gateway: Gateway;
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** An engine was named that may not be known: dial it. Absent = all are known. */
  readonly learn?: (engine: string, url: string) => void;
  readonly clock: Clock;
  /** See HOST_BACKLOG_FRAMES, the default. */
  readonly backlogFrames?: number;
  readonly metrics: Metrics;
  readonly log: Log;
  /** The process must end now. */
  readonly crash: (reason: string) => void;
}

/**
 * Frames kept while the bus answers `full`. Sessions have at most LINES_IN_FLIGHT lines in flight,
 * so this is only reached when the engine takes nothing at all: the link then counts as lost.
 */
export const HOST_BACKLOG_FRAMES = 262_144;
/** What many sockets and links have in one turn; the effects of everything else come at once. */
const COMES_IN_CROWDS: ReadonlySet<GatewayInbox["i"]> = new Set(["bytes", "message", "frames"]);
const RETRY_MS = 10;
const REPORT_MS = 1000;
/** setTimeout takes no longer delay. */
const TIMER_MAX_MS = 2_147_483_647;
const CHANNEL_MAX = 4_294_967_295;

export class GatewayHost {
  readonly #options: GatewayHostOptions;
  readonly #sockets = new Map<number, HostSocket>();
  readonly #bytesOut: Record<Transport, number> = { telnet: 0, websocket: 0 };
  readonly #report: NodeJS.Timeout;
  readonly #backlogMax: number;
  #inbox: GatewayInbox[] = [];
  #running = false;
  /** A step at the end of this turn of the event loop. */
  #turn: NodeJS.Immediate | null = null;
  /** What engines that answered `full` are to be sent again. */
  readonly #backlogs = new Map<string, readonly GatewayFrame[]>();
  readonly #linked = new Set<string>();
  #lastChannel = 0;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(options: GatewayHostOptions) {
    this.#options = options;
    this.#backlogMax = options.backlogFrames ?? HOST_BACKLOG_FRAMES;
    options.outbound.receive((engine, frames) => this.put({ i: "frames", engine, frames }));
    options.outbound.watch((engine, up) => this.setLink(engine, up));
    this.#report = setInterval(() => this.#reportBytes(), REPORT_MS);
    this.#report.unref();
  }

  /** A new connection; returns its channel. `put` a `closed` for it exactly once. */
  open(socket: HostSocket, address: string): number {
    do this.#lastChannel = (this.#lastChannel % CHANNEL_MAX) + 1;
    while (this.#sockets.has(this.#lastChannel));
    const channel = this.#lastChannel;
    this.#sockets.set(channel, socket);
    const { transport, secure = false } = socket;
    const compresses = socket.compress !== undefined;
    this.put({ i: "open", channel, transport, address, compresses, secure });
    return channel;
  }

  put(item: GatewayInbox): void {
    if (this.#stopped) return;
    if (item.i === "closed") this.#sockets.delete(item.channel);
    if (this.#running) this.#inbox.push(item);
    else if (COMES_IN_CROWDS.has(item.i)) {
      this.#guarded(() => this.#options.gateway.take(this.nowMs(), item));
      this.#turn ??= setImmediate(() => this.#run());
    } else {
      this.#inbox.push(item);
      this.#run();
    }
  }

  /** False while all engines are away. */
  get isLinked(): boolean {
    return this.#linked.size > 0;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  /** No more steps: what still arrives is dropped. Close the listeners first. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#turn !== null) clearImmediate(this.#turn);
    clearInterval(this.#report);
    this.#reportBytes();
  }

  #run(): void {
    if (this.#stopped) return;
    if (this.#turn !== null) clearImmediate(this.#turn);
    this.#turn = null;
    this.#running = true;
    this.#guarded(() => {
      do this.#step();
      while (this.#inbox.length > 0);
    });
    this.#running = false;
    if (!this.#stopped) this.#arm();
  }

  #step(): void {
    const items = this.#inbox;
    this.#inbox = [];
    const { sockets, toEngine, learned } = this.#options.gateway.step(this.nowMs(), items);
    for (const effect of sockets) this.#execute(effect);
    for (const { engine, url } of learned) this.#options.learn?.(engine, url);
    for (const [engine, frames] of this.#batches(toEngine)) this.#send(engine, frames);
  }

  /**
   * Of a step that failed nobody knows how far it came: lines of many players may be neither sent
   * nor kept. Going on would lose them without a word; an end is something that all sides know.
   */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#options.log.event("error", "gateway_crashed", { reason });
      this.stop();
      this.#options.crash(reason);
    }
  }

  #execute(effect: SocketEffect): void {
    const socket = this.#sockets.get(effect.channel);
    // Closed by the other side while this step ran.
    if (socket === undefined) return;
    if ("close" in effect) {
      socket.close(effect.close);
      return;
    }
    if ("compress" in effect) {
      socket.compress?.(effect.compress);
      return;
    }
    const { payload } = effect;
    this.#bytesOut[socket.transport] +=
      typeof payload === "string" ? Buffer.byteLength(payload) : payload.length;
    socket.write(payload);
  }

  /** One batch per engine, in order, what waited for it first. */
  #batches(toEngine: readonly ToEngine[]): ReadonlyMap<string, readonly GatewayFrame[]> {
    const batches = new Map<string, GatewayFrame[]>();
    for (const [engine, frames] of this.#backlogs) batches.set(engine, [...frames]);
    this.#backlogs.clear();
    for (const { engine, frame } of toEngine) {
      const batch = batches.get(engine);
      if (batch === undefined) batches.set(engine, [frame]);
      else batch.push(frame);
    }
    return batches;
  }

  /** A refused batch is kept and tried again; a lost link is told to the sessions. */
  #send(engine: string, frames: readonly GatewayFrame[]): void {
    const { inbound, log } = this.#options;
    const outcome = inbound.send(engine, frames);
    if (outcome === "sent") {
      this.setLink(engine, true);
    } else if (outcome === "full" && frames.length <= this.#backlogMax) {
      this.#backlogs.set(engine, frames);
    } else {
      log.event("warn", "link_lost", { engine, outcome, frames: frames.length });
      if (outcome === "full") inbound.drop(engine);
      this.setLink(engine, false);
    }
  }

  /** For links that know by themselves that they came or went. */
  setLink(engine: string, up: boolean): void {
    if (up === this.#linked.has(engine)) return;
    if (up) this.#linked.add(engine);
    else {
      this.#linked.delete(engine);
      this.#backlogs.delete(engine);
    }
    this.put({ i: "link", engine, up });
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const wakeMs = this.#options.gateway.nextWakeMs;
    const nowMs = this.nowMs();
    const retryMs = this.#backlogs.size > 0 ? nowMs + RETRY_MS : null;
    const dueMs = wakeMs === null ? retryMs : Math.min(wakeMs, retryMs ?? wakeMs);
    if (dueMs === null || this.#stopped) return;
    const delayMs = Math.min(Math.max(0, dueMs - nowMs), TIMER_MAX_MS);
    this.#timer = setTimeout(() => this.#run(), delayMs);
  }

  #reportBytes(): void {
    for (const transport of ["telnet", "websocket"] as const) {
      const bytes = this.#bytesOut[transport];
      if (bytes === 0) continue;
      this.#bytesOut[transport] = 0;
      this.#options.metrics.count(BYTES_OUT, bytes, { transport });
    }
  }
}
