/**
 * The life of a session:
 *
 *   negotiating ──ready or 300 ms──▶ login ──attached──▶ playing ──bye──▶ closing
 *        │                            ▲ refused              ▲
 *        ├─ready, with a token──▶ resuming ─────attached─────┘
 *        └──────────────────────────── bye ────────────────────────────────▲
 *
 * A phase holds what only it needs and reacts to what the session hands it. Lines that arrive
 * while a phase waits for something are kept in order, bounded, and handed over when it is ready.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { DataRequest } from "@ambon/data/requests";
import type { Limits } from "@ambon/kernel/limits";
import type { Log, Metrics } from "@ambon/kernel/ports";
import type { ByeReason, Client, Credentials } from "../client.ts";
import type { EngineLinks } from "../engine-links.ts";
import type { TypedLine } from "../line-flow.ts";
import type { LoginThrottle } from "../login-throttle.ts";
import type { ResumeWish } from "../ws-messages.ts";

/** What all sessions of a gateway share. */
export interface SessionShared {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly throttle: LoginThrottle;
  readonly engines: EngineLinks;
  /** Resumes that were refused, per address. */
  readonly resumeFailures: LoginThrottle;
}

/** What a phase may see and do. */
export interface SessionContext {
  readonly shared: SessionShared;
  readonly nowMs: number;
  readonly channel: number;
  readonly sessionId: string;
  /** The session under which the engine knows the character: an earlier one after a resume. */
  engineSession: string;
  /** What the client wants to go on with. */
  readonly resumeWish: ResumeWish | null;
  readonly address: string;
  readonly client: Client;
  /** The engine it speaks with, and whether there is a link to it. */
  readonly engine: string | null;
  readonly linkUp: boolean;
  /** The socket does not take what we write: no more credit for the engine until it does. */
  readonly blocked: boolean;
  /** When the client last typed a line, or connected. */
  readonly lastLineMs: number;
  /** Wanted by the client or its user before there is a character. */
  screenReader: boolean;
  /** What the client set before there is a character. */
  colour: boolean | null;
  /** Data packages wanted, lower case; null = never said. */
  packages: readonly string[] | null;
  /** What the program wants to log in with, until it is tried; null: it has nothing stored. */
  credentials: Credentials | null | undefined;
  /** True from the attach on: the engine must be told when the session ends here. */
  attached: boolean;

  /** The name of the world is known now. */
  worldIs(name: string): void;
  go(next: Phase): void;
  send(frame: GatewayFrame): void;
  /** Speaks with another engine from now on; `url` for a gateway that may not know it. */
  moveTo(engine: string, url?: string): void;
  /** Speaks with any other engine that has a link; false when there is none. */
  roam(): boolean;
  /** Last words, then the socket closes. */
  bye(reason: ByeReason, message: string): void;
}

export interface Phase {
  readonly name: "negotiating" | "resuming" | "login" | "playing" | "closing";
  /** False: typed lines wait. */
  readonly acceptsLines: boolean;
  /** When it wants `wake`, null = never. */
  wakeAtMs(session: SessionContext): number | null;
  enter(session: SessionContext): void;
  /** The client's negotiation is over. */
  ready(session: SessionContext): void;
  line(session: SessionContext, line: TypedLine): void;
  /** The client has shown numbered output up to here. */
  seen(session: SessionContext, seq: number): void;
  /** `session.packages` has changed. */
  packagesChanged(session: SessionContext): void;
  /** `session.credentials` has come. */
  credentialsCame(session: SessionContext): void;
  request(session: SessionContext, request: DataRequest): void;
  edgeSetting(session: SessionContext, setting: EdgeSetting): void;
  frame(session: SessionContext, frame: EngineFrame): void;
  linkChanged(session: SessionContext): void;
  wake(session: SessionContext): void;
  /** Called after each flush, which wrote so many bytes (or code units of text) to the client. */
  afterFlush(session: SessionContext, written: number): void;
}

export interface EdgeSetting {
  readonly colour?: boolean;
  readonly screenReader?: boolean;
}

/** Reacts to nothing: the base of all phases. */
export abstract class QuietPhase implements Phase {
  abstract readonly name: Phase["name"];
  get acceptsLines(): boolean {
    return false;
  }
  wakeAtMs(_session: SessionContext): number | null {
    return null;
  }
  enter(_session: SessionContext): void {}
  ready(_session: SessionContext): void {}
  line(_session: SessionContext, _line: TypedLine): void {}
  seen(_session: SessionContext, _seq: number): void {}
  packagesChanged(_session: SessionContext): void {}
  credentialsCame(_session: SessionContext): void {}
  request(_session: SessionContext, _request: DataRequest): void {}
  edgeSetting(session: SessionContext, setting: EdgeSetting): void {
    if (setting.colour !== undefined) session.colour = setting.colour;
    if (setting.screenReader !== undefined) session.screenReader = setting.screenReader;
  }
  frame(_session: SessionContext, _frame: EngineFrame): void {}
  linkChanged(_session: SessionContext): void {}
  wake(_session: SessionContext): void {}
  afterFlush(_session: SessionContext, _written: number): void {}
}
