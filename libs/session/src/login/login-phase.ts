/**
 * The login dialogue (DESIGN section 9), run at the edge against account frames of the engine:
 *
 *   name ──▶ exists: password ──────────────────────────────────────────▶ attach ──▶ playing
 *     └────▶ new: confirm y/n ─▶ password twice ─▶ race ─▶ class ─▶ create ─▶ attach ──▶ playing
 *
 * Every bad answer gets a sentence and the question again. `quit` leaves at any question. While
 * an answer of the engine is awaited there is no question, and typed lines wait; so do lines beyond
 * LINES_PER_SECOND, because each is answered with more than it took to send.
 */

import type { AccountCall, AccountReply, EngineFrame } from "@ambon/bus/frames";
import type { TypedLine } from "../line-flow.ts";
import { waitingTime } from "../login-throttle.ts";
import { LOGINS } from "../metric-names.ts";
import { QuietPhase, type SessionContext } from "../phase/phase.ts";
import { PlayingPhase } from "../phase/playing.ts";
import { type Dialogue, ResumingPhase } from "../phase/resuming.ts";
import { TokenBucket } from "../token-bucket.ts";
import type { ResumeWish } from "../ws-messages.ts";
import { GmcpLogin } from "./gmcp-login.ts";
import { LOGIN_TEXT } from "./login-text.ts";
import { nameQuestion } from "./name-question.ts";

export type Catalog = Extract<AccountReply, { op: "catalog" }>;
export type AccountRefusal = Extract<AccountReply, { ok: false }>;
type AccountSuccess = Extract<AccountReply, { ok: true }>;

/** One question of the dialogue; it calls the login's methods with what follows from an answer. */
export interface Question {
  /** What stands before the input line. */
  label(login: LoginPhase): string;
  readonly secret?: boolean;
  answer(login: LoginPhase, text: string): void;
}

/** What the player has decided so far. */
export interface Draft {
  name: string;
  password: string;
  race: string;
  class: string;
  wrongPasswords: number;
}

type Admitted = Extract<AccountSuccess, { op: "login" | "create" }>;

export class LoginPhase extends QuietPhase implements Dialogue {
  readonly name = "login";
  readonly draft: Draft = { name: "", password: "", race: "", class: "", wrongPasswords: 0 };
  catalog: Catalog | null = null;
  #session: SessionContext | null = null;
  #question: Question | null = null;
  /** Null = no limit. */
  #rate: TokenBucket | null = null;
  #requestId = 0;
  #onReply: ((reply: AccountReply) => void) | null = null;
  readonly #byData = new GmcpLogin(this);

  override get acceptsLines(): boolean {
    return this.#question !== null && this.#rate?.has(this.session.nowMs) !== false;
  }

