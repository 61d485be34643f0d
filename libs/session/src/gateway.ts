/**
 * The gateway without sockets: all sessions of one process as one synchronous machine. What the
 * sockets and the bus bring goes into a step; what is to be written, closed and sent comes out.
 *
 *   step(now, inbox): due timers → the inbox in order → one flush per session that was touched
 *   take(now, item):  the same for one item, without the flush: that comes with the next step
 *
 * Promise: whatever a step brings for one socket leaves as one write; frames to the engine keep
 * the order of each session's acts. The host counts channels up and reports `closed` exactly once
 * for every channel it opened.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import type { Limits } from "@ambon/kernel/limits";
import type { Log, Metrics } from "@ambon/kernel/ports";
import type { MsspTable } from "@ambon/telnet/options/mssp";
import { type EngineChoice, EngineLinks } from "./engine-links.ts";
import { FrontDoor } from "./front-door.ts";
import { GatewayClients } from "./gateway-clients.ts";
import type {
  Ending,
  GatewayEffects,
  GatewayInbox,
  SocketEffect,
  ToEngine,
} from "./gateway-step.ts";
import { LoginThrottle } from "./login-throttle.ts";
import { SLOW_READERS, STALE_FRAMES } from "./metric-names.ts";
import { earlier } from "./phase/absence.ts";
import type { SessionShared } from "./phase/phase.ts";
import type { ProgramOffers } from "./program-offers.ts";
import { RenderCache, type RenderCounts } from "./render-cache.ts";
import { Returning } from "./returning.ts";
import type { Session } from "./session.ts";
import type { SessionInbox } from "./session-step.ts";
import { SessionTable } from "./session-table.ts";
import { SessionTimers } from "./session-timers.ts";
import { type WorldFacts, WorldWatch } from "./world-facts.ts";

export interface GatewayOptions {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  /** A new session id in decimal digits; undefined while there is no lease to mint with. */
  readonly mintSessionId: () => string | undefined;
  /** Of the server's build, shown to browsers. */
  readonly version: string;
  /** Which engine serves whoever is in none yet. */
  readonly choice?: EngineChoice;
  /** Engines that have a link already. */
  readonly linked?: readonly string[];
  /** What crawlers are told; `players` are in the world now. Without it MSSP is not spoken. */
  readonly mssp?: (players: number, world: WorldFacts | undefined) => MsspTable;
  /** MUD clients on encrypted sockets may come back without a password (Char.Login 2). */
  readonly loginTokens?: boolean;
  /** What programs of players are offered beside the game. */
  readonly offers?: ProgramOffers;
}

const SLOW_TEXT = "Your connection did not take what was sent to it. Connect again to go on.";
const ANYWHERE: EngineChoice = { region: "" };

export class Gateway {
  readonly #options: GatewayOptions;
  readonly #shared: SessionShared;
  readonly #cache = new RenderCache();
  readonly #door: FrontDoor;
  readonly #timers = new SessionTimers();
  readonly #world = new WorldWatch();
  readonly #returning = new Returning<Session>();
  readonly #sessions: SessionTable;
  readonly #engines: EngineLinks;
  #touched = new Set<Session>();
  #sockets: SocketEffect[] = [];
  #toEngine: ToEngine[] = [];
  #learned: { readonly engine: string; readonly url: string }[] = [];

