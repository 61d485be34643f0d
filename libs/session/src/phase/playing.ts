/**
 * In the world. Lines go to the engine in numbered order; numbered output comes back.
 *
 *   line ─▶ clean ─▶ rate (delayed, then "slow down") ─▶ window (32 unacknowledged) ─▶ input
 *
 * Output counts: every numbered frame is the previous plus one, and `ack` tells the engine how far
 * this gateway has taken them and a browser has shown them (receipts.ts). While the socket is
 * blocked no ack is sent, so the engine keeps what the client does not read.
 *
 * A browser numbers its own lines. One that was taken before the socket was lost comes again with
 * the same number and is dropped here; one that is refused is named, so that it does not.
 *
 * When the engine goes away the socket stays: lines are still numbered within the window and wait,
 * for AWAY_LINES_MS; what is typed later is refused, for a command that old does harm. When the
 * engine is back, or another has the session, it resumes there with its grant, and lines that are
 * not applied are sent again under their numbers (absence.ts says whom it asks, and when). One
 * that answers with an epoch below the newest that is known was overtaken, and is left.
 */

import type { EdgeSettings, EngineFrame } from "@ambon/bus/frames";
import type { DataRequest } from "@ambon/data/requests";
import type { Limits } from "@ambon/kernel/limits";
import { sanitizeLine } from "@ambon/kernel/sanitize";
import type { Attachment } from "../client.ts";
import { InputWindow } from "../input-window.ts";
import { LineFlow, type TypedLine } from "../line-flow.ts";
import { LINES, LINES_REFUSED, STALE_FRAMES } from "../metric-names.ts";
import { Absence, earlier } from "./absence.ts";
import { AnswerTime } from "./answer-time.ts";
import { type EdgeSetting, QuietPhase, type SessionContext } from "./phase.ts";
import { PLAYING_TEXT } from "./playing-text.ts";
import { Receipts } from "./receipts.ts";
import { ShownSettings } from "./shown-settings.ts";

/** In a flood without end "slow down" is said no more often than this, and no less. */
export const SLOW_DOWN_EVERY_MS = 2000;

/** What an engine that is asked for the session may say. */
const ANSWERS: ReadonlySet<EngineFrame["f"]> = new Set([
  "attached",
  "attachRefused",
  "redirect",
  "close",
]);

type Attached = Extract<EngineFrame, { f: "attached" }>;

export class PlayingPhase extends QuietPhase {
  readonly name = "playing";
  #attached: Attached;
  readonly #window: InputWindow;
  #flow: LineFlow<TypedLine> | null = null;
  readonly #how: "login" | "resume";
  readonly #receipts: Receipts;
  /** The client's newest own number. */
  #clientSeq: number;
  readonly #settings = new ShownSettings();
  /** When "slow down" was said last; null = not since all went well. */
  #toldSlowDownMs: number | null = null;
  readonly #answerTime = new AnswerTime();
  readonly #absence = new Absence();
  /** Of the player's row: an engine that has it at an earlier one was overtaken. */
  #epoch: number;

  constructor(
    attached: Attached,
    limits: Pick<Limits, "LINES_IN_FLIGHT" | "SESSION_HISTORY_FRAMES" | "SESSION_WINDOW_BYTES">,
    how: "login" | "resume",
  ) {
    super();
    const { inputSeq, acceptedSeq, outputSeq } = attached;
    this.#attached = attached;
    this.#how = how;
    this.#window = new InputWindow(limits.LINES_IN_FLIGHT, inputSeq, acceptedSeq);
    this.#receipts = new Receipts(outputSeq, limits);
    this.#clientSeq = attached.clientSeq ?? 0;
    this.#epoch = attached.epoch ?? 0;
  }

  override get acceptsLines(): boolean {
    return true;
  }

