/**
 * A client that was here before says which session it had, and a browser how far it has shown it.
 * The engine that holds the session lets it go on, or says why not; then the login dialogue
 * follows. An engine that says "not yet" is asked again, and one that is named instead is asked. A
 * resume needs no password and counts as no login, but refused ones count per address.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import { LOGIN_TEXT } from "../login/login-text.ts";
import { waitingTime } from "../login-throttle.ts";
import type { ResumeWish } from "../ws-messages.ts";
import { HOPS_MAX, ROAM_MS } from "./absence.ts";
import { type Phase, QuietPhase, type SessionContext } from "./phase.ts";
import { PlayingPhase } from "./playing.ts";

const tooMany = (wait: string): string =>
  `Too many sessions could not be found from your address. Wait ${wait}, or log in.`;

/** The dialogue that follows when there is nothing to go on with. */
export interface Dialogue extends Phase {
  /** The resume is over; `message` says why it failed. */
  resumeEnded(message: string | null): void;
}

export class ResumingPhase extends QuietPhase {
  readonly name = "resuming";
  readonly #wish: ResumeWish;
  readonly #dialogue: Dialogue;
  /** An acknowledgement of lines may come in the same batch, before the answer. */
  #ackedLine = 0;
  /** When the engine is to be asked again, after "not yet". */
  #askAtMs: number | null = null;
  #hops = 0;

  constructor(wish: ResumeWish, dialogue: Dialogue) {
    super();
    this.#wish = wish;
    this.#dialogue = dialogue;
  }

  override wakeAtMs(session: SessionContext): number {
    return Math.min(this.#idleAtMs(session), this.#askAtMs ?? Number.POSITIVE_INFINITY);
  }

  override enter(session: SessionContext): void {
    const waitMs = session.shared.resumeFailures.waitMs(session.nowMs, session.address);
    if (waitMs > 0) this.#fail(session, tooMany(waitingTime(waitMs)));
    else if (session.linkUp) this.#ask(session);
    else session.client.notice("info", LOGIN_TEXT.noWorld);
  }

  override linkChanged(session: SessionContext): void {
    session.attached = false;
    this.#askAtMs = null;
    if (session.linkUp) this.#ask(session);
    else session.client.notice("info", LOGIN_TEXT.noWorld);
  }

  override wake(session: SessionContext): void {
    if (session.nowMs >= this.#idleAtMs(session)) session.bye("idle", LOGIN_TEXT.idle);
    else if (this.#askAtMs !== null && session.nowMs >= this.#askAtMs) {
      if (session.linkUp || session.roam()) this.#ask(session);
      else this.#askAtMs = session.nowMs + ROAM_MS;
    }
  }

  override frame(session: SessionContext, frame: EngineFrame): void {
    switch (frame.f) {
      case "inputAck":
        this.#ackedLine = frame.inputSeq;
        return;
      case "attached": {
        const inputSeq = Math.max(frame.inputSeq, this.#ackedLine);
        session.engineSession = this.#wish.session;
        this.#dialogue.resumeEnded(null);
        session.go(new PlayingPhase({ ...frame, inputSeq }, session.shared.limits, "resume"));
        return;
      }
      case "attachRefused":
        session.attached = false;
        if (this.#isSentOn(session, frame)) return;
        session.shared.resumeFailures.attempt(session.nowMs, session.address);
        this.#fail(session, frame.message);
        return;
      case "close":
        session.attached = false;
        this.#dialogue.resumeEnded(frame.message);
        session.bye(frame.reason, frame.message);
        return;
      default:
      // Numbered output comes only after `attached`.
    }
  }

  /** To another engine, at once, or to a later time. False = the answer is final. */
  #isSentOn(
    session: SessionContext,
    { engine, url, retryMs }: Extract<EngineFrame, { f: "attachRefused" }>,
  ): boolean {
    if (engine === undefined && retryMs === undefined) return false;
    if (engine !== undefined && this.#hops < HOPS_MAX) {
      this.#hops += 1;
      session.moveTo(engine, url);
      if (session.linkUp) {
        this.#ask(session);
        return true;
      }
    } else this.#hops = 0;
    this.#askAtMs = session.nowMs + (retryMs ?? ROAM_MS);
    return true;
  }

  #idleAtMs(session: SessionContext): number {
    return session.lastLineMs + session.shared.limits.LOGIN_IDLE_MS;
  }

  #ask(session: SessionContext): void {
    this.#askAtMs = null;
    const { token, session: sessionId, received } = this.#wish;
    const { channel, client, screenReader, address } = session;
    const caps = { transport: client.transport, screenReader, address };
    session.attached = true;
    session.send({ f: "resume", channel, sessionId, token, received, caps });
  }

  #fail(session: SessionContext, message: string): void {
    session.client.resumeFailed(message);
    this.#dialogue.resumeEnded(message);
    session.go(this.#dialogue);
  }
}
