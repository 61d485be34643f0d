/**
 * Before the first text: a telnet client gets until the end of its TTYPE cycle, at most 300 ms, to
 * say that it reads aloud; a browser says hello. Lines that arrive meanwhile wait.
 */

import { LoginPhase } from "../login/login-phase.ts";
import { QuietPhase, type SessionContext } from "./phase.ts";
import { ResumingPhase } from "./resuming.ts";

export const NEGOTIATION_MS = 300;

export class NegotiatingPhase extends QuietPhase {
  readonly name = "negotiating";
  #enteredMs = 0;

  /** Of telnet counted from the connection on: typing ahead does not put the login off. */
  override wakeAtMs(session: SessionContext): number {
    return session.client.transport === "telnet"
      ? this.#enteredMs + NEGOTIATION_MS
      : session.lastLineMs + session.shared.limits.LOGIN_IDLE_MS;
  }

  override enter(session: SessionContext): void {
    this.#enteredMs = session.nowMs;
    session.client.open();
  }

  override ready(session: SessionContext): void {
    const wish = session.resumeWish;
    const dialogue = new LoginPhase();
    session.go(wish === null ? dialogue : new ResumingPhase(wish, dialogue));
  }

  override wake(session: SessionContext): void {
    if (session.client.transport === "telnet") {
      session.client.settle?.();
      session.go(new LoginPhase());
    } else {
      session.bye("idle", "No hello arrived. Reload the page to try again.");
    }
  }
}