  override wakeAtMs(session: SessionContext): number | null {
    const flowMs = this.#flow?.nextDueMs ?? null;
    const receiptMs = this.#maySend(session) ? this.#receipts.dueAtMs : null;
    return earlier(earlier(flowMs, receiptMs), this.#absence.askAtMs);
  }

  override enter(session: SessionContext): void {
    session.credentials = undefined;
    this.#flow = new LineFlow(session.shared.limits.LINES_PER_SECOND, session.nowMs);
    if (this.#how === "login") session.client.attached(this.#attachment(session));
    else this.#goOn(session);
    this.packagesChanged(session);
    if (session.colour !== null) this.edgeSetting(session, { colour: session.colour });
  }

  override line(session: SessionContext, typed: TypedLine): void {
    const { limits, metrics } = session.shared;
    const { n } = typed;
    if (n !== undefined) {
      // It came over an earlier socket already.
      if (n <= this.#clientSeq) return;
      this.#clientSeq = n;
    }
    const line = { ...typed, text: sanitizeLine(typed.text, limits.TELNET_LINE_BYTES) };
    if (line.text === "") {
      if (n !== undefined) session.client.refused(n);
      session.client.redrawPrompt();
      return;
    }
    const offer = this.#flow?.offer(session.nowMs, line) ?? "now";
    if (offer === "now") {
      this.#toldSlowDownMs = null;
      this.#accept(session, line);
    } else if (offer === "refused") {
      if (n !== undefined) session.client.refused(n);
      metrics.count(LINES_REFUSED, 1, { reason: "rate" });
      const toldMs = this.#toldSlowDownMs;
      if (toldMs !== null && session.nowMs - toldMs < SLOW_DOWN_EVERY_MS) return;
      this.#toldSlowDownMs = session.nowMs;
      session.client.notice("error", PLAYING_TEXT.slowDown);
    }
  }

  override wake(session: SessionContext): void {
    const { askAtMs } = this.#absence;
    if (askAtMs !== null && session.nowMs >= askAtMs) this.#askSomebody(session);
    for (;;) {
      const line = this.#flow?.takeDue(session.nowMs);
      if (line === undefined) return;
      this.#accept(session, line);
    }
  }

  override seen(session: SessionContext, seq: number): void {
    this.#receipts.saw(seq, session.nowMs);
  }

  override packagesChanged(session: SessionContext): void {
    const { packages, channel } = session;
    if (packages !== null && this.#isAttached(session))
      session.send({ f: "subscribe", channel, packages });
  }

  override request(session: SessionContext, { package: name, value }: DataRequest): void {
    const { channel } = session;
    if (this.#isAttached(session)) session.send({ f: "request", channel, package: name, value });
  }

  override edgeSetting(session: SessionContext, setting: EdgeSetting): void {
    const { channel } = session;
    if (this.#isAttached(session)) session.send({ f: "edgeSetting", channel, ...setting });
  }

  override frame(session: SessionContext, frame: EngineFrame): void {
    // Of an engine that was turned from: until one has answered none has this session.
    if (this.#absence.isOn && !ANSWERS.has(frame.f)) {
      session.shared.metrics.count(STALE_FRAMES);
      return;
    }
    switch (frame.f) {
      case "output":
        this.#answerTime.answered();
        session.client.output(frame, this.#receipts.next(), this.#settings.isMuted(frame.class));
        return;
      case "prompt":
        this.#answerTime.answered();
        session.client.prompt(frame.values, this.#receipts.next());
        return;
      case "data":
        session.client.data(frame, this.#receipts.next());
        return;
      case "settings":
        this.#applySettings(session, frame.settings, this.#receipts.next());
        return;
      case "inputAck":
        this.#window.ack(frame.inputSeq);
        return;
      case "attached":
        this.#resumed(session, frame);
        return;
      case "attachRefused":
        this.#refused(session, frame);
        return;
      case "redirect":
        this.#attached = { ...this.#attached, grant: frame.grant };
        this.#epoch = Math.max(this.#epoch, frame.epoch ?? 0);
        this.#absence.moved(session.nowMs);
        this.#moveTo(session, frame.engine, frame.url);
        return;
      case "close":
        session.attached = false;
        session.bye(frame.reason, frame.message);
        return;
      case "accountReply":
      // Answers a question of the dialogue that is over.
    }
  }

  override linkChanged(session: SessionContext): void {
    if (session.linkUp) this.#comeBack(session);
    else if (this.#absence.lost(session.nowMs)) session.client.notice("info", PLAYING_TEXT.away);
  }

  override afterFlush(session: SessionContext, written: number): void {
    const { channel, nowMs } = session;
    this.#answerTime.flushed(nowMs, session.shared.metrics);
    this.#receipts.wrote(written);
    const receipt = this.#maySend(session) ? this.#receipts.take(nowMs) : undefined;
    if (receipt !== undefined) session.send({ f: "ack", channel, ...receipt });
  }

  #accept(session: SessionContext, { text, n }: TypedLine): void {
    const { metrics } = session.shared;
    const tooLong = this.#absence.isTooLong(session.nowMs);
    const numbered = tooLong ? undefined : this.#window.accept(text, n);
    if (numbered === undefined) {
      if (n !== undefined) session.client.refused(n);
      metrics.count(LINES_REFUSED, 1, { reason: tooLong ? "away" : "window" });
      session.client.notice("error", tooLong ? PLAYING_TEXT.tooLong : PLAYING_TEXT.windowFull);
      return;
    }
    metrics.count(LINES, 1, { transport: session.client.transport });
    this.#answerTime.sent(session.nowMs);
    const { channel } = session;
    if (this.#isAttached(session)) session.send({ f: "input", channel, ...numbered });
  }

  /** The engine has this session on its channel; else what is sent there means nothing. */
  #isAttached({ linkUp }: SessionContext): boolean {
    return linkUp && !this.#absence.isOn;
  }

  /** While the client does not read, what it has not read stays with the engine. */
  #maySend(session: SessionContext): boolean {
    return !session.blocked && this.#isAttached(session);
  }

  #comeBack(session: SessionContext): void {
    const { channel, client, screenReader, address } = session;
    const { resumeToken: token, grant } = this.#attached;
    this.#absence.asked();
    session.send({
      f: "resume",
      channel,
      sessionId: session.engineSession,
      token,
      ...(grant === undefined ? {} : { grant }),
      applied: this.#window.ackedSeq,
      received: this.#receipts.received,
      caps: { transport: client.transport, screenReader, address },
    });
  }

  /** Its own engine if that has a link, else any other: it may have taken over. */
  #askSomebody(session: SessionContext): void {
    if (session.linkUp || session.roam()) this.#comeBack(session);
    else this.#absence.notYet(session.nowMs);
  }

  #moveTo(session: SessionContext, engine: string, url?: string): void {
    session.moveTo(engine, url);
    if (session.linkUp) this.#comeBack(session);
  }

  #refused(session: SessionContext, frame: Extract<EngineFrame, { f: "attachRefused" }>): void {
    const { engine, url, retryMs } = frame;
    if (engine !== undefined && this.#absence.hop()) {
      this.#absence.moved(session.nowMs);
      this.#moveTo(session, engine, url);
    } else if (engine !== undefined || retryMs !== undefined) {
      this.#absence.notYet(session.nowMs, retryMs);
    } else {
      session.attached = false;
      session.bye("graceOver", frame.message === "" ? PLAYING_TEXT.lost : frame.message);
    }
  }

  /** It believes that it has the session, and somebody else has taken the row since. */
  #turnFrom(session: SessionContext): void {
    const { channel } = session;
    session.shared.metrics.count(STALE_FRAMES);
    session.send({ f: "detach", channel, reason: "overtaken" });
    session.roam();
    this.#absence.notYet(session.nowMs);
  }

  #applySettings(session: SessionContext, settings: EdgeSettings, seq: number | null): void {
    const asksToKeep = this.#settings.apply(session.client, session.screenReader, settings, seq);
    if (asksToKeep) this.edgeSetting(session, { screenReader: true });
  }

  #attachment({ engineSession }: SessionContext): Attachment {
    const { playerName: name, resumeToken: token, outputSeq: seq } = this.#attached;
    // A line that only this gateway has is lost with it: the client must keep it until the engine
    // has it. Sent again over the same socket it is known by its number.
    const { clientSeq: line = 0 } = this.#attached;
    return { name, token, session: engineSession, seq, line };
  }

  /** The client goes on where it was; what it is rendered by it knows already. */
  #goOn(session: SessionContext): void {
    const { settings } = this.#attached;
    session.client.resumed(this.#attachment(session));
    if (settings !== undefined) this.#applySettings(session, settings, null);
  }

  #resumed(session: SessionContext, attached: Attached): void {
    const { epoch = this.#epoch } = attached;
    const { isQuiet } = this.#absence;
    const doubts = this.#absence.doubtsEarlier(session.nowMs);
    if (epoch < this.#epoch && doubts) return this.#turnFrom(session);
    this.#epoch = epoch;
    this.#attached = attached;
    this.#absence.end();
    this.#receipts.resumeAfter(attached.outputSeq);
    this.#goOn(session);
    if (!isQuiet) session.client.notice("info", PLAYING_TEXT.back);
    this.packagesChanged(session);
    this.#window.resumeFrom(attached.inputSeq, attached.acceptedSeq);
    for (const numbered of this.#window.unacked) {
      session.send({ f: "input", channel: session.channel, ...numbered });
    }
  }
}