  get session(): SessionContext {
    if (this.#session === null) throw new Error("the login phase was used before it was entered");
    return this.#session;
  }

  override wakeAtMs(session: SessionContext): number {
    const idleMs = idleAtMs(session);
    const rate = this.#rate;
    return rate === null || rate.has(session.nowMs) ? idleMs : Math.min(idleMs, rate.nextTokenMs);
  }

  override enter(session: SessionContext): void {
    this.#session = session;
    const { LINES_PER_SECOND: most } = session.shared.limits;
    this.#rate = most === 0 ? null : new TokenBucket(most, 1000, most * 2, session.nowMs);
    if (session.linkUp) this.#fetchCatalog();
    else session.client.notice("info", LOGIN_TEXT.noWorld);
  }

  override wake(session: SessionContext): void {
    if (session.nowMs >= idleAtMs(session)) session.bye("idle", LOGIN_TEXT.idle);
  }

  override line(session: SessionContext, { text }: TypedLine): void {
    const question = this.#question;
    if (question === null) return;
    this.#rate?.take(session.nowMs);
    if (text.trim().toLowerCase() === "quit") session.bye("quit", LOGIN_TEXT.goodbye);
    else question.answer(this, text);
  }

  override frame(session: SessionContext, frame: EngineFrame): void {
    switch (frame.f) {
      case "accountReply":
        this.#takeReply(frame.requestId, frame.reply);
        return;
      case "attached":
        this.#byData.ended(null);
        session.go(new PlayingPhase(frame, session.shared.limits, "login"));
        return;
      case "attachRefused":
        session.attached = false;
        this.refuse("gone", frame.message, nameQuestion);
        return;
      case "close":
        session.attached = false;
        this.#byData.ended(frame.message);
        session.bye(frame.reason, frame.message);
        return;
      default:
      // Numbered output comes only after `attached`.
    }
  }

  override packagesChanged(): void {
    if (this.#question !== null) this.#byData.atQuestion();
  }

  override credentialsCame(): void {
    if (this.#question !== null) this.#byData.atQuestion();
  }

  /** The engine went: what was asked is forgotten. It came back: the dialogue starts again. */
  override linkChanged(session: SessionContext): void {
    this.#question = null;
    this.#onReply = null;
    session.client.waiting();
    session.attached = false;
    this.#byData.ended(LOGIN_TEXT.noWorld);
    if (session.linkUp) this.#fetchCatalog();
    else session.client.notice("info", LOGIN_TEXT.noWorld);
  }

  ask(question: Question): void {
    this.#question = question;
    this.session.client.ask(question.label(this), question.secret ?? false);
    this.#byData.atQuestion();
  }

  /** The question that is up, shown once more. */
  repeat(): void {
    if (this.#question !== null) this.ask(this.#question);
  }

  /** A bad answer: the sentence, then the question. */
  again(sentence: string, question: Question): void {
    this.session.client.notice("error", sentence);
    this.ask(question);
  }

  /** The engine said no: counted by its code. */
  refuse(code: string, sentence: string, question: Question): void {
    this.session.shared.metrics.count(LOGINS, 1, { outcome: code });
    this.#byData.ended(sentence);
    this.again(sentence, question);
  }

  /** Asks the engine; a refusal goes back to `onRefusal`'s question or what it does. */
  call(
    call: AccountCall,
    onSuccess: (reply: AccountSuccess) => void,
    onRefusal: (refusal: AccountRefusal) => void,
  ): void {
    this.#question = null;
    this.session.client.waiting();
    this.#requestId += 1;
    this.#onReply = (reply) => {
      if (reply.ok) onSuccess(reply);
      else if (reply.code === "banned") this.#banned(reply.message);
      else onRefusal(reply);
    };
    const { sessionId, address } = this.session;
    const requestId = this.#requestId;
    this.session.send({ f: "account", requestId, sessionId, address, call });
  }

  /** `login` or `create`: throttled per address; success attaches the session. */
  authenticate(
    call: Extract<AccountCall, { op: "login" | "create" }>,
    onRefusal: (refusal: AccountRefusal) => void,
    onThrottled: Question,
  ): void {
    const { session } = this;
    const waitMs = session.shared.throttle.attempt(session.nowMs, session.address);
    if (waitMs > 0) {
      this.refuse("throttled", LOGIN_TEXT.throttled(waitingTime(waitMs)), onThrottled);
      return;
    }
    this.call(
      call,
      (reply) => {
        if (reply.op !== "login" && reply.op !== "create") return;
        session.shared.metrics.count(LOGINS, 1, { outcome: reply.op });
        this.#attach(reply);
      },
      onRefusal,
    );
  }

  /** Goes on with an earlier session; if that fails the dialogue begins again. */
  resume(wish: ResumeWish): void {
    this.#question = null;
    this.session.client.waiting();
    this.session.go(new ResumingPhase(wish, this));
  }

  resumeEnded(message: string | null): void {
    this.#byData.ended(message);
  }

  /** The engine that is named takes the ticket; without one, that which was asked. */
  #attach({ ticket, engine, url }: Admitted): void {
    const { session } = this;
    this.draft.password = "";
    if (engine !== undefined) session.moveTo(engine, url);
    if (!session.linkUp) {
      session.roam();
      this.refuse("gone", LOGIN_TEXT.noWorld, nameQuestion);
      return;
    }
    session.attached = true;
    session.send({
      f: "attach",
      channel: session.channel,
      sessionId: session.sessionId,
      ticket,
      caps: {
        transport: session.client.transport,
        screenReader: session.screenReader,
        address: session.address,
      },
    });
  }

  #takeReply(requestId: number, reply: AccountReply): void {
    const onReply = this.#onReply;
    // An answer to a question that was given up (lost link) is stale.
    if (onReply === null || requestId !== this.#requestId) return;
    this.#onReply = null;
    onReply(reply);
  }

  #fetchCatalog(): void {
    this.call(
      { op: "catalog" },
      (reply) => {
        if (reply.op === "catalog") this.#welcome(reply);
      },
      (refusal) => this.session.bye("shutdown", refusal.message),
    );
  }

  #welcome(catalog: Catalog): void {
    const { client } = this.session;
    const first = this.catalog === null;
    this.catalog = catalog;
    this.session.worldIs(catalog.worldName);
    if (first) {
      client.splash(catalog.splash.art, catalog.splash.plain);
      client.say("system", LOGIN_TEXT.welcome(catalog.worldName));
    }
    this.ask(nameQuestion);
  }

  #banned(sentence: string): void {
    this.session.shared.metrics.count(LOGINS, 1, { outcome: "banned" });
    this.#byData.ended(sentence);
    this.session.bye("banned", sentence);
  }
}

/** When a session that types nothing is closed. */
const idleAtMs = (session: SessionContext): number =>
  session.lastLineMs + session.shared.limits.LOGIN_IDLE_MS;
