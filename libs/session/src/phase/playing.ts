/**
 * In the world. Lines go to the engine in numbered order; numbered output comes back.
 *
 *   line ─▶ clean ─▶ rate (delayed, then "slow down") ─▶ window (32 unacknowledged) ─▶ input
 *
 * Output counts: every numbered frame is the previous plus one, and `ack` tells the engine how far
 * this gateway has taken them. While the socket is blocked no ack is sent, so the engine keeps
 * what the client does not read.
 *
 * When the engine goes away the socket stays: lines are still numbered within the window and wait;
 * when it is back the session resumes with its token, and lines the engine has not applied are
 * sent again under their numbers.
 */

import type { EdgeSettings, EngineFrame } from "@ambon/bus/frames";
import { sanitizeLine } from "@ambon/kernel/sanitize";
import { InputWindow } from "../input-window.ts";
import { LineFlow } from "../line-flow.ts";
import { INPUT_TO_OUTPUT_SECONDS, LINES, LINES_REFUSED } from "../metric-names.ts";
import { type EdgeSetting, QuietPhase, type SessionContext } from "./phase.ts";

type Attached = Extract<EngineFrame, { f: "attached" }>;

const TEXT = {
  slowDown: "Slow down: some of your lines were dropped.",
  windowFull: "The world has not caught up with you: that line was not taken.",
  away: "The world holds its breath…",
  back: "The world breathes again.",
  lost: "The world has lost your session. Please log in again.",
} as const;

export class PlayingPhase extends QuietPhase {
  readonly name = "playing";
  #attached: Attached;
  readonly #window: InputWindow;
  #flow: LineFlow | null = null;
  #outputSeq: number;
  #ackedSeq: number;
  #muted: ReadonlySet<string> = new Set();
  #screenReaderKept = false;
  #askedToKeep = false;
  #toldSlowDown = false;
  /** When the oldest line was sent that no output has followed yet. */
  #waitingSinceMs: number | null = null;
  #answered = false;

  constructor(attached: Attached, linesInFlight: number) {
    super();
    this.#attached = attached;
    this.#window = new InputWindow(linesInFlight, attached.inputSeq);
    this.#outputSeq = attached.outputSeq;
    this.#ackedSeq = attached.outputSeq;
  }

  override get acceptsLines(): boolean {
    return true;
  }

  override wakeAtMs(): number | null {
    return this.#flow?.nextDueMs ?? null;
  }

  override enter(session: SessionContext): void {
    this.#flow = new LineFlow(session.shared.limits.LINES_PER_SECOND, session.nowMs);
    const { playerName, resumeToken, outputSeq } = this.#attached;
    session.client.attached(playerName, resumeToken, outputSeq);
    this.packagesChanged(session);
    if (session.colour !== null) this.edgeSetting(session, { colour: session.colour });
  }

  override line(session: SessionContext, text: string): void {
    const { limits, metrics } = session.shared;
    const clean = sanitizeLine(text, limits.TELNET_LINE_BYTES);
    if (clean === "") {
      session.client.redrawPrompt();
      return;
    }
    const offer = this.#flow?.offer(session.nowMs, clean) ?? "now";
    if (offer === "now") {
      this.#toldSlowDown = false;
      this.#accept(session, clean);
    } else if (offer === "refused") {
      metrics.count(LINES_REFUSED, 1, { reason: "rate" });
      if (!this.#toldSlowDown) session.client.notice("error", TEXT.slowDown);
      this.#toldSlowDown = true;
    }
  }

  override wake(session: SessionContext): void {
    for (;;) {
      const line = this.#flow?.takeDue(session.nowMs);
      if (line === undefined) return;
      this.#accept(session, line);
    }
  }

  override packagesChanged(session: SessionContext): void {
    const { packages, channel } = session;
    if (packages !== null && session.linkUp) session.send({ f: "subscribe", channel, packages });
  }

  override edgeSetting(session: SessionContext, setting: EdgeSetting): void {
    if (session.linkUp) session.send({ f: "edgeSetting", channel: session.channel, ...setting });
  }

  override frame(session: SessionContext, frame: EngineFrame): void {
    switch (frame.f) {
      case "output":
        this.#outputSeq += 1;
        this.#answered = true;
        session.client.output(frame, this.#outputSeq, this.#muted.has(frame.class));
        return;
      case "prompt":
        this.#outputSeq += 1;
        this.#answered = true;
        session.client.prompt(frame.values, this.#outputSeq);
        return;
      case "data":
        this.#outputSeq += 1;
        session.client.data(frame, this.#outputSeq);
        return;
      case "settings":
        this.#outputSeq += 1;
        this.#applySettings(session, frame.settings);
        return;
      case "inputAck":
        this.#window.ack(frame.inputSeq);
        return;
      case "attached":
        this.#resumed(session, frame);
        return;
      case "attachRefused":
        session.attached = false;
        session.bye("graceOver", frame.message === "" ? TEXT.lost : frame.message);
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
    if (!session.linkUp) {
      session.client.notice("info", TEXT.away);
      return;
    }
    session.send({
      f: "resume",
      channel: session.channel,
      sessionId: session.sessionId,
      token: this.#attached.resumeToken,
      received: this.#outputSeq,
      caps: {
        transport: session.client.transport,
        screenReader: session.screenReader,
        address: session.address,
      },
    });
  }

  override beforeFlush(session: SessionContext): void {
    const { channel, nowMs } = session;
    if (this.#answered && this.#waitingSinceMs !== null) {
      const seconds = (nowMs - this.#waitingSinceMs) / 1000;
      session.shared.metrics.observe(INPUT_TO_OUTPUT_SECONDS, seconds);
      this.#waitingSinceMs = null;
    }
    this.#answered = false;
    if (this.#outputSeq === this.#ackedSeq || session.blocked || !session.linkUp) return;
    this.#ackedSeq = this.#outputSeq;
    session.send({ f: "ack", channel, received: this.#outputSeq });
  }

  #accept(session: SessionContext, line: string): void {
    const { metrics } = session.shared;
    const numbered = this.#window.accept(line);
    if (numbered === undefined) {
      metrics.count(LINES_REFUSED, 1, { reason: "window" });
      session.client.notice("error", TEXT.windowFull);
      return;
    }
    metrics.count(LINES, 1, { transport: session.client.transport });
    this.#waitingSinceMs ??= session.nowMs;
    if (session.linkUp) session.send({ f: "input", channel: session.channel, ...numbered });
  }

  /**
   * A screen reader that the client showed at login holds until the character's own setting has
   * become true once; from then on that setting decides.
   */
  #applySettings(session: SessionContext, settings: EdgeSettings): void {
    this.#muted = new Set(settings.muted);
    const detected = session.screenReader && !this.#screenReaderKept;
    if (settings.screenReader) this.#screenReaderKept = true;
    else if (detected && !this.#askedToKeep) {
      this.#askedToKeep = true;
      this.edgeSetting(session, { screenReader: true });
    }
    const screenReader = settings.screenReader || detected;
    session.client.settings({ ...settings, screenReader }, this.#outputSeq);
  }

  #resumed(session: SessionContext, attached: Attached): void {
    this.#attached = attached;
    this.#outputSeq = attached.outputSeq;
    this.#ackedSeq = attached.outputSeq;
    session.client.attached(attached.playerName, attached.resumeToken, attached.outputSeq);
    session.client.notice("info", TEXT.back);
    this.packagesChanged(session);
    this.#window.resumeFrom(attached.inputSeq);
    for (const numbered of this.#window.unacked) {
      session.send({ f: "input", channel: session.channel, ...numbered });
    }
  }
}
