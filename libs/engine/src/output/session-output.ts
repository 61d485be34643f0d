/**
 * One session's output between the zones and its socket.
 *
 *   item ─▶ credit? ── yes ─▶ number it, into history, send
 *             │ no (or no socket)
 *             ▼
 *          pending ── credit is back ─▶ number it …
 *             │ does not fit
 *             ▼
 *      nothing more waits: full refresh as soon as there is credit; too much again before that
 *      refresh is through: the socket is too slow
 *
 * Numbers are given on sending, so they have no holes. Credit: at most SESSION_WINDOW_BYTES and
 * SESSION_HISTORY_FRAMES are under way unacknowledged, and one item always is, whatever its size.
 * A gateway that has never acknowledged anything is not limited: it does not take part.
 *
 * A socket that comes back names the last number it has seen; what follows is sent again from
 * history in order, within the credit, and new items wait behind it.
 */

import type { Limits } from "@ambon/kernel/limits";
import { dumpItem, loadItem, type OutputDump } from "./output-dump.ts";
import type { OutputItem } from "./payload.ts";
import { PendingOutput } from "./pending-output.ts";
import { SentHistory } from "./sent-history.ts";

export type OutputLimits = Pick<
  Limits,
  | "SESSION_PENDING_BYTES"
  | "SESSION_HISTORY_FRAMES"
  | "SESSION_HISTORY_BYTES"
  | "SESSION_WINDOW_BYTES"
>;

/** `tooSlow`: a refresh is on its way and already there is too much behind it. */
export type Offer = "send" | "kept" | "tooSlow";

export class SessionOutput {
  readonly #limits: OutputLimits;
  readonly #history: SentHistory;
  readonly #pending: PendingOutput;
  /** Last number given. */
  #seq = 0;
  /** Last number sent on this channel; behind `seq` while history is sent again. */
  #sentSeq = 0;
  /** Up to here the gateway has taken it. */
  #receivedSeq = 0;
  #limited = false;
  #refreshDue = false;
  #refreshing = false;