  constructor(options: GatewayOptions) {
    const { limits, metrics, log } = options;
    this.#options = options;
    this.#sessions = new SessionTable(metrics);
    this.#engines = new EngineLinks(options.choice ?? ANYWHERE);
    this.#shared = {
      limits,
      metrics,
      log,
      engines: this.#engines,
      throttle: new LoginThrottle(limits),
      resumeFailures: new LoginThrottle(limits),
    };
    const clients = new GatewayClients({
      limits,
      metrics,
      cache: this.#cache,
      version: options.version,
      loginTokens: options.loginTokens ?? false,
      offers: options.offers ?? {},
      mssp: options.mssp === undefined ? undefined : () => this.msspTable(),
    });
    const { mintSessionId } = options;
    this.#door = new FrontDoor({ shared: this.#shared, clients, mintSessionId });
    for (const engine of options.linked ?? []) this.#engines.set(engine, true);
  }

  /** Sessions that are open. */
  get size(): number {
    return this.#sessions.size;
  }

  /** The facts for crawlers as they are now; empty where the game tells none. */
  msspTable(): MsspTable {
    let players = 0;
    // Crawlers, and all others who are not in the world, do not count.
    for (const session of this.#sessions.all()) if (session.phase === "playing") players += 1;
    return this.#options.mssp?.(players, this.#world.facts) ?? [];
  }

  /** How much was rendered so far. */
  get renderCounts(): RenderCounts {
    return this.#cache.counts;
  }

  /** When `step` should run even if nothing arrives; null = not. */
  get nextWakeMs(): number | null {
    return earlier(this.#timers.nextDueMs, this.#returning.nextDueMs);
  }

  step(nowMs: number, inbox: readonly GatewayInbox[]): GatewayEffects {
    this.#wakeDue(nowMs);
    for (const item of inbox) this.take(nowMs, item);
    for (const [session, engine] of this.#returning.takeDue(nowMs)) {
      this.#hand(session, nowMs, { i: "link", engine, up: true });
    }
    for (const session of this.#touched) this.#flush(session);
    this.#touched.clear();
    this.#askForWorld();
    const effects = {
      sockets: this.#sockets,
      toEngine: this.#toEngine,
      learned: this.#learned,
    };
    this.#sockets = [];
    this.#toEngine = [];
    this.#learned = [];
    return effects;
  }

  /** One item; what it leads to comes out of the next step. */
  take(nowMs: number, item: GatewayInbox): void {
    switch (item.i) {
      case "open":
        this.#open(nowMs, item);
        return;
      case "frames":
        for (const frame of item.frames) this.#route(nowMs, item.engine, frame);
        return;
      case "link":
        this.#turnLink(nowMs, item.engine, item.up);
        return;
      case "shutdown":
        this.#shutDown(nowMs, item);
        return;
      default:
        this.#takeFromSocket(nowMs, item);
    }
  }

  /** Any engine knows the world that crawlers ask for. */
  #askForWorld(): void {
    if (this.#options.mssp === undefined || !this.#world.shouldAsk) return;
    const engine = this.#engines.pick();
    if (engine === undefined) return;
    for (const frame of this.#world.takeQuestion()) this.#toEngine.push({ engine, frame });
  }

  #wakeDue(nowMs: number): void {
    for (let due = this.#timers.takeDue(nowMs); due; due = this.#timers.takeDue(nowMs)) {
      due.take(nowMs, { i: "wake" });
      this.#touched.add(due);
    }
  }

  #shutDown(nowMs: number, { message, reason = "shutdown" }: Ending): void {
    this.#door.shut(message, reason);
    for (const session of this.#sessions.all()) {
      this.#hand(session, nowMs, { i: "end", reason, message });
    }
  }

  #turnLink(nowMs: number, engine: string, up: boolean): void {
    this.#engines.set(engine, up);
    const sessions = [...this.#sessions.all()];
    if (up) {
      this.#world.linkCameUp();
      const waiting = sessions.filter(
        (one) => one.engine === engine || (!one.linkUp && one.isAnybodys),
      );
      this.#returning.begin(nowMs, engine, waiting);
      return;
    }
    this.#returning.stop(engine);
    for (const session of sessions) {
      if (session.engine !== engine || !session.linkUp) continue;
      this.#hand(session, nowMs, { i: "link", engine, up });
      const other = session.isAnybodys ? this.#engines.pick(engine) : undefined;
      if (other !== undefined) this.#returning.begin(nowMs, other, [session]);
    }
  }

  #takeFromSocket(
    nowMs: number,
    item: Exclude<GatewayInbox, { i: "open" | "frames" | "link" | "shutdown" }>,
  ): void {
    const session = this.#sessions.at(item.channel);
    // A refused connection has no session; what it still sends is dropped.
    if (session === undefined) return;
    if (item.i === "tooSlow") {
      this.#shared.metrics.count(SLOW_READERS);
      this.#hand(session, nowMs, { i: "end", reason: "slow", message: SLOW_TEXT });
      return;
    }
    this.#hand(session, nowMs, item);
    if (item.i === "closed") this.#forget(session);
  }

  #hand(session: Session, nowMs: number, item: SessionInbox): void {
    session.take(nowMs, item);
    this.#touched.add(session);
  }

  #open(nowMs: number, opening: Extract<GatewayInbox, { i: "open" }>): void {
    const entry = this.#door.open(nowMs, opening);
    if (entry.session === null) {
      this.#sockets.push(...entry.sockets);
      return;
    }
    const { session } = entry;
    this.#sessions.add(session);
    this.#hand(session, nowMs, { i: "open" });
  }

  #route(nowMs: number, engine: string, frame: EngineFrame): void {
    if ("channels" in frame) {
      for (const channel of frame.channels) this.#deliver(nowMs, engine, channel, frame);
    } else if (frame.f === "accountReply") {
      this.#world.readAlong(frame.reply);
      const session = this.#sessions.named(frame.sessionId);
      if (session !== undefined) this.#deliver(nowMs, engine, session.channel, frame);
    } else {
      this.#deliver(nowMs, engine, frame.channel, frame);
    }
  }

  #deliver(nowMs: number, engine: string, channel: number, frame: EngineFrame): void {
    const session = this.#sessions.at(channel);
    // The socket closed while the frame was under way; its detach is under way too.
    if (session === undefined) return;
    // It has moved on: what an engine says that had it before is shown no more.
    if (session.engine !== engine) {
      this.#shared.metrics.count(STALE_FRAMES);
      return;
    }
    session.takeFrame(nowMs, frame);
    this.#touched.add(session);
  }

  #flush(session: Session): void {
    const { channel } = session;
    for (const effect of session.flush()) {
      if (effect.e === "write") this.#sockets.push({ channel, payload: effect.payload });
      else if (effect.e === "compress") this.#sockets.push({ channel, compress: effect.on });
      else if (effect.e === "close") this.#sockets.push({ channel, close: effect.reason });
      else if (effect.e === "toEngine") {
        this.#toEngine.push({ engine: effect.engine, frame: effect.frame });
      } else if (effect.e === "learn") {
        this.#learned.push({ engine: effect.engine, url: effect.url });
      }
    }
    if (this.#sessions.at(channel) === session) this.#timers.follow(session);
  }

  #forget(session: Session): void {
    this.#sessions.remove(session);
    this.#timers.forget(session);
    this.#returning.forget(session);
    this.#door.left(session);
  }
}
