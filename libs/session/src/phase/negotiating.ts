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

  override wakeAtMs(session: SessionContext): number {
    const telnet = session.client.transport === "telnet";
    return session.lastLineMs + (telnet ? NEGOTIATION_MS : session.shared.limits.LOGIN_IDLE_MS);
  }

  override enter(session: SessionContext): void {
    session.client.open();
  }

  override ready(session: SessionContext): void {
    const wish = session.resumeWish;
    session.go(wish === null ? new LoginPhase() : new ResumingPhase(wish));
  }

  override wake(session: SessionContext): void {
    if (session.client.transport === "telnet") session.go(new LoginPhase());
    else session.bye("idle", "No hello arrived. Reload the page to try again.");
  }
}
