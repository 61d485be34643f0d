/**
 * GMCP Char.Login beside the typed dialogue:
 *
 *   client lists Char.Login ──▶ S: Default ──▶ C: Credentials {account, password} ──▶ S: Result
 *                                   ▲   └─────▶ C: Credentials {} ──▶ the prompt is shown again
 *                                   └── failed: Result, the sentence, the prompt, Default ◀──┘
 *
 * Version 2 (a draft, so only where the operator allows it, and only on encrypted sockets) adds a
 * token for a session that lost its socket. It is good as long as the session is, and each use
 * brings another:
 *
 *   in the world ──▶ S: Token {account, token} … the socket is lost … S: Default {version: 2}
 *                       ▲                                                    │
 *                       └────── S: Result ◀── resumed ◀── C: Reconnect {account, token}
 *
 * The prompt is there all the time, so nobody waits for the other. A login by data is the same
 * account call as a typed one and throttled with it; a wrong name and a wrong password get the same
 * answer. The newest credentials that come while an answer is awaited wait for the next question.
 */

import { sanitizeLine } from "@ambon/kernel/sanitize";
import type { Credentials } from "../client.ts";
import { LOGINS } from "../metric-names.ts";
import type { AccountRefusal, LoginPhase } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { NAME_LENGTH_MAX, nameQuestion } from "./name-question.ts";
import { WRONG_PASSWORDS_MAX } from "./password-question.ts";
import { readPassword, withWait } from "./refusal.ts";

/** What LoginPhase tells a program; it is told only what it waits for. */
export class GmcpLogin {
  readonly #login: LoginPhase;
  #offered = false;
  /** Credentials were taken and have no result yet. */
  #running = false;

  constructor(login: LoginPhase) {
    this.#login = login;
  }

  /** A question is up: one may log in by data instead. */
  atQuestion(): void {
    const { session } = this.#login;
    const { client } = session;
    const { loginVersion: version = 0 } = client;
    if (!this.#offered && version > 0) {
      this.#offered = true;
      client.tellProgram?.({ w: "loginOffer", version });
    }
    const { credentials } = session;
    if (credentials === undefined) return;
    session.credentials = undefined;
    if (credentials === null) this.#login.repeat();
    else this.#try(credentials);
  }

  /** The login is over; `message` says why it failed. */
  ended(message: string | null): void {
    if (!this.#running) return;
    this.#running = false;
    this.#offered = false;
    this.#login.session.client.tellProgram?.(
      message === null
        ? { w: "loginResult", success: true }
        : { w: "loginResult", success: false, message },
    );
  }

  #try(credentials: Credentials): void {
    const login = this.#login;
    if ("wish" in credentials) {
      this.#running = true;
      login.resume(credentials.wish);
      return;
    }
    const name = sanitizeLine(credentials.name, NAME_LENGTH_MAX + 1);
    const password = readPassword(credentials.password);
    this.#running = true;
    if (name === "" || name.length > NAME_LENGTH_MAX) {
      login.refuse(
        "badName",
        name === "" ? LOGIN_TEXT.emptyName : LOGIN_TEXT.longName,
        nameQuestion,
      );
      return;
    }
    login.authenticate(
      { op: "login", name, password },
      (refusal) => this.#refused(refusal),
      nameQuestion,
    );
  }

  #refused(refusal: AccountRefusal): void {
    const login = this.#login;
    if (refusal.code === "wrongPassword") login.draft.wrongPasswords += 1;
    if (login.draft.wrongPasswords < WRONG_PASSWORDS_MAX) {
      login.refuse(refusal.code, withWait(refusal), nameQuestion);
      return;
    }
    const { session } = login;
    session.shared.metrics.count(LOGINS, 1, { outcome: refusal.code });
    this.ended(refusal.message);
    session.client.notice("error", refusal.message);
    session.bye("kicked", LOGIN_TEXT.tooManyPasswords);
  }
}
