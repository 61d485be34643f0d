/** The sessions of this engine, and the ring of those that have a line to hand over. */

import { assert } from "@ambon/kernel/assert";
import { BoundedQueue } from "@ambon/kernel/bounded-queue";
import type { PlayerId } from "@ambon/kernel/ids";
import type { EngineSession, TypedLine } from "./engine-session.ts";

/** Each session stands in the ring at most once, so this is never reached. */
const RING_MAX = 1 << 22;

export type LineOutcome = "queued" | "duplicate" | "full";

export class SessionTable {
  readonly #byPlayer = new Map<PlayerId, EngineSession>();
  readonly #bySessionId = new Map<string, EngineSession>();
  readonly #ring = new BoundedQueue<EngineSession>(RING_MAX);
  #waitingLines = 0;
  #linkDead = 0;

  get size(): number {
    return this.#byPlayer.size;
  }

  get linkDead(): number {
    return this.#linkDead;
  }

  /** Lines typed and not yet handed to a zone. */
  get waitingLines(): number {
    return this.#waitingLines;
  }

  /** True when a line could be handed over in the next tick. */
  get hasReady(): boolean {
    return this.#ring.size > 0;
  }

  get(player: PlayerId): EngineSession | undefined {
    return this.#byPlayer.get(player);
  }

  /** By the id that its login gave it. */
  withId(sessionId: string): EngineSession | undefined {
    return this.#bySessionId.get(sessionId);
  }

  /** A later login has taken the session over. */
  rename(session: EngineSession, sessionId: string): void {
    this.#forgetId(session);
    session.sessionId = sessionId;
    this.#bySessionId.set(sessionId, session);
  }

  all(): Iterable<EngineSession> {
    return this.#byPlayer.values();
  }

  add(session: EngineSession): void {
    this.#byPlayer.set(session.playerId, session);
    this.#bySessionId.set(session.sessionId, session);
    if (session.link === null) this.#linkDead += 1;
  }

  remove(session: EngineSession): void {
    if (this.#byPlayer.get(session.playerId) !== session) return;
    this.dropLines(session);
    if (session.link === null) this.#linkDead -= 1;
    this.#byPlayer.delete(session.playerId);
    this.#forgetId(session);
  }

  /** Keeps the count of link-dead sessions right; the caller sets `link` itself. */
  noteLink(before: EngineSession["link"], after: EngineSession["link"]): void {
    if (before === null && after !== null) this.#linkDead -= 1;
    if (before !== null && after === null) this.#linkDead += 1;
  }

  /** A numbered line came in. Numbers that were seen before are dropped. */
  addLine(session: EngineSession, line: TypedLine): LineOutcome {
    const seen = session.lastSeq;
    if (line.inputSeq <= seen) return "duplicate";
    if (!session.lines.push(line)) return "full";
    session.lastSeq = line.inputSeq;
    session.clientSeq = Math.max(session.clientSeq, line.clientSeq ?? 0);
    this.#waitingLines += 1;
    this.#enter(session);
    return "queued";
  }

  /** The line in the zone is applied: the next may go. */
  applied(session: EngineSession): void {
    if (session.inFlight === null) return;
    session.appliedSeq = session.inFlight.inputSeq;
    session.appliedClientSeq = Math.max(session.appliedClientSeq, session.inFlight.clientSeq ?? 0);
    session.inFlight = null;
    this.#enter(session);
  }

  /** The zone lost its player before the line was applied: it goes first at the next zone. */
  again(session: EngineSession): void {
    if (session.inFlight === null) return;
    session.retry = session.inFlight;
    session.inFlight = null;
    this.#enter(session);
  }

  /** The next line in turn over all sessions; undefined when nobody has one to hand over. */
  takeLine(): { readonly session: EngineSession; readonly line: TypedLine } | undefined {
    for (let session = this.#ring.shift(); session; session = this.#ring.shift()) {
      session.inRing = false;
      const line = this.#next(session);
      if (line === undefined) continue;
      session.inFlight = line;
      return { session, line };
    }
    return undefined;
  }

  /** Its lines may be handed over again. */
  wake(session: EngineSession): void {
    this.#enter(session);
  }

  /** Lines that were accepted and are not applied, in order. */
  unapplied(session: EngineSession): readonly TypedLine[] {
    const { inFlight, retry, lines } = session;
    return [inFlight, retry, ...lines.toArray()].filter((line) => line !== null);
  }

  /** Forgets what was typed and not handed over: the socket that typed it is superseded. */
  dropLines(session: EngineSession): void {
    this.#waitingLines -= session.lines.size;
    session.lines.clear();
    session.retry = null;
    session.lastSeq = session.inFlight?.inputSeq ?? session.appliedSeq;
  }

  #forgetId(session: EngineSession): void {
    const { sessionId } = session;
    if (this.#bySessionId.get(sessionId) === session) this.#bySessionId.delete(sessionId);
  }

  #next(session: EngineSession): TypedLine | undefined {
    if (session.phase !== "playing" || session.inFlight !== null || session.sealed)
      return undefined;
    const { retry } = session;
    session.retry = null;
    if (retry !== null) return retry;
    const line = session.lines.shift();
    if (line !== undefined) this.#waitingLines -= 1;
    return line;
  }

  #enter(session: EngineSession): void {
    if (session.inRing || session.inFlight !== null || session.sealed) return;
    if (session.phase !== "playing") return;
    if (session.retry === null && session.lines.size === 0) return;
    session.inRing = true;
    assert(this.#ring.push(session), "more sessions in the ring than there can be");
  }
}