  constructor(limits: OutputLimits) {
    this.#limits = limits;
    this.#history = new SentHistory({
      frames: limits.SESSION_HISTORY_FRAMES,
      bytes: limits.SESSION_HISTORY_BYTES,
    });
    this.#pending = new PendingOutput(limits.SESSION_PENDING_BYTES);
  }

  get seq(): number {
    return this.#seq;
  }

  /** Something was lost for good: only a full refresh helps. */
  get refreshDue(): boolean {
    return this.#refreshDue;
  }

  /** Everything that was sent is taken: a refresh can begin. */
  get isIdle(): boolean {
    return this.#sentSeq === this.#seq && this.#receivedSeq === this.#seq;
  }

  get waitingBytes(): number {
    return this.#pending.bytes;
  }

  get historyBytes(): number {
    return this.#history.bytes;
  }

  get historyFrames(): number {
    return this.#history.size;
  }

  /** `send`: it has its number now and must go out at once. */
  offer(item: OutputItem, linked: boolean): Offer {
    const inTurn = this.#pending.size === 0 && this.#sentSeq === this.#seq && !this.#refreshDue;
    if (linked && inTurn && this.#hasCredit(item.bytes)) {
      this.#number(item);
      return "send";
    }
    if (this.#refreshDue || this.#pending.add(item)) return "kept";
    this.#pending.clear();
    this.#refreshDue = true;
    return this.#refreshing && linked ? "tooSlow" : "kept";
  }

  /** The next item that may be sent; its number follows that of the one before. */
  next(): OutputItem | undefined {
    if (this.#sentSeq < this.#seq) {
      const again = this.#history.get(this.#sentSeq + 1);
      if (again === undefined || !this.#hasCredit(again.bytes)) return undefined;
      this.#sentSeq += 1;
      return again;
    }
    const item = this.#pending.peek();
    if (item === undefined || !this.#hasCredit(item.bytes)) return undefined;
    this.#pending.shift();
    this.#number(item);
    return item;
  }

  /** Whatever waits, without regard to credit: the socket is about to be closed. */
  rest(): OutputItem[] {
    const rest: OutputItem[] = [];
    for (let seq = this.#sentSeq + 1; seq <= this.#seq; seq += 1) {
      const again = this.#history.get(seq);
      if (again !== undefined) rest.push(again);
    }
    this.#sentSeq = this.#seq;
    for (let item = this.#pending.shift(); item; item = this.#pending.shift()) {
      this.#number(item);
      rest.push(item);
    }
    return rest;
  }

  /** The gateway has taken everything up to this number: credit is free again. */
  received(seq: number): void {
    this.#limited = true;
    if (seq >= this.#sentSeq) {
      this.#receivedSeq = this.#sentSeq;
      if (this.isIdle && this.#pending.size === 0) this.#refreshing = false;
      return;
    }
    this.#receivedSeq = Math.max(this.#receivedSeq, seq);
  }

  /** The client has shown everything up to this number: it will not be asked for again. */
  seen(seq: number): void {
    this.#history.dropUpTo(Math.min(seq, this.#receivedSeq));
  }

  /**
   * A socket that has seen everything up to `received` takes over. False when what follows is not
   * known any more: numbering then goes on where it is, and `startRefresh` must follow.
   */
  resumeAfter(received: number, nowMs: number): boolean {
    this.#history.expire(nowMs);
    const reaches = received >= this.#history.firstSeq - 1 && received <= this.#seq;
    const ok = reaches && !this.#refreshDue;
    if (!ok) this.#history.restartAt(this.#seq + 1);
    this.#sentSeq = ok ? received : this.#seq;
    this.#receivedSeq = this.#sentSeq;
    return ok;
  }

  /** From here on output waits again; lines that must be delivered go before the refresh. */
  startRefresh(): void {
    this.#pending.keepLines();
    this.#refreshDue = false;
    this.#refreshing = true;
  }

  /** Everything a later run needs to go on with this output. */
  dump(nowMs: number): OutputDump {
    return {
      seq: this.#seq,
      history: this.#history.items().map((item) => dumpItem(item, nowMs)),
      pending: this.#pending.items().map((item) => dumpItem(item, nowMs)),
      refreshDue: this.#refreshDue,
    };
  }

  /** Only how far the count is: what was sent is not known to whoever loads it. */
  dumpNumber(): OutputDump {
    return { seq: this.#seq, history: [], pending: [], refreshDue: true };
  }

  /** Goes on from a dump; `resumeAfter` says what the socket has of it. */
  load(dump: OutputDump, nowMs: number): void {
    this.restartAfter(dump.seq - dump.history.length);
    for (const item of dump.history) this.#history.add(loadItem(item, nowMs));
    this.#seq = dump.seq;
    this.#sentSeq = dump.seq;
    this.#receivedSeq = this.#history.firstSeq - 1;
    for (const item of dump.pending) this.#pending.add(loadItem(item, nowMs));
    this.#refreshDue = dump.refreshDue;
  }

  /** Nobody will come back to what was sent or waits. */
  forget(): void {
    this.#pending.clear();
    this.#history.restartAt(this.#seq + 1);
    this.#refreshDue = true;
  }

  /** Nothing is known of what was sent; the client has seen numbers up to `seq`. 0 = a new one. */
  restartAfter(seq: number): void {
    this.#pending.clear();
    this.#history.restartAt(seq + 1);
    this.#seq = seq;
    this.#sentSeq = seq;
    this.#receivedSeq = seq;
    this.#limited = false;
    this.#refreshDue = false;
    this.#refreshing = false;
  }

  #hasCredit(bytes: number): boolean {
    const underWay = this.#sentSeq - this.#receivedSeq;
    if (!this.#limited || underWay <= 0) return true;
    if (underWay >= this.#limits.SESSION_HISTORY_FRAMES) return false;
    const underWayBytes = this.#history.bytesBetween(this.#receivedSeq, this.#sentSeq);
    return underWayBytes + bytes <= this.#limits.SESSION_WINDOW_BYTES;
  }

  #number(item: OutputItem): void {
    this.#seq += 1;
    this.#sentSeq = this.#seq;
    this.#history.add(item);
    // What history has let go counts as taken: it cannot be sent again in any case.
    const evicted = this.#history.firstSeq - 1;
    if (this.#receivedSeq < evicted) this.#receivedSeq = evicted;
  }
}
